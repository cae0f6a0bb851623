/** What has gone bad with an attachment that nothing is written for: it is said, and left as it is. */
import { attachRules } from "../rules/attachment";
import type { AttachCase } from "../rules/cases";
import { drift, goneBad } from "../rules/flags";
import { type Flag, flag, type RuleId } from "../rules/rule";
import { vmLabel, wording } from "../rules/wording";
import { type AttachmentFacts, attachCase, attachedDevice, fetchAttachment } from "./attachmentFacts";
import { type AttachmentInputs, parseAttachment } from "./attachmentInputs";
import type { Context, Properties } from "./resource";
import { urnOf } from "./urn";

/** What the HostPassthroughDevice says, where the program has one. */
const saidByDevice: readonly RuleId[] = ["ambiguous", "identity", "not-active", "not-connected"];
/** What can be said of a VM that cannot be read. */
const saidOfUnread: readonly RuleId[] = ["not-connected", "vm-state"];

function brokenRules(context: Context, subject: AttachCase): readonly Flag[] {
  const { vm, host, address } = subject;
  const hasDevice = host !== undefined && address !== undefined && context.ledger.device(host.id, address);
  const isRead = vm?.connectionState === "connected";
  // Who else in the program wants the device is refused there.
  const present = { ...subject, holders: subject.holders.filter(({ by }) => by === "running") };
  return attachRules
    .filter(({ id }) => !(hasDevice && saidByDevice.includes(id)) && (isRead || saidOfUnread.includes(id)))
    .flatMap((rule) => {
      const problem = rule.violated(present);
      return problem === undefined ? [] : [goneBad(rule.id, rule.property, problem)];
    });
}

async function judgeDrift(
  context: Context,
  inputs: AttachmentInputs,
  facts: AttachmentFacts,
  news: Properties,
): Promise<readonly Flag[]> {
  const { vmId, vm, host, address } = facts;
  if (vmId === undefined || address === undefined) return [];
  if (vm === undefined) return [flag("drift", "vm", wording.goneVm(vmId))];
  if (vm.connectionState === "connected" && attachedDevice(vm, address) === undefined) {
    return [drift("address", vmLabel(vm), `no ${address}`, "it attached")];
  }
  return host === undefined ? [] : brokenRules(context, await attachCase(context, inputs, facts, news, "unchanged"));
}

/** Flags how the live facts differ from what was applied, and which rules they break by now. */
export async function flagAttachmentDrift(context: Context, news: Properties): Promise<void> {
  const { inputs } = parseAttachment(news);
  if (inputs === undefined) return;
  const facts = await fetchAttachment(context, inputs, news, news);
  for (const { message } of await judgeDrift(context, inputs, facts, news)) context.log.warn(message, urnOf(news));
}

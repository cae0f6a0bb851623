/** What has gone bad with a device that nothing is written for: it is said, and left as it is. */
import { isTold } from "../rules/capability";
import { criticalDevice } from "../rules/criticalDevice";
import { drift, goneBad } from "../rules/flags";
import { enableRules } from "../rules/hostDevice";
import { type Flag, flag, type RuleId } from "../rules/rule";
import { hostLabel, wording } from "../rules/wording";
import type { HostDeviceFacts } from "./hostDeviceFacts";
import type { HostDeviceInputs } from "./hostDeviceInputs";
import { enableCase } from "./hostDevicePlan";
import type { Context } from "./resource";

/** What can be said where there is no device, or none that can be told. */
const saidOfNothing: readonly RuleId[] = ["ambiguous", "not-connected"];

async function judgeDrift(
  context: Context,
  inputs: HostDeviceInputs,
  { hostId, host, address, device, info, expect }: HostDeviceFacts,
): Promise<readonly Flag[]> {
  if (hostId === undefined || address === undefined) return [];
  if (host === undefined) return [flag("drift", "host", wording.goneHost(hostId))];
  if (isTold(host) && device !== undefined && info?.enabled !== true) {
    return [drift("address", `${address} on ${hostLabel(host)}`, "passthrough not enabled", "enabled")];
  }
  // What is in passthrough the host cannot use any more; only what still waits for a reboot can become critical.
  const isWaiting = info?.enabled === true && !info.active;
  const rules = enableRules
    .filter((rule) => isWaiting || rule !== criticalDevice)
    .filter(({ id }) => device !== undefined || saidOfNothing.includes(id));
  const subject = await enableCase(context, host, address, inputs, expect, isWaiting);
  return rules.flatMap((rule) => {
    const problem = rule.violated(subject);
    return problem === undefined ? [] : [goneBad(rule.id, rule.property, problem)];
  });
}

/** Flags how the live facts differ from what was applied, and which rules they break by now. */
export async function flagDeviceDrift(
  context: Context,
  inputs: HostDeviceInputs,
  facts: HostDeviceFacts,
  urn: string | undefined,
): Promise<void> {
  for (const { message } of await judgeDrift(context, inputs, facts)) context.log.warn(message, urn);
}

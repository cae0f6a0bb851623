/** What a check of a HostPassthroughDevice is going to write, refuses and flags. */
import { isTold } from "../rules/capability";
import type { EnableCase } from "../rules/cases";
import { resetGroup } from "../rules/criticalDevice";
import { adopted, needsReboot, rebootPending, siblings } from "../rules/flags";
import { enableRules } from "../rules/hostDevice";
import { type Failure, failure, judge, type RuleId } from "../rules/rule";
import { hostLabel, wording } from "../rules/wording";
import type { HostFacts, HostUse } from "../vsphere/types";
import { agreedReboot, hostDisagreements } from "./agreed";
import type { HostDeviceFacts } from "./hostDeviceFacts";
import type { HostDeviceInputs } from "./hostDeviceInputs";
import { atOurDisposal } from "./hostMaintenance";
import { judgeReboot, planReboot } from "./hostPlan";
import type { Held } from "./ledger";
import { judgeReplacement } from "./refuse";
import type { Context, Properties } from "./resource";
import { known } from "./unknown";
import { nameOf } from "./urn";

/** A device on a host that is there, with what the inputs say of it. */
export interface Located {
  readonly host: HostFacts;
  readonly address: string;
  readonly inputs: HostDeviceInputs;
  readonly facts: HostDeviceFacts;
  readonly urn: string | undefined;
}

/** What a device that is enabled can still be refused for: that it is another one, or cannot be reached. */
const identityRules: readonly RuleId[] = ["identity"];
/** And what writing its label is refused for. */
export const labelRules: readonly RuleId[] = ["ambiguous", "identity", "label-version", "not-connected"];

const unused: HostUse = { vmkernelUplinks: [], switches: [], adapters: [], graphics: [] };

/** What the host uses is much to read: only where it matters. */
export async function enableCase(
  context: Context,
  host: HostFacts,
  address: string,
  inputs: HostDeviceInputs,
  expect: HostDeviceFacts["expect"],
  needsUse: boolean,
): Promise<EnableCase> {
  return {
    host: await atOurDisposal(context, host),
    address,
    device: host.devices.find((device) => device.address === address),
    info: host.passthru.find((info) => info.address === address),
    use: needsUse ? await context.vsphere.hostUse(host.id) : unused,
    expect,
    allowCritical: (known(inputs.allowCritical) ?? []).flatMap((reason) => known(reason) ?? []),
    hardwareLabel: known(inputs.hardwareLabel),
    apiVersion: (await context.vsphere.server()).apiVersion,
  };
}

export async function judgeEnable(
  context: Context,
  host: HostFacts,
  address: string,
  inputs: HostDeviceInputs,
  expect: HostDeviceFacts["expect"],
): Promise<readonly Failure[]> {
  return judge(enableRules, await enableCase(context, host, address, inputs, expect, true));
}

/** Two resources over one device undo each other. */
function duplicates(context: Context, { host, address, urn }: Located): readonly Failure[] {
  const same = context.ledger.devicesOfHost(host.id).filter((claim) => claim.address === address);
  const others = same.filter((claim) => claim.urn !== urn);
  if (urn === undefined || others.length === 0) return [];
  const what = `${address} on ${hostLabel(host)}`;
  return [
    failure(
      "duplicate",
      "address",
      wording.duplicate(
        what,
        same.map((claim) => nameOf(claim.urn)),
      ),
    ),
  ];
}

function isUnchanged(olds: Properties, { hostId, address }: HostDeviceFacts): boolean {
  return hostId !== undefined && hostId === olds["hostId"] && address === olds["address"];
}

function flagPending(context: Context, { host, inputs, facts: { info }, urn }: Located): void {
  if (host.connectionState !== "connected" || info === undefined || info.enabled === info.active) return;
  const { reboot } = agreedReboot(context, host.id, inputs);
  context.log.warn(rebootPending(host, info, reboot).message, urn);
}

/** In the wanted state already: nothing is refused but another card, since the card is part of what is wanted. */
async function adopt(context: Context, located: Located): Promise<readonly Failure[]> {
  const { host, address, inputs, facts, urn } = located;
  const { info } = facts;
  const label = known(inputs.hardwareLabel);
  const rules = label === undefined || label === info?.hardwareLabel ? identityRules : labelRules;
  const failures = await judgeEnable(context, host, address, inputs, facts.expect);
  const refused = failures.filter(({ rule }) => rules.includes(rule));
  if (info === undefined || refused.length > 0) return refused;
  const isKnown = context.ledger.wasDeclared(urn, { hostId: host.id, address });
  if (!isKnown && (urn === undefined || !context.ledger.isReplaced(urn))) {
    const state = info.active ? "is in passthrough" : "is enabled for passthrough";
    context.log.warn(adopted("address", `${address} on ${hostLabel(host)} ${state}`).message, urn);
  }
  if (info.active) return [];
  if (agreedReboot(context, host.id, inputs).reboot === "ifNeeded") return finish(context, located);
  context.log.warn(rebootPending(host, info).message, urn);
  return [];
}

/** The reboot that a device waits for is what takes it from the hypervisor. */
export async function finish(context: Context, located: Located): Promise<readonly Failure[]> {
  const { host, address, inputs, facts, urn } = located;
  const failures = facts.info?.enabled ? await judgeEnable(context, host, address, inputs, facts.expect) : [];
  if (failures.length > 0) return failures;
  return planReboot(context, host, { change: "finish", address }, agreedReboot(context, host.id, inputs), urn);
}

/** All that stands against enabling a device of a host. */
export async function enableFailures(
  context: Context,
  host: HostFacts,
  address: string,
  inputs: HostDeviceInputs,
  expect: HostDeviceFacts["expect"],
): Promise<readonly Failure[]> {
  const failures = await judgeEnable(context, host, address, inputs, expect);
  if (failures.length > 0 || !needsReboot(host, "enable")) return failures;
  return judgeReboot(context, host, agreedReboot(context, host.id, inputs));
}

export async function enable(context: Context, located: Located): Promise<readonly Failure[]> {
  const { host, address, inputs, facts, urn } = located;
  const failures = await enableFailures(context, host, address, inputs, facts.expect);
  if (failures.length > 0) return failures;
  const followers = resetGroup(host.passthru, address).filter((one) => one !== address);
  if (followers.length > 0) context.log.warn(siblings(host, address, followers).message, urn);
  if (!needsReboot(host, "enable")) return [];
  return planReboot(context, host, { change: "enable", address }, agreedReboot(context, host.id, inputs), urn);
}

/** A replacement gives the old device back, and that always needs a reboot. */
async function judgeMove(context: Context, old: Held, inputs: HostDeviceInputs, urn: string | undefined) {
  const { hostId, address } = old;
  const failures = judgeReplacement(context);
  const host = hostId === undefined ? undefined : await context.vsphere.host(hostId);
  if (host === undefined || address === undefined) return failures;
  if (!isTold(host)) return [...failures, failure("not-connected", "host", wording.notConnected(host))];
  const info = host.passthru.find((one) => one.address === address);
  if (info === undefined || (!info.enabled && !info.active)) return failures;
  const policy = agreedReboot(context, host.id, inputs);
  return [...failures, ...(await planReboot(context, host, { change: "disable", address }, policy, urn))];
}

/** Same device as before: nothing is written for it, unless a reboot that waits is now ours to do. */
async function judgeUnchanged(context: Context, located: Located, olds: Properties): Promise<readonly Failure[]> {
  const { host, address, inputs, facts } = located;
  const isSettled = inputs.reboot === olds["reboot"] && inputs.evacuate === olds["evacuate"];
  const shared = isSettled ? [] : hostDisagreements(context, host);
  if (shared.length > 0) return shared;
  flagPending(context, located);
  const policy = agreedReboot(context, host.id, inputs);
  const isOursNow = policy.reboot === "ifNeeded" && olds["reboot"] !== inputs.reboot;
  const label = known(inputs.hardwareLabel);
  const labelling =
    label === olds["hardwareLabel"] ? [] : await judgeEnable(context, host, address, inputs, facts.expect);
  const failures = labelling.filter(({ rule }) => labelRules.includes(rule));
  if (failures.length > 0 || !isOursNow || facts.info === undefined || facts.info.enabled === facts.info.active) {
    return failures;
  }
  return finish(context, located);
}

/** A replacement is a write even where it leads to the same device. */
function isTakenAgain(context: Context, { host, address, urn }: Located): boolean {
  const held = urn !== undefined && context.ledger.isReplaced(urn) ? context.ledger.held(urn) : undefined;
  return held?.hostId === host.id && held.address === address;
}

export async function judgeHostDevice(
  context: Context,
  inputs: HostDeviceInputs,
  facts: HostDeviceFacts,
  olds: Properties,
  urn: string | undefined,
): Promise<readonly Failure[]> {
  const { host, address } = facts;
  if (facts.failures.length > 0) return facts.failures;
  const old = urn === undefined ? undefined : context.ledger.held(urn);
  const isReplaced = urn !== undefined && context.ledger.isReplaced(urn);
  // Where it goes is not known yet, but that it leaves the place that it has.
  if (host === undefined || address === undefined) {
    return old !== undefined && isReplaced ? judgeMove(context, old, inputs, urn) : [];
  }
  const located: Located = { host, address, inputs, facts, urn };
  if (isUnchanged(olds, facts) && !isReplaced) return judgeUnchanged(context, located, olds);
  const shared = [...duplicates(context, located), ...hostDisagreements(context, host)];
  const isEnabled = facts.info?.enabled === true && facts.device !== undefined;
  // Nobody can tell yet what the resources want of the host together, so nothing is flagged.
  if (shared.length > 0)
    return [...shared, ...(isEnabled ? [] : await judgeEnable(context, host, address, inputs, facts.expect))];
  const moved = old === undefined ? [] : await judgeMove(context, old, inputs, urn);
  const isThere = isEnabled && !isTakenAgain(context, located);
  return [...moved, ...(await (isThere ? adopt(context, located) : enable(context, located)))];
}

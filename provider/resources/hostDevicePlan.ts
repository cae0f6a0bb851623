/** What a check of a HostPassthroughDevice is going to write, refuses and flags. */
import { resetGroup } from "../rules/criticalDevice";
import { adopted, drift, needsReboot, rebootPending, siblings } from "../rules/flags";
import { enableRules } from "../rules/hostDevice";
import { type Failure, failure, judge } from "../rules/rule";
import { hostLabel, wording } from "../rules/wording";
import type { HostFacts } from "../vsphere/types";
import { agreedReboot, hostDisagreements } from "./agreed";
import type { HostDeviceFacts } from "./hostDeviceFacts";
import type { HostDeviceInputs } from "./hostDeviceInputs";
import { atOurDisposal } from "./hostMaintenance";
import { planReboot } from "./hostPlan";
import type { Held } from "./ledger";
import { judgeReplacement } from "./refuse";
import type { Context, Properties } from "./resource";
import { known } from "./unknown";
import { nameOf } from "./urn";

/** A device on a host that is there, with what the inputs say of it. */
interface Located {
  readonly host: HostFacts;
  readonly address: string;
  readonly inputs: HostDeviceInputs;
  readonly facts: HostDeviceFacts;
  readonly urn: string | undefined;
}

export async function judgeEnable(
  context: Context,
  host: HostFacts,
  address: string,
  inputs: HostDeviceInputs,
  expect: HostDeviceFacts["expect"],
): Promise<readonly Failure[]> {
  return judge(enableRules, {
    host: await atOurDisposal(context, host),
    address,
    device: host.devices.find((device) => device.address === address),
    info: host.passthru.find((info) => info.address === address),
    use: await context.vsphere.hostUse(host.id),
    expect,
    allowCritical: (known(inputs.allowCritical) ?? []).flatMap((reason) => known(reason) ?? []),
    hardwareLabel: known(inputs.hardwareLabel),
    apiVersion: (await context.vsphere.server()).apiVersion,
  });
}

/** Two resources over one device undo each other. */
function duplicates(context: Context, { host, address, urn }: Located): readonly Failure[] {
  const same = context.ledger.devices().filter((claim) => claim.hostId === host.id && claim.address === address);
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

function flagUnchanged(context: Context, { host, address, inputs, facts, urn }: Located): void {
  const { info, device, expect } = facts;
  if (host.connectionState !== "connected") return;
  const label = `${address} on ${hostLabel(host)}`;
  if (device === undefined) {
    context.log.warn(drift("address", label, "no device there", "the card that was enabled").message, urn);
  } else if (expect !== undefined && (device.vendorId !== expect.vendorId || device.deviceId !== expect.deviceId)) {
    const [there, wanted] = [device, expect].map(({ vendorId, deviceId }) => `${vendorId}:${deviceId}`);
    context.log.warn(drift("address", label, `another card, ${there}`, wanted ?? "").message, urn);
  } else if (info?.enabled !== true) {
    context.log.warn(drift("address", label, "passthrough not enabled", "enabled").message, urn);
  }
  if (info === undefined || info.enabled === info.active) return;
  const { reboot } = agreedReboot(context, host.id, inputs);
  context.log.warn(rebootPending(host, info, reboot).message, urn);
}

/** In the wanted state already: nothing is refused but another card, since the card is part of what is wanted. */
async function adopt(context: Context, located: Located): Promise<readonly Failure[]> {
  const { host, address, inputs, facts, urn } = located;
  const { info } = facts;
  const failures = await judgeEnable(context, host, address, inputs, facts.expect);
  const refused = failures.filter(({ rule }) => rule === "identity");
  if (info === undefined || refused.length > 0) return refused;
  const policy = agreedReboot(context, host.id, inputs);
  if (info.active) {
    if (urn !== undefined && context.ledger.isReplaced(urn)) return [];
    context.log.warn(adopted("address", `${address} on ${hostLabel(host)} is in passthrough`).message, urn);
    return [];
  }
  if (policy.reboot === "ifNeeded") return planReboot(context, host, { change: "finish", address }, policy, urn);
  context.log.warn(rebootPending(host, info).message, urn);
  return [];
}

async function enable(context: Context, located: Located): Promise<readonly Failure[]> {
  const { host, address, inputs, facts, urn } = located;
  const failures = await judgeEnable(context, host, address, inputs, facts.expect);
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
  const info = host?.passthru.find((one) => one.address === address);
  if (host === undefined || address === undefined || info === undefined || (!info.enabled && !info.active))
    return failures;
  const policy = agreedReboot(context, host.id, inputs);
  return [...failures, ...(await planReboot(context, host, { change: "disable", address }, policy, urn))];
}

/** Same device as before: nothing is written for it, unless a reboot that waits is now ours to do. */
async function judgeUnchanged(context: Context, located: Located, olds: Properties): Promise<readonly Failure[]> {
  const { host, address, inputs, facts, urn } = located;
  flagUnchanged(context, located);
  const policy = agreedReboot(context, host.id, inputs);
  const isOursNow = policy.reboot === "ifNeeded" && olds["reboot"] !== inputs.reboot;
  const label = known(inputs.hardwareLabel);
  const labelling =
    label === olds["hardwareLabel"] ? [] : await judgeEnable(context, host, address, inputs, facts.expect);
  const failures = labelling.filter(({ rule }) => rule === "label-version");
  if (!isOursNow || facts.info === undefined || facts.info.enabled === facts.info.active) return failures;
  return [...failures, ...(await planReboot(context, host, { change: "finish", address }, policy, urn))];
}

export async function judgeHostDevice(
  context: Context,
  inputs: HostDeviceInputs,
  facts: HostDeviceFacts,
  olds: Properties,
  urn: string | undefined,
): Promise<readonly Failure[]> {
  const { host, address } = facts;
  if (host === undefined || address === undefined || facts.failures.length > 0) return facts.failures;
  const located: Located = { host, address, inputs, facts, urn };
  const old = urn === undefined ? undefined : context.ledger.held(urn);
  const isReplaced = urn !== undefined && context.ledger.isReplaced(urn);
  if (isUnchanged(olds, facts) && !isReplaced) return judgeUnchanged(context, located, olds);
  const shared = [...duplicates(context, located), ...hostDisagreements(context, host)];
  const isEnabled = facts.info?.enabled === true && facts.device !== undefined;
  // Nobody can tell yet what the resources want of the host together, so nothing is flagged.
  if (shared.length > 0)
    return [...shared, ...(isEnabled ? [] : await judgeEnable(context, host, address, inputs, facts.expect))];
  const moved = old === undefined ? [] : await judgeMove(context, old, inputs, urn);
  return [...moved, ...(await (isEnabled ? adopt(context, located) : enable(context, located)))];
}

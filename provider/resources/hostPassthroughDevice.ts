import { PartialError, RefusedError } from "../errors";
import { needsReboot } from "../rules/flags";
import type { HostFacts, PassthruChange } from "../vsphere/types";
import { afterPlan } from "./afterPlan";
import { agreedReboot } from "./agreed";
import { connectedHost } from "./freshHost";
import { giveUpForced, hold } from "./held";
import { disableDevice } from "./hostDeviceDelete";
import { diffHostDevice, hostDeviceImpact } from "./hostDeviceDiff";
import { fetchHostDevice, knownIds } from "./hostDeviceFacts";
import { type HostDeviceInputs, parseForApply, parseHostDevice, type RebootSettings } from "./hostDeviceInputs";
import { judgeEnable, judgeHostDevice, labelRules } from "./hostDevicePlan";
import { type HostDeviceState, hostDeviceState, type ResolvedDevice } from "./hostDeviceState";
import { judgeReboot } from "./hostPlan";
import type { Claim } from "./ledger";
import { recordOnFailure } from "./partial";
import { guardServer, mustResolve, splitId } from "./references";
import { refuseIfAny } from "./refuse";
import { recognising } from "./registered";
import type { Checked, Context, Properties } from "./resource";
import { known, unknown } from "./unknown";
import { agreedKey, hidden, text, urnOf } from "./urn";

// ---- check -----------------------------------------------------------------------------------------------------------

async function check(context: Context, olds: Properties, news: Properties): Promise<Checked> {
  const { inputs, failures } = parseHostDevice(news);
  if (inputs === undefined) return { inputs: news, failures };
  const urn = urnOf(news);
  const facts = await fetchHostDevice(context, inputs, olds);
  const { hostId, address, expect } = facts;
  if (urn !== undefined) {
    const { reboot, evacuate } = inputs;
    context.ledger.declare({ kind: "device", urn, hostId, address, reboot: known(reboot), evacuate: known(evacuate) });
    hold(context, urn, olds);
  }
  return {
    inputs: {
      ...news,
      ...inputs,
      hostId: hostId ?? unknown,
      address: address ?? unknown,
      expect: expect ?? inputs.expect ?? unknown,
    },
    failures: await judgeHostDevice(context, inputs, facts, olds, urn),
  };
}

// ---- apply -----------------------------------------------------------------------------------------------------------

async function resolveDevice(context: Context, inputs: HostDeviceInputs, raw: Properties): Promise<ResolvedDevice> {
  const hostId = text(raw["hostId"]) ?? (await mustResolve(context, "host", String(inputs.host)));
  const address = text(raw["address"]);
  if (address !== undefined) return { hostId, address, expect: knownIds(raw["expect"]), inputs, raw };
  const facts = await fetchHostDevice(context, inputs, raw);
  if (facts.address !== undefined) {
    return { hostId, address: facts.address, expect: facts.expect, inputs, raw };
  }
  throw new RefusedError(facts.failures.map(({ message }) => message));
}

/** What UpdatePassthruConfig has to say for the device; judged on the facts right before, the reboot too. */
async function decideEnable(
  context: Context,
  host: HostFacts,
  { address, expect, inputs, before }: ResolvedDevice,
): Promise<PassthruChange | undefined> {
  const info = host.passthru.find((one) => one.address === address);
  const isEnabled = info?.enabled === true;
  // A label that the state has and the inputs have not any more is taken away.
  const label = known(inputs.hardwareLabel) ?? (before?.["hardwareLabel"] === undefined ? undefined : "");
  const isLabelled = label === undefined || (info?.hardwareLabel ?? "") === label;
  const policy = agreedReboot(context, host.id, inputs);
  const isFinished = isEnabled && !info.active && policy.reboot === "ifNeeded";
  // An update that only records writes nothing; what is taken over has to be the card that is meant.
  if (!isEnabled || !isLabelled || isFinished || before === undefined) {
    const failures = await judgeEnable(context, host, address, inputs, expect);
    refuseIfAny(isEnabled && !isFinished ? failures.filter(({ rule }) => labelRules.includes(rule)) : failures);
  }
  const isWaiting = isFinished || (!isEnabled && needsReboot(host, "enable"));
  if (isWaiting) refuseIfAny(await judgeReboot(context, host, policy));
  if (isEnabled && isLabelled) return undefined;
  return {
    address,
    enabled: true,
    ...(needsReboot(host, "enable") ? {} : { applyNow: true }),
    ...(isLabelled ? {} : { hardwareLabel: label ?? "" }),
  };
}

/** In a replacement on one host the delete half has only written; the reboot is for both. */
function formerAddress(context: Context, { hostId, raw }: ResolvedDevice): string | undefined {
  const urn = urnOf(raw);
  const held = urn !== undefined && context.ledger.isReplaced(urn) ? context.ledger.held(urn) : undefined;
  return held?.hostId === hostId ? held.address : undefined;
}

async function applyChange(
  context: Context,
  resolved: ResolvedDevice,
  begin: (host: HostFacts) => void,
): Promise<HostDeviceState> {
  const { hostId, address, inputs, raw } = resolved;
  const outcome = await context.hosts.submit(hostId, {
    address,
    formerAddress: formerAddress(context, resolved),
    urn: urnOf(raw),
    ...agreedReboot(context, hostId, inputs),
    decide: (host) => decideEnable(context, host, resolved),
    begin,
  });
  const state = await hostDeviceState(context, outcome.host, resolved);
  // Written all the same, whatever the reboot was refused for.
  if (outcome.rebootError !== undefined) throw new PartialError(`${hostId}/${address}`, state, outcome.rebootError);
  return state;
}

/** Brings the device into passthrough, as far as `reboot` allows, and answers what is there then. */
async function converge(context: Context, resolved: ResolvedDevice): Promise<HostDeviceState> {
  const { hostId, address } = resolved;
  let started: HostFacts | undefined;
  const begin = (host: HostFacts) => {
    started = host;
  };
  return recordOnFailure(
    `${hostId}/${address}`,
    () => applyChange(context, resolved, begin),
    async () => {
      const host = await connectedHost(context, hostId);
      const isEnabled = host.passthru.some((info) => info.address === address && info.enabled);
      return isEnabled ? hostDeviceState(context, host, resolved) : undefined;
    },
    async () => (started === undefined ? undefined : hostDeviceState(context, enabled(started, address), resolved)),
  );
}

/** As a host is once a write that was begun is carried out. */
function enabled(host: HostFacts, address: string): HostFacts {
  const passthru = host.passthru.map((info) => (info.address === address ? { ...info, enabled: true } : info));
  return { ...host, passthru };
}

async function create(context: Context, raw: Properties) {
  const inputs = parseForApply(raw);
  const resolved = await resolveDevice(context, inputs, raw);
  const state = await converge(context, resolved);
  return { id: `${resolved.hostId}/${resolved.address}`, state };
}

async function update(context: Context, _id: string, state: Properties, raw: Properties): Promise<Properties> {
  await guardServer(context, state);
  return converge(context, { ...(await resolveDevice(context, parseForApply(raw), raw)), before: state });
}

async function read(context: Context, id: string, state: Properties) {
  const serverId = await guardServer(context, state);
  const [hostId, address] = splitId(id);
  await context.vsphere.refresh({ hosts: [hostId] });
  const host = await context.vsphere.host(hostId);
  if (host === undefined) return undefined;
  // While a host is away its devices cannot be told: what the state says is all that is known.
  if (host.connectionState !== "connected")
    return { id, state: { ...state, serverId }, inputs: inputsOf(state, host, address) };
  const device = host.devices.find((one) => one.address === address);
  if (device === undefined) return undefined;
  const { vendorId, deviceId } = device;
  const inputs = { expect: { vendorId, deviceId }, ...inputsOf(state, host, address) };
  const resolved = {
    hostId,
    address,
    expect: knownIds(inputs["expect"]),
    inputs: inputs as HostDeviceInputs,
    raw: state,
  };
  return { id, state: await hostDeviceState(context, host, resolved), inputs };
}

const inputKeys = Object.keys(hostDeviceImpact);

/** The inputs that a state was made from; a resource got by its ID alone has none. */
function inputsOf(state: Properties, host: HostFacts, address: string): Properties {
  const given = Object.fromEntries(inputKeys.filter((key) => state[key] !== undefined).map((key) => [key, state[key]]));
  return { host: host.name, ...given, ...hidden(state), hostId: host.id, address };
}

type RebootInputs = Partial<Pick<HostDeviceInputs, "reboot" | "evacuate" | "rebootTimeoutMinutes">>;

/** In a replacement the new policy counts, as the plan has said: the old one may be what the user has just changed. */
function disablePolicy(context: Context, hostId: string, state: Properties): RebootSettings {
  const urn = urnOf(state);
  const next = urn !== undefined && context.ledger.isReplaced(urn) ? context.ledger.claim(urn) : undefined;
  const { reboot, evacuate, rebootTimeoutMinutes } = state as RebootInputs;
  const limit = rebootTimeoutMinutes === undefined ? {} : { rebootTimeoutMinutes };
  const given = next?.kind === "device" ? { reboot: next.reboot, evacuate: next.evacuate } : { reboot, evacuate };
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as RebootInputs;
  const before = next === undefined ? (state[agreedKey] as RebootInputs | undefined) : undefined;
  return agreedReboot(context, hostId, { ...limit, ...said }, before);
}

async function remove(context: Context, id: string, state: Properties): Promise<void> {
  await guardServer(context, state);
  giveUpForced(context, state);
  const [hostId, address] = splitId(id);
  const isSame = (claim: Claim) => claim.kind === "device" && claim.hostId === hostId && claim.address === address;
  if (context.ledger.successor(urnOf(state), isSame) !== undefined) return;
  const policy = disablePolicy(context, hostId, state);
  await disableDevice(context, { hostId, address, expect: knownIds(state["expect"]), ...policy, urn: urnOf(state) });
}

/** Puts one PCI device of one host into passthrough; deleting takes it out. */
export const hostPassthroughDevice = afterPlan(
  recognising("host", {
    check,
    diff: diffHostDevice,
    create,
    read,
    update,
    delete: remove,
  }),
);

import { RefusedError } from "../errors";
import { judgeAttach } from "../rules/attachment";
import { isMigratable } from "../rules/migratable";
import { judge, sentence } from "../rules/rule";
import { type DrsAutomation, defaults } from "../rules/values";
import { vmotionEnabled } from "../rules/vmotion";
import { vmLabel, wording } from "../rules/wording";
import type { VmFacts, VmPassthruDevice } from "../vsphere/types";
import type { Objects } from "../vsphere/vsphere";
import { afterPlan } from "./afterPlan";
import { agreedPower, agreedVmSettings } from "./agreed";
import { diffAttachment } from "./attachmentDiff";
import { attachCase, attachedDevice, fetchAttachment } from "./attachmentFacts";
import { type AttachmentInputs, type AttachmentPolicy, parseAttachment, sharedSettings } from "./attachmentInputs";
import { judgeAttachment, judgeResize } from "./attachmentPlan";
import { agreedBefore, attachmentState, cardOf, givenOf } from "./attachmentState";
import { clusterOf } from "./drs";
import { readableVm } from "./freshVm";
import { giveUpForced, hold } from "./held";
import { knownIds } from "./hostDeviceFacts";
import type { Claim } from "./ledger";
import { mmioPart } from "./mmio";
import { recordOnFailure } from "./partial";
import { guardServer, mustResolve, splitId } from "./references";
import { refuseIfAny } from "./refuse";
import { recognising } from "./registered";
import type { Checked, Context, Properties } from "./resource";
import { persist } from "./transient";
import { unknown } from "./unknown";
import { hidden, migratableKey, text, urnOf, vmSourceKey } from "./urn";
import { judgePowerCycle } from "./vmPlan";
import { isMarked } from "./vmPower";
import type { VmPart } from "./work";

// ---- check -----------------------------------------------------------------------------------------------------------

async function check(context: Context, olds: Properties, news: Properties): Promise<Checked> {
  const { inputs, failures } = parseAttachment(news);
  if (inputs === undefined) return { inputs: news, failures };
  const urn = urnOf(news);
  const facts = await fetchAttachment(context, inputs, olds, news);
  const { vmKey, hostId, address } = facts;
  if (urn !== undefined) {
    const claim = { vm: vmKey, vmSource: text(news[vmSourceKey]), hostId, address, ...sharedSettings(inputs) };
    context.ledger.declare({ kind: "attachment", urn, ...claim });
    hold(context, urn, olds);
  }
  return {
    inputs: {
      ...news,
      ...inputs,
      vmId: facts.vmId ?? unknown,
      hostId: hostId ?? unknown,
      expect: facts.expect ?? inputs.expect ?? unknown,
    },
    failures: await judgeAttachment(context, inputs, facts, olds, news),
  };
}

// ---- apply -----------------------------------------------------------------------------------------------------------

interface ResolvedAttachment {
  readonly vmId: string;
  readonly address: string;
  readonly inputs: AttachmentInputs;
  readonly raw: Properties;
  /** The state, of an attachment that is updated. */
  readonly before: Properties | undefined;
}

async function resolveAttachment(
  context: Context,
  raw: Properties,
  before: Properties | undefined,
): Promise<ResolvedAttachment> {
  const { inputs, failures } = parseAttachment(raw);
  if (inputs === undefined) throw new RefusedError(failures.map(({ message }) => message));
  const vmId = text(raw["vmId"]) ?? (await mustResolve(context, "vm", String(inputs.vm)));
  return { vmId, address: String(inputs.address), inputs, raw, before };
}

/** A VM that was moved, or whose host was installed anew, keeps a device that it cannot be started with. */
async function isOfAnotherHost(
  context: Context,
  present: VmPassthruDevice,
  vm: VmFacts,
  hostId: string | undefined,
): Promise<boolean> {
  if (hostId === undefined || present.address === undefined) return false;
  if (vm.hostId !== undefined && vm.hostId !== hostId) return true;
  const systemId = await context.vsphere.systemId(hostId, present.address);
  return systemId !== undefined && present.systemId !== systemId;
}

/** The host that has the device, who else has one of it, and how DRS stands. */
async function aroundAttachment({ vsphere }: Context, { vmId, raw }: ResolvedAttachment): Promise<Objects> {
  const hostId = text(raw["hostId"]) ?? (await vsphere.vm(vmId))?.hostId;
  if (hostId === undefined) return {};
  const host = await vsphere.host(hostId);
  const clusters = host?.clusterId === undefined ? [] : [host.clusterId];
  return { hosts: [hostId], vms: host?.vmIds ?? [], clusters };
}

/** The device is there: all that is written may be another DRS override, which then has to hold the VM. */
async function judgeDrs(
  context: Context,
  { before, inputs }: ResolvedAttachment,
  vm: VmFacts,
  drsAutomation: DrsAutomation,
): Promise<void> {
  const isMeant = before?.["vmId"] === undefined || before["drsAutomation"] !== inputs.drsAutomation;
  if (!isMeant && before[migratableKey] !== true) return;
  const cluster = await clusterOf(context, vm);
  refuseIfAny(judge([vmotionEnabled], { vm, vmLabel: vmLabel(vm), cluster, drsAutomation, phase: "apply" }));
}

/** The part of the VM's reconfiguration that attaches the device; judged on the facts right before. */
async function decideAttach(context: Context, resolved: ResolvedAttachment, vm: VmFacts): Promise<VmPart | undefined> {
  const { inputs, raw, address } = resolved;
  const settings = agreedVmSettings(context, vm.id, inputs);
  const drsAutomation = settings.drsAutomation ?? defaults.drsAutomation;
  const mmio = mmioPart(vm, settings.mmio64SizeGB);
  const hostId = text(raw["hostId"]) ?? vm.hostId;
  const present = attachedDevice(vm, address);
  const isStale = present !== undefined && (await isOfAnotherHost(context, present, vm, hostId));
  if (present !== undefined && !isStale) {
    await judgeDrs(context, resolved, vm, drsAutomation);
    if (Object.keys(mmio).length === 0) return { drsAutomation, needsOff: false };
    refuseIfAny(await judgeResize(context, inputs, vm));
    return { drsAutomation, extraConfig: mmio, needsOff: true };
  }
  const facts = await fetchAttachment(context, inputs, raw, raw);
  const subject = await attachCase(context, inputs, { ...facts, vm }, raw, "apply");
  refuseIfAny([...judgeAttach(subject), ...(await judgePowerCycle(context, vm, subject.power))]);
  const { device, host } = subject;
  if (device === undefined || host === undefined)
    throw new RefusedError([sentence("ambiguous", "host", wording.goneHost(hostId ?? ""))]);
  const systemId = await context.vsphere.systemId(host.id, address);
  if (systemId === undefined)
    throw new RefusedError([sentence("not-active", "address", wording.notOffered(host, address))]);
  const { vendorId, deviceId, deviceName } = device;
  return {
    ...(present === undefined ? {} : { removeDevices: [present.key] }),
    addDevices: [{ address, vendorId, deviceId, deviceName, systemId }],
    extraConfig: mmio,
    drsAutomation,
    needsOff: true,
  };
}

async function converge(context: Context, raw: Properties, before?: Properties): Promise<Properties> {
  const resolved = await resolveAttachment(context, raw, before);
  const { vmId, address } = resolved;
  let started: VmFacts | undefined;
  const item = {
    urn: urnOf(raw),
    ...agreedPower(context, vmId, resolved.inputs),
    restart: "now" as const,
    around: () => aroundAttachment(context, resolved),
    decide: (fresh: VmFacts) => decideAttach(context, resolved, fresh),
    begin: (fresh: VmFacts) => {
      started = fresh;
    },
  };
  const asIs = async (vm: VmFacts) =>
    attachmentState(context, vm, address, raw, await cardOf(context, vm, address, raw));
  return recordOnFailure(
    `${vmId}/${address}`,
    async () => asIs(await context.vms.submit(vmId, item)),
    async () => {
      const vm = await readableVm(context, vmId);
      return attachedDevice(vm, address) === undefined ? undefined : asIs(vm);
    },
    async () => (started === undefined ? undefined : attachmentState(context, started, address, raw, undefined)),
  );
}

async function create(context: Context, raw: Properties) {
  const state = await converge(context, raw);
  return { id: `${String(state["vmId"])}/${String(state["address"])}`, state };
}

async function update(context: Context, _id: string, state: Properties, raw: Properties): Promise<Properties> {
  await guardServer(context, state);
  return converge(context, raw, state);
}

/** Whether the VM has lost the override that holds it, and can get it back. */
async function isMigratableNow(context: Context, vm: VmFacts, automation: unknown): Promise<boolean> {
  const host = vm.hostId === undefined ? undefined : await context.vsphere.host(vm.hostId);
  const cluster = host?.clusterId === undefined ? undefined : await context.vsphere.cluster(host.clusterId);
  if (cluster === undefined || automation === "unmanaged" || !cluster.overridesEnabled) return false;
  return isMigratable(cluster, cluster.overrides[vm.id]);
}

async function read(context: Context, id: string, state: Properties) {
  const serverId = await guardServer(context, state);
  const [vmId, address] = splitId(id);
  await context.vsphere.refresh({ vms: [vmId] });
  const vm = await context.vsphere.vm(vmId);
  if (vm === undefined) return undefined;
  const hostId = text(state["hostId"]) ?? vm.hostId;
  const inputs = {
    ...hidden(state),
    vm: vmId,
    ...givenOf(state),
    address,
    vmId,
    ...(hostId === undefined ? {} : { hostId }),
  };
  // While the VM cannot be read, what the state says is all that is known.
  if (vm.connectionState !== "connected") return { id, state: { ...state, serverId }, inputs };
  const device = attachedDevice(vm, address);
  if (device === undefined) return undefined;
  const raw = { ...state, ...inputs };
  const now = await attachmentState(context, vm, address, raw, await cardOf(context, vm, address, raw));
  const expect = knownIds(state["expect"]) ?? { vendorId: now["vendorId"], deviceId: now["deviceId"] };
  const isLost = await isMigratableNow(context, vm, state["drsAutomation"]);
  return { id, state: { ...now, expect, ...(isLost ? { [migratableKey]: true } : {}) }, inputs: { ...inputs, expect } };
}

/** In a replacement the new policy counts: the old one may be what the user has just changed. */
function detachPolicy(context: Context, vmId: string, state: Properties): AttachmentPolicy {
  const urn = urnOf(state);
  const { power, ...rest } = state as Partial<AttachmentInputs>;
  const isReplaced = urn !== undefined && context.ledger.isReplaced(urn);
  if (isReplaced) return agreedPower(context, vmId, { ...rest, ...definedPower(context.ledger.claim(urn)) });
  return agreedPower(context, vmId, { ...rest, ...(power === undefined ? {} : { power }) }, agreedBefore(state));
}

function definedPower(claim: Claim | undefined): Pick<AttachmentInputs, "power"> {
  return claim?.kind === "attachment" && claim.power !== undefined ? { power: claim.power } : {};
}

/** In a replacement on the same VM the create half starts it, once for both. */
function isAttachedAgain(context: Context, vmId: string, state: Properties): boolean {
  const urn = urnOf(state);
  const next = urn !== undefined && context.ledger.isReplaced(urn) ? context.ledger.claim(urn) : undefined;
  return next?.kind === "attachment" && next.vm === vmId;
}

/** With the last device goes the DRS override. */
async function aroundDetachment({ vsphere }: Context, vmId: string): Promise<Objects> {
  const vm = await vsphere.vm(vmId);
  const host = vm?.hostId === undefined ? undefined : await vsphere.host(vm.hostId);
  return host?.clusterId === undefined ? {} : { clusters: [host.clusterId] };
}

async function decideDetach(
  context: Context,
  vm: VmFacts,
  address: string,
  { power }: AttachmentPolicy,
): Promise<VmPart | undefined> {
  const device = attachedDevice(vm, address);
  if (device === undefined) return undefined;
  refuseIfAny(await judgePowerCycle(context, vm, power));
  return { removeDevices: [device.key], needsOff: true };
}

async function remove(context: Context, id: string, state: Properties): Promise<void> {
  await guardServer(context, state);
  giveUpForced(context, state);
  const [vmId, address] = splitId(id);
  await context.vsphere.refresh({ vms: [vmId] });
  if ((await context.vsphere.vm(vmId)) === undefined) return;
  const vm = await persist(context, urnOf(state), () => readableVm(context, vmId));
  // An earlier run may have detached it and not lived to start the VM again.
  if (attachedDevice(vm, address) === undefined && !isMarked(vm)) return;
  const isSame = (claim: Claim) => claim.kind === "attachment" && claim.vm === vmId && claim.address === address;
  if (context.ledger.successor(urnOf(state), isSame) !== undefined) return;
  const policy = detachPolicy(context, vmId, state);
  await context.vms.submit(vmId, {
    urn: urnOf(state),
    ...policy,
    restart: isAttachedAgain(context, vmId, state) ? "later" : "now",
    around: () => aroundDetachment(context, vmId),
    decide: (fresh) => decideDetach(context, fresh, address, policy),
  });
}

/** Attaches one passthrough device to one VM; deleting detaches it. */
export const vmPciAttachment = afterPlan(
  recognising("vm", {
    check,
    diff: diffAttachment,
    create,
    read,
    update,
    delete: remove,
  }),
);

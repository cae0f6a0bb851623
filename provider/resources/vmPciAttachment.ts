import { RefusedError } from "../errors";
import { attachRules } from "../rules/attachment";
import type { AttachCase } from "../rules/cases";
import { deviceSharedWhileOff, powerCycle, vmUnborn } from "../rules/flags";
import { type ImpactTable, impactByInput, replaces, when, worst } from "../rules/impact";
import { type Failure, judge, sentence } from "../rules/rule";
import { defaults } from "../rules/values";
import { wording } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import { type AttachmentFacts, attachCase, attachedDevice, fetchAttachment } from "./attachmentFacts";
import { type AttachmentInputs, parseAttachment, powerPolicy } from "./attachmentInputs";
import { giveUp, hold } from "./held";
import { knownIds } from "./hostDeviceFacts";
import { mmioPart } from "./mmio";
import { recordOnFailure } from "./partial";
import { guardServer, mustResolve, splitId } from "./references";
import type { Checked, Context, Difference, Properties, ResourceHandler } from "./resource";
import { isUnknown, known, unknown } from "./unknown";
import { hidden, text, urnOf } from "./urn";
import { unbornLabel } from "./vmKey";
import type { VmPart } from "./vmWork";

// ---- check -----------------------------------------------------------------------------------------------------------

/** A rule judges writes: attached already, or unchanged and gone since, is no write. */
function isWritten(context: Context, facts: AttachmentFacts, olds: Properties, urn: string | undefined): boolean {
  if (urn !== undefined && context.ledger.isReplaced(urn)) return true;
  if (attachedDevice(facts.vm, facts.address) !== undefined) return false;
  return facts.vmId === undefined || facts.vmId !== olds["vmId"] || facts.address !== olds["address"];
}

function flagAttach(context: Context, subject: AttachCase, news: Properties): void {
  const urn = urnOf(news);
  const { vm, power, address, holders } = subject;
  if (vm === undefined) {
    if (isUnknown(news["vm"])) context.log.warn(vmUnborn(unbornLabel(news), power).message, urn);
    return;
  }
  if (vm.powerState !== "poweredOff") {
    context.log.warn(powerCycle(vm, power, `attach ${address ?? "the device"}`).message, urn);
  }
  const off = holders.filter((holder) => holder.by === "configured").map((holder) => holder.label);
  if (off.length > 0 && address !== undefined) context.log.warn(deviceSharedWhileOff(address, off).message, urn);
}

async function judgeAndFlag(
  context: Context,
  inputs: AttachmentInputs,
  facts: AttachmentFacts,
  olds: Properties,
  news: Properties,
): Promise<readonly Failure[]> {
  if (facts.failures.length > 0 || !isWritten(context, facts, olds, urnOf(news))) return facts.failures;
  const subject = await attachCase(context, inputs, facts, news, "preview");
  const failures = judge(attachRules, subject);
  if (failures.length === 0) flagAttach(context, subject, news);
  return failures;
}

async function check(context: Context, olds: Properties, news: Properties): Promise<Checked> {
  const { inputs, failures } = parseAttachment(news);
  if (inputs === undefined) return { inputs: news, failures };
  const urn = urnOf(news);
  const facts = await fetchAttachment(context, inputs, olds, news);
  const { vmKey, hostId, address } = facts;
  if (urn !== undefined) {
    context.ledger.declare({ kind: "attachment", urn, vm: vmKey, hostId, address });
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
    failures: await judgeAndFlag(context, inputs, facts, olds, news),
  };
}

// ---- diff ------------------------------------------------------------------------------------------------------------

/** What the change of each input causes (docs: Public API). */
export const attachmentImpact: ImpactTable<keyof AttachmentInputs> = {
  // The same VM or host written in another way is no change.
  vm: when("replace", "vmId"),
  host: when("replace", "hostId"),
  address: when("replace", "address"),
  expect: when("record", "expect"),
  power: when("record", "power", defaults.power),
  powerTimeoutMinutes: when("record", "powerTimeoutMinutes", defaults.powerTimeoutMinutes),
  drsAutomation: when("update", "drsAutomation", defaults.drsAutomation),
  mmio64SizeGB: when("powerCycle", "mmio64SizeGB"),
};

async function diff(context: Context, _id: string, state: Properties, news: Properties): Promise<Difference> {
  await guardServer(context, state);
  const found = impactByInput(attachmentImpact, state, news);
  const impact = worst(found.values());
  const urn = urnOf(news);
  if (replaces(impact) && urn !== undefined) giveUp(context, urn, state);
  await flagDiff(context, impact === "powerCycle" || replaces(impact), state, news);
  return {
    changes: impact !== "none",
    replaces: [...found].filter(([, one]) => replaces(one)).map(([input]) => input),
  };
}

/** The old device leaves a running VM, or another MMIO size is set: the VM goes down for that. */
async function flagDiff(context: Context, isPowerCycled: boolean, state: Properties, news: Properties): Promise<void> {
  const vmId = text(state["vmId"]);
  const vm = isPowerCycled && vmId !== undefined ? await context.vsphere.vm(vmId) : undefined;
  if (vm === undefined || vm.powerState === "poweredOff") return;
  const { power } = powerPolicy(news as AttachmentInputs);
  context.log.warn(powerCycle(vm, power, `detach or change ${String(state["address"])}`).message, urnOf(news));
}

// ---- apply -----------------------------------------------------------------------------------------------------------

interface ResolvedAttachment {
  readonly vmId: string;
  readonly address: string;
  readonly inputs: AttachmentInputs;
  readonly raw: Properties;
}

async function resolveAttachment(context: Context, raw: Properties): Promise<ResolvedAttachment> {
  const { inputs, failures } = parseAttachment(raw);
  if (inputs === undefined) throw new RefusedError(failures.map(({ message }) => message));
  const vmId = text(raw["vmId"]) ?? (await mustResolve(context, "vm", String(inputs.vm)));
  return { vmId, address: String(inputs.address), inputs, raw };
}

/** The part of the VM's reconfiguration that attaches the device; judged on the facts right before. */
async function decideAttach(context: Context, resolved: ResolvedAttachment, vm: VmFacts): Promise<VmPart | undefined> {
  const { inputs, raw, address } = resolved;
  const drsAutomation = known(inputs.drsAutomation) ?? defaults.drsAutomation;
  const mmio = mmioPart(vm, known(inputs.mmio64SizeGB));
  if (attachedDevice(vm, address) !== undefined) {
    const isChanged = Object.keys(mmio).length > 0;
    return { drsAutomation, ...(isChanged ? { extraConfig: mmio } : {}), needsOff: isChanged };
  }
  const hostId = text(raw["hostId"]) ?? vm.hostId;
  if (hostId !== undefined) context.vsphere.forget(hostId);
  const facts = await fetchAttachment(context, inputs, raw, raw);
  const subject = await attachCase(context, inputs, { ...facts, vm }, raw, "apply");
  const failures = judge(attachRules, subject);
  const { device, host } = subject;
  if (failures.length > 0 || device === undefined || host === undefined) {
    throw new RefusedError(failures.map(({ message }) => message));
  }
  const systemId = (await context.vsphere.configTarget(host.id)).get(address);
  if (systemId === undefined)
    throw new RefusedError([sentence("not-active", "address", wording.notOffered(host, address))]);
  const { vendorId, deviceId, deviceName } = device;
  return {
    addDevices: [{ address, vendorId, deviceId, deviceName, systemId }],
    extraConfig: mmio,
    drsAutomation,
    needsOff: true,
  };
}

async function stateOf(context: Context, vm: VmFacts, address: string, raw: Properties): Promise<Properties> {
  const { serverId } = await context.vsphere.server();
  const device = attachedDevice(vm, address);
  const hostId = text(raw["hostId"]) ?? vm.hostId ?? "";
  const card = (await context.vsphere.host(hostId))?.devices.find((one) => one.address === address);
  const given = Object.fromEntries(inputKeys.filter((key) => raw[key] !== undefined).map((key) => [key, raw[key]]));
  return {
    ...hidden(raw),
    vm: vm.id,
    ...given,
    address,
    vmId: vm.id,
    vmName: vm.name,
    vmInstanceUuid: vm.instanceUuid,
    serverId,
    hostId,
    deviceKey: device?.key ?? -1,
    vendorId: device?.vendorId ?? card?.vendorId ?? "",
    deviceId: device?.deviceId ?? card?.deviceId ?? "",
    deviceName: card?.deviceName ?? "",
    systemId: device?.systemId ?? "",
    hardwareVersion: vm.hardwareVersion,
  };
}

const inputKeys = Object.keys(attachmentImpact);

async function converge(context: Context, raw: Properties): Promise<Properties> {
  const resolved = await resolveAttachment(context, raw);
  const { vmId, address } = resolved;
  const item = {
    urn: urnOf(raw),
    ...powerPolicy(resolved.inputs),
    decide: (fresh: VmFacts) => decideAttach(context, resolved, fresh),
  };
  return recordOnFailure(
    `${vmId}/${address}`,
    async () => stateOf(context, await context.vms.submit(vmId, item), address, raw),
    async () => {
      context.vsphere.forget(vmId);
      const vm = await context.vsphere.vm(vmId);
      return attachedDevice(vm, address) === undefined || vm === undefined
        ? undefined
        : stateOf(context, vm, address, raw);
    },
  );
}

async function create(context: Context, raw: Properties) {
  const state = await converge(context, raw);
  return { id: `${String(state["vmId"])}/${String(state["address"])}`, state };
}

async function update(context: Context, _id: string, state: Properties, raw: Properties): Promise<Properties> {
  await guardServer(context, state);
  return converge(context, raw);
}

async function read(context: Context, id: string, state: Properties) {
  const serverId = await guardServer(context, state);
  const [vmId, address] = splitId(id);
  context.vsphere.forget(vmId);
  const vm = await context.vsphere.vm(vmId);
  if (vm === undefined) return undefined;
  const given = Object.fromEntries(inputKeys.filter((key) => state[key] !== undefined).map((key) => [key, state[key]]));
  const hostId = text(state["hostId"]) ?? vm.hostId;
  const inputs = { ...hidden(state), vm: vmId, ...given, address, vmId, ...(hostId === undefined ? {} : { hostId }) };
  // While the VM cannot be read, what the state says is all that is known.
  if (vm.connectionState !== "connected") return { id, state: { ...state, serverId }, inputs };
  const device = attachedDevice(vm, address);
  if (device === undefined) return undefined;
  const now = await stateOf(context, vm, address, { ...state, ...inputs });
  const expect = knownIds(state["expect"]) ?? { vendorId: now["vendorId"], deviceId: now["deviceId"] };
  return { id, state: { ...now, expect }, inputs: { ...inputs, expect } };
}

async function decideDetach(vm: VmFacts, address: string): Promise<VmPart | undefined> {
  const device = attachedDevice(vm, address);
  if (device === undefined) return undefined;
  return { removeDevices: [device.key], needsOff: true };
}

async function remove(context: Context, id: string, state: Properties): Promise<void> {
  await guardServer(context, state);
  const [vmId, address] = splitId(id);
  context.vsphere.forget(vmId);
  const vm = await context.vsphere.vm(vmId);
  if (attachedDevice(vm, address) === undefined) return;
  await context.vms.submit(vmId, {
    urn: urnOf(state),
    ...powerPolicy(state as AttachmentInputs),
    decide: (fresh) => decideDetach(fresh, address),
  });
}

/** Attaches one passthrough device to one VM; deleting detaches it. */
export const vmPciAttachment: ResourceHandler = { check, diff, create, read, update, delete: remove };

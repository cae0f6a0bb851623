/** What a check of a VmPciAttachment is going to write, refuses and flags. */
import { judgeAttach } from "../rules/attachment";
import type { AttachCase } from "../rules/cases";
import { adopted, deviceSharedWhileOff, lostFeatures, unordered, vmUnborn } from "../rules/flags";
import { mmio } from "../rules/mmio";
import { type Failure, failure, judge } from "../rules/rule";
import { migratedUnmanaged, vmotionEnabled } from "../rules/vmotion";
import { vmLabel, wording } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import { agreedPower, vmDisagreements } from "./agreed";
import { type AttachmentFacts, attachCase, attachedDevice } from "./attachmentFacts";
import type { AttachmentInputs } from "./attachmentInputs";
import { judgeReplacement } from "./refuse";
import type { Context, Properties } from "./resource";
import { isUnknown, known } from "./unknown";
import { deviceSourceKey, nameOf, text, urnOf, vmSourceKey } from "./urn";
import { keyLabel } from "./vmKey";
import { judgePowerCycle, planPowerCycle } from "./vmPlan";

/** A rule judges writes: attached already, or unchanged and gone since, is no write. */
function isWritten(context: Context, facts: AttachmentFacts, olds: Properties, urn: string | undefined): boolean {
  if (urn !== undefined && context.ledger.isReplaced(urn)) return true;
  if (isUnchanged(facts, olds)) return false;
  const { vm, address, hostId } = facts;
  // On a VM that was moved, the same address means another host's device.
  return attachedDevice(vm, address) === undefined || (hostId !== undefined && vm?.hostId !== hostId);
}

function isUnchanged({ vmId, address }: AttachmentFacts, olds: Properties): boolean {
  return vmId !== undefined && vmId === olds["vmId"] && address === olds["address"];
}

/** Two resources over one attachment undo each other. */
function duplicates(
  context: Context,
  facts: AttachmentFacts,
  label: string,
  urn: string | undefined,
): readonly Failure[] {
  const { vmKey, address } = facts;
  if (vmKey === undefined || address === undefined || urn === undefined) return [];
  const same = context.ledger.attachmentsOfVm(vmKey).filter((claim) => claim.address === address);
  if (!same.some((claim) => claim.urn !== urn)) return [];
  const names = same.map((claim) => nameOf(claim.urn));
  return [failure("duplicate", "address", wording.duplicate(`${address} on ${label}`, names))];
}

/** Order comes from data: the same VM or device written twice orders nothing. */
function flagUnordered(context: Context, facts: AttachmentFacts, news: Properties): void {
  const { vmKey, hostId, address } = facts;
  const [memory] = context.ledger.memoriesOfVm(vmKey);
  if (memory !== undefined && !context.ledger.leadsTo(text(news[vmSourceKey]), memory.urn)) {
    const name = nameOf(memory.urn);
    context.log.warn(unordered("vm", `the reservation ${name}`, `vm: ${name}.vm`).message, urnOf(news));
  }
  const device = hostId === undefined || address === undefined ? undefined : context.ledger.device(hostId, address);
  if (device !== undefined && news[deviceSourceKey] !== device.urn) {
    const name = nameOf(device.urn);
    context.log.warn(unordered("address", `the device ${name}`, `device: ${name}`).message, urnOf(news));
  }
}

function flagAttach(context: Context, subject: AttachCase, facts: AttachmentFacts, news: Properties): void {
  const urn = urnOf(news);
  const { vm, power, address, holders } = subject;
  flagUnordered(context, facts, news);
  if (vm === undefined) {
    if (isUnknown(news["vm"])) context.log.warn(vmUnborn(keyLabel(facts.vmKey), power).message, urn);
    return;
  }
  if (vm.devices.length === 0) context.log.warn(lostFeatures(vmLabel(vm)).message, urn);
  const off = holders.filter((holder) => holder.by === "configured").map((holder) => holder.label);
  if (off.length > 0 && address !== undefined) context.log.warn(deviceSharedWhileOff(address, off).message, urn);
  const migrated = migratedUnmanaged(subject);
  if (migrated !== undefined) context.log.warn(migrated.message, urn);
}

/** The device is there already, and is taken over. */
function flagAdopted(context: Context, { vm, address }: AttachmentFacts, olds: Properties, news: Properties): void {
  if (Object.keys(olds).length > 0 || vm?.connectionState !== "connected" || address === undefined) return;
  if (context.ledger.wasDeclared(urnOf(news), { vmId: vm.id, address })) return;
  context.log.warn(adopted("address", `${vmLabel(vm)} has ${address}`).message, urnOf(news));
}

/** Another DRS level for a device that is attached, or taken over: an override that holds the VM has to be possible. */
async function judgeDrs(
  context: Context,
  inputs: AttachmentInputs,
  facts: AttachmentFacts,
  olds: Properties,
  news: Properties,
): Promise<readonly Failure[]> {
  if (olds["vmId"] !== undefined && inputs.drsAutomation === olds["drsAutomation"]) return [];
  const subject = await attachCase(context, inputs, facts, news, "preview");
  const failures = judge([vmotionEnabled], subject);
  const migrated = failures.length > 0 ? undefined : migratedUnmanaged(subject);
  if (migrated !== undefined) context.log.warn(migrated.message, urnOf(news));
  return failures;
}

export async function judgeAttachment(
  context: Context,
  inputs: AttachmentInputs,
  facts: AttachmentFacts,
  olds: Properties,
  news: Properties,
): Promise<readonly Failure[]> {
  if (facts.failures.length > 0) return facts.failures;
  const urn = urnOf(news);
  const label = facts.vm === undefined ? keyLabel(facts.vmKey) : vmLabel(facts.vm);
  const shared = [
    ...(isUnchanged(facts, olds) ? [] : duplicates(context, facts, label, urn)),
    ...(facts.vmKey === undefined || isSettled(inputs, facts, olds)
      ? []
      : vmDisagreements(context, facts.vmKey, label)),
  ];
  if (!isWritten(context, facts, olds, urn)) {
    flagAdopted(context, facts, olds, news);
    const drs = await judgeDrs(context, inputs, facts, olds, news);
    return [...shared, ...drs, ...(await planResize(context, inputs, facts, olds, urn))];
  }
  const subject = await attachCase(context, inputs, facts, news, "preview");
  const { vm, power, address } = subject;
  const judged = judgeAttach(subject);
  const moved = await judgeMove(context, inputs, facts, urn);
  const failures = [
    ...shared,
    ...judged,
    ...moved,
    ...(vm === undefined ? [] : await judgePowerCycle(context, vm, power)),
  ];
  if (failures.length > 0) return distinct(failures);
  flagAttach(context, subject, facts, news);
  if (vm === undefined || address === undefined) return [];
  return planPowerCycle(context, vm, { change: "attach", address }, power, urn);
}

/** A replacement detaches the old device first. */
async function judgeMove(
  context: Context,
  inputs: AttachmentInputs,
  facts: AttachmentFacts,
  urn: string | undefined,
): Promise<readonly Failure[]> {
  const old = urn === undefined ? undefined : context.ledger.held(urn);
  if (urn === undefined || old === undefined) return [];
  const isMoved = old.vmId !== facts.vmId || old.address !== facts.address || context.ledger.isReplaced(urn);
  if (!isMoved) return [];
  const failures = judgeReplacement(context);
  const vm = old.vmId === undefined ? undefined : await context.vsphere.vm(old.vmId);
  if (vm === undefined || old.address === undefined || attachedDevice(vm, old.address) === undefined) return failures;
  const { power } = agreedPower(context, vm.id, inputs);
  return [...failures, ...(await planPowerCycle(context, vm, { change: "detach", address: old.address }, power, urn))];
}

function distinct(failures: readonly Failure[]): readonly Failure[] {
  return [...new Map(failures.map((one) => [one.message, one])).values()];
}

/** Another MMIO size for a device that is attached: the VM goes down for that. */
async function planResize(
  context: Context,
  inputs: AttachmentInputs,
  { vm, address }: AttachmentFacts,
  olds: Properties,
  urn: string | undefined,
): Promise<readonly Failure[]> {
  const isResized = known(inputs.mmio64SizeGB) !== olds["mmio64SizeGB"] && Object.keys(olds).length > 0;
  if (!isResized || vm === undefined || address === undefined) return [];
  const failures = judgeMmio(inputs, vm, olds);
  if (failures.length > 0) return failures;
  const { power } = agreedPower(context, vm.id, inputs);
  return planPowerCycle(context, vm, { change: "resize", address }, power, urn);
}

function judgeMmio(inputs: AttachmentInputs, vm: VmFacts | undefined, olds: Properties): readonly Failure[] {
  const mmio64SizeGB = known(inputs.mmio64SizeGB);
  const problem = mmio64SizeGB === olds["mmio64SizeGB"] ? undefined : mmio.violated({ vm, mmio64SizeGB });
  return problem === undefined ? [] : [failure("mmio", "mmio64SizeGB", problem)];
}

/** Neither the VM nor what is shared on it changes. */
function isSettled(inputs: AttachmentInputs, facts: AttachmentFacts, olds: Properties): boolean {
  const settings = ["power", "drsAutomation", "mmio64SizeGB"] as const;
  return isUnchanged(facts, olds) && settings.every((setting) => inputs[setting] === olds[setting]);
}

/** Another MMIO size for a device that is attached: the VM goes down, and the size has to be one. */
export async function judgeResize(
  context: Context,
  inputs: AttachmentInputs,
  vm: VmFacts,
): Promise<readonly Failure[]> {
  return [
    ...judgeMmio(inputs, vm, {}),
    ...(await judgePowerCycle(context, vm, agreedPower(context, vm.id, inputs).power)),
  ];
}

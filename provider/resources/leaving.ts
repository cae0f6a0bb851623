/** What leaves the program: Pulumi asks no provider about a deletion at preview, so the plan tells what it costs. */
import { isTold } from "../rules/capability";
import { resetGroup } from "../rules/criticalDevice";
import { siblings } from "../rules/flags";
import { type Failure, failure } from "../rules/rule";
import { hostLabel, vmLabel, wording } from "../rules/wording";
import type { HostFacts, VmFacts } from "../vsphere/types";
import { agreedPower, agreedReboot } from "./agreed";
import { attachedDevice } from "./attachmentFacts";
import { type Declaration, identityOf, notIn, type Placed } from "./declaration";
import { planReboot } from "./hostPlan";
import { keeperLabel, keptBy } from "./keeping";
import { earlier as keptReservation } from "./reservation";
import type { Context } from "./resource";
import { nameOf } from "./urn";
import { isUnborn, keyLabel } from "./vmKey";
import { planPowerCycle } from "./vmPlan";

/** An entry that leaves. */
interface Leaving extends Placed {
  /** Whether it is known what leaves: what only looks like it is said, and never stands in the way of a plan. */
  readonly isSure: boolean;
  /** The VM that has the device of an attachment whose VM is not known: nothing but that says that it is the one. */
  readonly guessed?: VmFacts;
}

interface Step {
  readonly context: Context;
  /** All that was declared before. */
  readonly earlier: readonly Placed[];
  /** Declared before, and not any more. */
  readonly leaving: readonly Leaving[];
  readonly staying: readonly Placed[];
}

/** Whether the resource itself is gone; else it moves to another object, and its own diff tells what that costs. */
function isGone({ staying }: Pick<Step, "staying">, { declaration }: Placed): boolean {
  return !staying.some((one) => one.declaration.urn === declaration.urn);
}

/** Whether a value that may not be known can be this one. */
function canBe(value: string | undefined, wanted: string | undefined): boolean {
  return value === undefined || wanted === undefined || isUnborn(value) || value === wanted;
}

/** Whether an attachment of the program gives this device of this VM up; one of which that is not known may be the one. */
function givesUp({ leaving }: Step, vm: VmFacts, address: string): boolean {
  const attachments = leaving.filter(({ declaration }) => declaration.kind === "attachment");
  return attachments.some((one) => canBe(one.address, address) && canBe(one.vm, vm.id));
}

/** Whether another resource, that is new and of which that is not known, may declare the same object. */
function mayHaveSuccessor({ earlier, staying }: Pick<Step, "earlier" | "staying">, one: Placed): boolean {
  const urns = new Set(earlier.map(({ declaration }) => declaration.urn));
  const { kind } = one.declaration;
  return staying.some(
    (other) =>
      other.declaration.kind === kind &&
      !urns.has(other.declaration.urn) &&
      (kind === "memory" || canBe(other.address, one.address)) &&
      (kind === "device" ? canBe(other.hostId, one.hostId) : canBe(other.vm, one.vm)),
  );
}

async function knownVm(context: Context, { vm }: Placed): Promise<VmFacts | undefined> {
  return vm === undefined || isUnborn(vm) ? undefined : context.vsphere.vm(vm);
}

/** Who has the device, of an attachment whose VM is not known: the only VM of the host with it, and none that stays. */
async function guess(context: Context, one: Leaving, staying: readonly Placed[]): Promise<Leaving> {
  const { declaration, vm, hostId, address } = one;
  const isOpen = vm === undefined || isUnborn(vm);
  if (declaration.kind !== "attachment" || !isOpen || hostId === undefined || address === undefined) return one;
  const vmIds = (await context.vsphere.host(hostId))?.vmIds ?? [];
  const kept = staying.filter((row) => row.declaration.kind === "attachment" && canBe(row.address, address));
  const vms = (await context.vsphere.vms(vmIds)).filter(
    (row) => attachedDevice(row, address) && !kept.some((other) => canBe(other.vm, row.id)),
  );
  const [only, ...others] = vms;
  return only === undefined || others.length > 0 ? one : { ...one, isSure: false, guessed: only };
}

/** VMs that keep a device: those that have it and do not give it up, and those that this program gives it to. */
async function keepers(step: Step, host: HostFacts, vms: readonly VmFacts[], address: string) {
  const group = resetGroup(host.passthru, address);
  const keeping = (vm: VmFacts) => keptBy(host, vm, address).filter((one) => !givesUp(step, vm, one));
  const has = vms.filter((vm) => keeping(vm).length > 0);
  const given = step.staying.filter(
    ({ declaration, hostId, address: of, vm }) =>
      declaration.kind === "attachment" &&
      hostId === host.id &&
      of !== undefined &&
      group.includes(of) &&
      !has.some(({ id }) => id === vm),
  );
  const labels = given.map(async (one) => {
    const vm = await knownVm(step.context, one);
    return keeperLabel(vm === undefined ? keyLabel(one.vm) : vmLabel(vm), [one.address ?? address], address);
  });
  return {
    has: has.map((vm) => keeperLabel(vmLabel(vm), keeping(vm), address)),
    given: await Promise.all(labels),
  };
}

/** Other functions that are in passthrough, stay in the program, and leave together with the device. */
function flagFollowers({ context, leaving }: Step, host: HostFacts, address: string, urn: string): void {
  const others = resetGroup(host.passthru, address).filter(
    (one) =>
      one !== address &&
      host.passthru.some((info) => info.address === one && info.enabled) &&
      !leaving.some((row) => row.declaration.kind === "device" && row.hostId === host.id && row.address === one),
  );
  if (others.length > 0) context.log.warn(siblings(host, address, others).message, urn);
}

async function judgeDevice(step: Step, one: Leaving): Promise<readonly Failure[]> {
  const { context } = step;
  const { hostId, address, declaration } = one;
  const host = hostId === undefined ? undefined : await context.vsphere.host(hostId);
  if (host === undefined || address === undefined) return [];
  const name = nameOf(declaration.urn);
  if (!isTold(host)) return isGone(step, one) ? [failure("not-connected", name, wording.notConnected(host))] : [];
  const info = host.passthru.find((row) => row.address === address);
  if (info === undefined || (!info.enabled && !info.active)) return [];
  const vms = await context.vsphere.vms(host.vmIds);
  const { has, given } = await keepers(step, host, vms, address);
  if (has.length + given.length > 0) {
    if (!one.isSure) return [];
    return [failure("in-use", name, wording.deviceInUse(address, hostLabel(host), has, given))];
  }
  flagFollowers(step, host, address, declaration.urn);
  if (!isGone(step, one)) return [];
  const before = step.earlier.filter((row) => row.declaration.kind === "device" && row.hostId === host.id);
  const policy = agreedReboot(context, host.id, declaration, saidBefore(before, ["reboot", "evacuate"]));
  // Deletions run in the reverse order, so attachments that go too are gone by then; but after all that is created.
  const isLast = context.ledger.planned(host.id).every((planned) => planned.isLast === true);
  const isGivenUp = (vmId: string, of: string) =>
    context.ledger.isGivenUp(vmId, of) || (isLast && vms.some((vm) => vm.id === vmId && givesUp(step, vm, of)));
  return planReboot(context, host, { change: "disable", address, isLast: true }, policy, declaration.urn, isGivenUp);
}

/** What the resources that shared a host or VM said of their settings when they were last applied. */
function saidBefore<Setting extends keyof Declaration>(
  before: readonly Placed[],
  settings: readonly Setting[],
): Pick<Declaration, Setting> {
  const said = settings.map((setting) => {
    const values = before.map(({ declaration }) => declaration[setting]);
    return [setting, values.find((value) => value !== undefined)] as const;
  });
  return Object.fromEntries(said.filter(([, value]) => value !== undefined)) as Pick<Declaration, Setting>;
}

function unread({ declaration }: Placed, vm: VmFacts): readonly Failure[] {
  return [failure("vm-state", nameOf(declaration.urn), wording.vmUnreadable(vm))];
}

async function judgeAttachment(step: Step, one: Leaving): Promise<readonly Failure[]> {
  const { context } = step;
  const { address, declaration, guessed } = one;
  const vm = guessed ?? (await knownVm(context, one));
  if (vm === undefined || address === undefined || !isGone(step, one)) return [];
  if (vm.connectionState !== "connected") return unread(one, vm);
  if (attachedDevice(vm, address) === undefined) return [];
  const before = step.earlier.filter((row) => row.declaration.kind === "attachment" && row.vm === one.vm);
  const { power } = agreedPower(context, vm.id, declaration, saidBefore(before, ["power"]));
  return planPowerCycle(context, vm, { change: "detach", address, isLast: true }, power, declaration.urn);
}

async function judgeMemory(step: Step, one: Leaving): Promise<readonly Failure[]> {
  const { context, staying } = step;
  const { vm: vmId, declaration } = one;
  const vm = await knownVm(context, one);
  if (vm !== undefined && vm.connectionState !== "connected") return isGone(step, one) ? unread(one, vm) : [];
  // Reserved by somebody else before: nothing of it is taken away.
  if (vm !== undefined && keptReservation(vm) === undefined) return [];
  const live = (vm?.devices ?? []).filter(
    (device) => vm === undefined || device.address === undefined || !givesUp(step, vm, device.address),
  );
  const declared = staying.filter((row) => row.declaration.kind === "attachment" && row.vm === vmId);
  const devices = new Set([
    ...live.map((device) => device.address ?? device.label),
    ...declared.map((row) => row.address ?? nameOf(row.declaration.urn)),
  ]);
  if (vmId === undefined || devices.size === 0 || !one.isSure) return [];
  const label = vm === undefined ? keyLabel(vmId) : vmLabel(vm);
  return [failure("in-use", nameOf(declaration.urn), wording.reservationInUse(label, [...devices]))];
}

/** All changes are noted before the first is flagged, so that each flag names all of its host or VM. */
async function note({ context, staying }: Step, one: Leaving): Promise<void> {
  const { hostId, address, declaration } = one;
  const isLast = isGone({ staying }, one);
  if (address === undefined) return;
  if (declaration.kind === "device" && hostId !== undefined) {
    const info = (await context.vsphere.host(hostId))?.passthru.find((row) => row.address === address);
    if (info?.enabled || info?.active) context.ledger.plan(hostId, { change: "disable", address, isLast });
  }
  if (declaration.kind === "attachment") {
    const vm = one.guessed ?? (await knownVm(context, one));
    if (vm === undefined || vm.powerState === "poweredOff" || attachedDevice(vm, address) === undefined) return;
    context.ledger.plan(vm.id, { change: "detach", address, isLast });
  }
}

const judges = { device: judgeDevice, attachment: judgeAttachment, memory: judgeMemory };

/** Refuses what cannot leave, and flags what leaving costs. */
export async function judgeLeaving(
  context: Context,
  earlier: readonly Placed[],
  staying: readonly Placed[],
): Promise<readonly Failure[]> {
  // A resource whose object is not known yet may well keep the one that it has; its own check tells.
  const open = new Set(staying.filter((one) => identityOf(one) === undefined).map((one) => one.declaration.urn));
  const gone = earlier.filter((one) => identityOf(one) === undefined && isGone({ staying }, one));
  const found = [...notIn(earlier, staying), ...gone].filter(
    ({ declaration: { retained, urn } }) => retained !== true && !open.has(urn),
  );
  const leaving = await Promise.all(
    found.map((one) => guess(context, { ...one, isSure: !mayHaveSuccessor({ earlier, staying }, one) }, staying)),
  );
  const step = { context, earlier, leaving, staying };
  for (const one of leaving) await note(step, one);
  const failures: Failure[] = [];
  for (const one of leaving) {
    const found = await judges[one.declaration.kind](step, one);
    if (one.isSure) failures.push(...found);
    else for (const { message } of found) context.log.warn(message, one.declaration.urn);
  }
  return failures;
}

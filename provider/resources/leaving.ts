/** What leaves the program: Pulumi asks no provider about a deletion at preview, so the plan tells what it costs. */
import { type Failure, failure } from "../rules/rule";
import { hostLabel, vmLabel, wording } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import { agreedPower, agreedReboot } from "./agreed";
import { attachedDevice } from "./attachmentFacts";
import { type Declaration, identityOf, notIn, type Placed } from "./declaration";
import { planReboot } from "./hostPlan";
import type { Context } from "./resource";
import { nameOf } from "./urn";
import { planPowerCycle } from "./vmPlan";

interface Step {
  readonly context: Context;
  /** All that was declared before. */
  readonly earlier: readonly Placed[];
  /** Declared before, and not any more. */
  readonly leaving: readonly Placed[];
  readonly staying: readonly Placed[];
}

/** Whether the resource itself is gone; else it moves to another object, and its own diff tells what that costs. */
function isGone({ staying }: Step, { declaration }: Placed): boolean {
  return !staying.some((one) => one.declaration.urn === declaration.urn);
}

/** Whether an attachment of the program gives this device of this VM up; one whose VM is not literal may be the one. */
function givesUp({ leaving }: Step, vm: VmFacts, address: string): boolean {
  const attachments = leaving.filter((one) => one.declaration.kind === "attachment" && one.address === address);
  return attachments.some((one) => one.vm === vm.id || one.vm?.startsWith("from:"));
}

async function judgeDevice(step: Step, one: Placed): Promise<readonly Failure[]> {
  const { context } = step;
  const { hostId, address, declaration } = one;
  const host = hostId === undefined ? undefined : await context.vsphere.host(hostId);
  const info = host?.passthru.find((row) => row.address === address);
  if (host === undefined || address === undefined || info === undefined || (!info.enabled && !info.active)) return [];
  const vms = await context.vsphere.vms(host.vmIds);
  const keeping = vms.filter((vm) => attachedDevice(vm, address) !== undefined && !givesUp(step, vm, address));
  if (keeping.length > 0) {
    const problem = wording.deviceInUse(address, hostLabel(host), keeping.map(vmLabel));
    return [failure("in-use", nameOf(declaration.urn), problem)];
  }
  if (!isGone(step, one)) return [];
  const before = step.earlier.filter((row) => row.declaration.kind === "device" && row.hostId === host.id);
  const policy = agreedReboot(context, host.id, declaration, saidBefore(before, ["reboot", "evacuate"]));
  // Deletions run in the reverse order, so attachments that go too are gone by then.
  const isGivenUp = (vmId: string, of: string) =>
    context.ledger.isGivenUp(vmId, of) || vms.some((vm) => vm.id === vmId && givesUp(step, vm, of));
  return planReboot(context, host, { change: "disable", address }, policy, declaration.urn, isGivenUp);
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

async function judgeAttachment(step: Step, one: Placed): Promise<readonly Failure[]> {
  const { context } = step;
  const { vm: vmId, address, declaration } = one;
  const vm = vmId === undefined || vmId.startsWith("from:") ? undefined : await context.vsphere.vm(vmId);
  if (vm === undefined || address === undefined || attachedDevice(vm, address) === undefined) return [];
  if (!isGone(step, one)) return [];
  const before = step.earlier.filter((row) => row.declaration.kind === "attachment" && row.vm === vm.id);
  const { power } = agreedPower(context, vm.id, declaration, saidBefore(before, ["power"]));
  return planPowerCycle(context, vm, { change: "detach", address }, power, declaration.urn);
}

async function judgeMemory(step: Step, one: Placed): Promise<readonly Failure[]> {
  const { context, staying } = step;
  const { vm: vmId, declaration } = one;
  const vm = vmId === undefined || vmId.startsWith("from:") ? undefined : await context.vsphere.vm(vmId);
  const live = (vm?.devices ?? []).filter(
    (device) => vm === undefined || device.address === undefined || !givesUp(step, vm, device.address),
  );
  const declared = staying.filter((row) => row.declaration.kind === "attachment" && row.vm === vmId);
  const devices = new Set([
    ...live.map((device) => device.address ?? device.label),
    ...declared.map((row) => row.address ?? nameOf(row.declaration.urn)),
  ]);
  if (vmId === undefined || devices.size === 0) return [];
  const label = vm === undefined ? `the VM of ${nameOf(declaration.urn)}` : vmLabel(vm);
  return [failure("in-use", nameOf(declaration.urn), wording.reservationInUse(label, [...devices]))];
}

/** All changes are noted before the first is flagged, so that each flag names all of its host or VM. */
async function note(context: Context, { declaration: { kind }, hostId, vm: vmId, address }: Placed): Promise<void> {
  if (address === undefined) return;
  if (kind === "device" && hostId !== undefined) {
    const info = (await context.vsphere.host(hostId))?.passthru.find((row) => row.address === address);
    if (info?.enabled || info?.active) context.ledger.plan(hostId, { change: "disable", address });
  }
  if (kind === "attachment" && vmId !== undefined && !vmId.startsWith("from:")) {
    const vm = await context.vsphere.vm(vmId);
    const isOff = vm === undefined || vm.powerState === "poweredOff";
    if (!isOff && attachedDevice(vm, address) !== undefined) context.ledger.plan(vmId, { change: "detach", address });
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
  const leaving = notIn(earlier, staying).filter(
    ({ declaration: { retained, urn } }) => retained !== true && !open.has(urn),
  );
  const step = { context, earlier, leaving, staying };
  for (const one of leaving) await note(context, one);
  const failures: Failure[] = [];
  for (const one of leaving) failures.push(...(await judges[one.declaration.kind](step, one)));
  return failures;
}

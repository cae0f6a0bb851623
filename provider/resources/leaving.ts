/** What leaves the program: Pulumi asks no provider about a deletion at preview, so the plan tells what it costs. */
import { type Failure, failure } from "../rules/rule";
import { hostLabel, vmLabel, wording } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import { agreedPower, agreedReboot } from "./agreed";
import { attachedDevice } from "./attachmentFacts";
import { identityOf, notIn, type Placed } from "./declaration";
import { planReboot } from "./hostPlan";
import type { Context } from "./resource";
import { nameOf } from "./urn";
import { planPowerCycle } from "./vmPlan";

interface Step {
  readonly context: Context;
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
  const planned = { change: "disable", address } as const;
  if (!isGone(step, one)) {
    context.ledger.plan(host.id, planned);
    return [];
  }
  return planReboot(context, host, planned, agreedReboot(context, host.id, declaration), declaration.urn);
}

async function judgeAttachment(step: Step, one: Placed): Promise<readonly Failure[]> {
  const { context } = step;
  const { vm: vmId, address, declaration } = one;
  const vm = vmId === undefined || vmId.startsWith("from:") ? undefined : await context.vsphere.vm(vmId);
  if (vm === undefined || address === undefined || attachedDevice(vm, address) === undefined) return [];
  const planned = { change: "detach", address } as const;
  if (isGone(step, one)) {
    const { power } = agreedPower(context, vm.id, declaration);
    return planPowerCycle(context, vm, planned, power, declaration.urn);
  }
  if (vm.powerState !== "poweredOff") context.ledger.plan(vm.id, planned);
  return [];
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
  const step = { context, leaving, staying };
  // What only moves first: it is noted silently, and the flags of what goes then name it too.
  const ordered = [...leaving].sort((one, other) => Number(isGone(step, one)) - Number(isGone(step, other)));
  const failures: Failure[] = [];
  for (const one of ordered) failures.push(...(await judges[one.declaration.kind](step, one)));
  return failures;
}

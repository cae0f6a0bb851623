/** What leaves the program: Pulumi asks no provider about a deletion at preview, so the plan tells what it costs. */
import { powerCycle } from "../rules/flags";
import { type Failure, failure } from "../rules/rule";
import { type PowerPolicy, powerPolicies } from "../rules/values";
import { hostLabel, vmLabel, wording } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import { attachedDevice } from "./attachmentFacts";
import { flagReboot } from "./hostDeviceDiff";
import type { HostDeviceInputs } from "./hostDeviceInputs";
import type { Placed } from "./passthroughPlan";
import type { Context } from "./resource";

function isOnVm({ vm }: Placed, vmId: string): boolean {
  return vm === vmId;
}

/** Whether an attachment of the program gives this device of this VM up, or never had it. */
function givesUp(leaving: readonly Placed[], staying: readonly Placed[], vm: VmFacts, address: string): boolean {
  const keeps = staying.some(
    (one) => one.declaration.kind === "attachment" && isOnVm(one, vm.id) && one.address === address,
  );
  const leaves = leaving.some(
    (one) => one.declaration.kind === "attachment" && isOnVm(one, vm.id) && one.address === address,
  );
  return leaves && !keeps;
}

async function judgeDevice(
  context: Context,
  one: Placed,
  leaving: readonly Placed[],
  staying: readonly Placed[],
): Promise<readonly Failure[]> {
  const { hostId, address, declaration } = one;
  const host = hostId === undefined ? undefined : await context.vsphere.host(hostId);
  const info = host?.passthru.find((row) => row.address === address);
  if (host === undefined || address === undefined || info === undefined || (!info.enabled && !info.active)) return [];
  // Declared under another name: nothing leaves.
  if (context.ledger.device(host.id, address) !== undefined) return [];
  const vms = await context.vsphere.vms(host.vmIds);
  const keeping = vms.filter(
    (vm) => attachedDevice(vm, address) !== undefined && !givesUp(leaving, staying, vm, address),
  );
  if (keeping.length > 0) {
    return [
      failure("in-use", nameOf(declaration.urn), wording.deviceInUse(address, hostLabel(host), keeping.map(vmLabel))),
    ];
  }
  const inputs = { reboot: declaration.reboot } as HostDeviceInputs;
  await flagReboot(context, host, address, inputs, "disable", declaration.urn);
  return [];
}

async function judgeAttachment(context: Context, one: Placed): Promise<readonly Failure[]> {
  const { vm: vmId, address, declaration } = one;
  const vm = vmId === undefined || vmId.startsWith("from:") ? undefined : await context.vsphere.vm(vmId);
  if (vm === undefined || vm.powerState === "poweredOff" || attachedDevice(vm, address) === undefined) return [];
  const policy: PowerPolicy = powerPolicies.find((power) => power === declaration.power) ?? "requireOff";
  if (policy === "requireOff") return [failure("power", nameOf(declaration.urn), wording.mustBeOff(vm))];
  context.log.warn(powerCycle(vm, policy, `detach ${address ?? "its device"}`).message, declaration.urn);
  return [];
}

async function judgeMemory(
  context: Context,
  one: Placed,
  leaving: readonly Placed[],
  staying: readonly Placed[],
): Promise<readonly Failure[]> {
  const { vm: vmId, declaration } = one;
  if (vmId === undefined || context.ledger.memory(vmId) !== undefined) return [];
  const vm = vmId.startsWith("from:") ? undefined : await context.vsphere.vm(vmId);
  const live = (vm?.devices ?? [])
    .filter(
      (device) => vm === undefined || device.address === undefined || !givesUp(leaving, staying, vm, device.address),
    )
    .map((device) => device.address ?? device.label);
  const declared = staying
    .filter((row) => row.declaration.kind === "attachment" && row.vm === vmId)
    .map((row) => row.address ?? nameOf(row.declaration.urn));
  const devices = [...new Set([...live, ...declared])];
  if (devices.length === 0) return [];
  const label = vm === undefined ? `the VM of ${nameOf(declaration.urn)}` : vmLabel(vm);
  return [failure("in-use", nameOf(declaration.urn), wording.reservationInUse(label, devices))];
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** Refuses what cannot leave, and flags what leaving costs. */
export async function judgeLeaving(
  context: Context,
  leaving: readonly Placed[],
  staying: readonly Placed[],
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const one of leaving) {
    const { kind } = one.declaration;
    if (kind === "device") failures.push(...(await judgeDevice(context, one, leaving, staying)));
    else if (kind === "attachment") failures.push(...(await judgeAttachment(context, one)));
    else failures.push(...(await judgeMemory(context, one, leaving, staying)));
  }
  return failures;
}

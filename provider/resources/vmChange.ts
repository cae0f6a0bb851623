import type { VmChange, VmFacts } from "../vsphere/types";
import { applyDrs, clusterOf, type DrsPlan, noDrsPlan, planOverride, planRestore } from "./drs";
import { mmioRestore } from "./mmio";
import type { Context } from "./resource";
import type { VmPart } from "./work";

function isLastLeaving(vm: VmFacts, parts: readonly VmPart[]): boolean {
  const removed = parts.flatMap((part) => part.removeDevices ?? []);
  const isAdding = parts.some((part) => (part.addDevices ?? []).length > 0);
  return removed.length > 0 && !isAdding && vm.devices.every((device) => removed.includes(device.key));
}

/** The VM is held while it has a device of ours; the step that takes the last one away puts back what was there. */
async function planDrs(context: Context, vm: VmFacts, parts: readonly VmPart[]): Promise<DrsPlan> {
  const automation = parts.find((part) => part.drsAutomation !== undefined)?.drsAutomation;
  if (automation !== undefined) return planOverride(vm, await clusterOf(context, vm), automation);
  return isLastLeaving(vm, parts) ? planRestore(vm, await clusterOf(context, vm)) : noDrsPlan;
}

function merge(vm: VmFacts, parts: readonly VmPart[], drs: DrsPlan): VmChange {
  // The guest numbers devices in this order; which resource came first is chance.
  const addDevices = parts
    .flatMap((part) => part.addDevices ?? [])
    .sort((one, other) => (one.address < other.address ? -1 : 1));
  const removeDevices = parts.flatMap((part) => part.removeDevices ?? []);
  const memory = parts.find((part) => part.memory !== undefined)?.memory;
  const extraConfig: Record<string, string> = Object.assign(
    {},
    ...parts.map((part) => part.extraConfig),
    isLastLeaving(vm, parts) ? mmioRestore(vm) : {},
    drs.extraConfig,
  );
  return {
    changeVersion: vm.changeVersion,
    ...(addDevices.length > 0 ? { addDevices } : {}),
    ...(removeDevices.length > 0 ? { removeDevices } : {}),
    ...(memory === undefined ? {} : { memory }),
    ...(Object.keys(extraConfig).length > 0 ? { extraConfig } : {}),
  };
}

function isEmpty(change: VmChange): boolean {
  return Object.keys(change).every((key) => key === "changeVersion");
}

/**
 * One ReconfigVM_Task for all parts, and the DRS override that goes with it: held once the device is there, but put back
 * before it goes, since what is kept of it goes with the device, and a step that fails is then repeated as a whole. Answers
 * the VM as it is then.
 */
export async function reconfigure(context: Context, vm: VmFacts, parts: readonly VmPart[]): Promise<VmFacts> {
  const drs = await planDrs(context, vm, parts);
  const change = merge(vm, parts, drs);
  const isRestoring = parts.every((part) => part.drsAutomation === undefined);
  if (isRestoring) await applyDrs(context, vm.id, drs.change);
  const after = isEmpty(change) ? vm : await context.vsphere.reconfigureVm(vm.id, change);
  if (!isRestoring) await applyDrs(context, vm.id, drs.change);
  return after;
}

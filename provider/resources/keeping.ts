/** Who keeps a device in passthrough: functions with one dependent device leave it together. */
import { resetGroup } from "../rules/criticalDevice";
import type { HostFacts, VmFacts } from "../vsphere/types";
import { attachedDevice } from "./attachmentFacts";

/** What the VM has of the device, and of the functions that change together with it. */
export function keptBy(host: HostFacts, vm: VmFacts, address: string): readonly string[] {
  return resetGroup(host.passthru, address).filter((one) => attachedDevice(vm, one) !== undefined);
}

/** How a VM is called that keeps a device, or another function in its place. */
export function keeperLabel(label: string, kept: readonly string[], address: string): string {
  return kept.includes(address) ? label : `${label} (${kept.join(", ")}, which changes together with it)`;
}

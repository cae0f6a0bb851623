/** How messages call things. */
import type { PciDevice } from "../vsphere/types";
import type { PciIds } from "./values";

export function hostLabel(host: { readonly id: string; readonly name: string }): string {
  return `host ${host.name} (${host.id})`;
}

export function vmLabel(vm: { readonly id: string; readonly name: string }): string {
  return `VM ${vm.name} (${vm.id})`;
}

export function deviceLabel(device: PciDevice): string {
  return `${device.address} ${device.deviceName} (${ids(device)}, class ${device.classId})`;
}

export function ids(of: PciIds): string {
  return `${of.vendorId}:${of.deviceId}`;
}

/** Sorted, so that the text does not depend on the order of the program. */
export function list(items: readonly string[]): string {
  return [...items].sort().join(", ");
}

const listed = 10;

export function shortList(items: readonly string[]): string {
  const shown = list(items.slice(0, listed));
  return items.length > listed ? `${shown} and ${items.length - listed} more` : shown;
}

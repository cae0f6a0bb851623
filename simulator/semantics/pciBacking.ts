import type { Host, PciFunction, Vm, VmDevice } from "../model/entities";
import { type Data, number, text } from "../wire/values";

export const fixedBacking = "VirtualPCIPassthroughDeviceBackingInfo";

export function isFixed({ backing }: VmDevice): boolean {
  return backing.$type === fixedBacking;
}

/** The PCI address of a fixed backing. */
export function addressOf({ backing }: VmDevice): string {
  return text(backing, "id").toLowerCase();
}

/**
 * The device id of a backing is text, read as hex with or without `0x`. Empty is taken too, and so is the `-1dee` that
 * some clients make of a signed number: the address and the system id are what counts.
 */
export function deviceIdOf(backing: Data): number | undefined {
  const match = /^(-?)(?:0x)?([0-9a-f]{1,8})$/i.exec(text(backing, "deviceId").trim());
  if (!match) return undefined;
  const value = Number.parseInt(match[2] ?? "", 16);
  return (match[1] === "-" ? -value : value) & 0xffff;
}

/** Whether the backing names the card that is at its address on this host. */
export function fits(host: Host, fn: PciFunction | undefined, backing: Data): boolean {
  if (!fn || text(backing, "systemId") !== host.systemId) return false;
  if ((number(backing, "vendorId") & 0xffff) !== Number.parseInt(fn.card.vendorId, 16)) return false;
  if (text(backing, "deviceId").trim() === "") return true;
  return deviceIdOf(backing) === Number.parseInt(fn.card.deviceId, 16);
}

/** Another VM that is on and holds the device. */
export function holderOf(host: Host, address: string, but: Vm): Vm | undefined {
  const holds = (vm: Vm) => vm.devices.some((device) => isFixed(device) && addressOf(device) === address);
  return [...host.vms].find((vm) => vm !== but && vm.power === "poweredOn" && holds(vm));
}

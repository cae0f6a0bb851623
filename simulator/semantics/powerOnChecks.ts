import { findFunction } from "../data/hostPci";
import type { Host, Vm, VmDevice } from "../model/entities";
import { faults, VimFault } from "../model/fault";
import type { World } from "../model/world";
import { list, number, optionalText } from "../wire/values";
import { addressOf, fits, holderOf, isFixed } from "./pciBacking";

/**
 * What the monitor refuses at power-on. The texts for memory and for a device that does not fit are ESXi's; those for a
 * device that is inactive or taken are not known, and worded here.
 */
export function checkPowerOn(world: World, vm: Vm): void {
  try {
    check(vm);
  } catch (error) {
    throw error instanceof VimFault ? worded(error, world.behaviours.powerOnRefusal) : error;
  }
}

/** The same refusal as the type that is chosen. */
function worded(fault: VimFault, type: string): VimFault {
  if (fault.type !== "GenericVmConfigFault" || type === fault.type) return fault;
  const { reason: _, ...fields } = fault.fields;
  return new VimFault(type, fault.message, fields);
}

function check(vm: Vm): void {
  if (vm.question !== undefined) throw new VimFault("QuestionPending", "A question is pending.", { text: vm.question });
  admit(vm);
  if (vm.devices.length === 0) return;
  if (vm.hardwareVersion < 7) throw unsupportedVersion(vm, 0);
  if (vm.nestedHV) throw nestedRefusal();
  for (const device of vm.devices) {
    if (isFixed(device)) checkFixed(vm, device);
    else checkDynamic(vm, device);
  }
  if (vm.reservationMB < vm.memoryMB) {
    const reason = `Invalid memory setting: memory reservation (sched.mem.min) should be equal to memsize(${vm.memoryMB}).`;
    throw faults.vmConfig("msg.pciPassthru.memoryReservation", reason);
  }
}

export function unsupportedVersion(vm: Vm, deviceIndex: number): VimFault {
  const name = (version: number) => `vmx-${String(version).padStart(2, "0")}`;
  return new VimFault(
    "DeviceUnsupportedForVmVersion",
    `The device is not supported by the virtual machine's hardware version ${name(vm.hardwareVersion)}; it needs vmx-07.`,
    { deviceIndex, property: "device", currentVersion: name(vm.hardwareVersion), expectedVersion: name(7) },
  );
}

export function nestedRefusal(): VimFault {
  return faults.vmConfig(
    "msg.pciPassthru.nestedHV",
    "PCI passthrough devices cannot be added when Nested Hardware-Assisted Virtualization is enabled.",
  );
}

function checkFixed(vm: Vm, device: VmDevice): void {
  const { host } = vm;
  const address = addressOf(device);
  const fn = findFunction(host, address);
  if (!fits(host, fn, device.backing)) {
    const at = address.replace(/^[0-9a-f]{4}:/, "");
    throw faults.vmConfig(
      "msg.pciPassthru.systemIdMismatch",
      `The systemId does not match the current system or the deviceId, and the vendorId does not match the device currently at ${at}.`,
    );
  }
  if (!fn?.active)
    throw faults.vmConfig("msg.pciPassthru.notActive", `PCI device ${address} is not available for passthrough.`);
  const isTwice = vm.devices.some((other) => other !== device && isFixed(other) && addressOf(other) === address);
  const holder = isTwice ? vm : holderOf(host, address, vm);
  if (holder)
    throw faults.vmConfig(
      "msg.pciPassthru.inUse",
      `PCI device ${address} is in use by virtual machine ${holder.name}.`,
    );
}

/** Dynamic DirectPath: some active device of the host that nobody holds must fit. */
function checkDynamic(vm: Vm, device: VmDevice): void {
  if (device.backing.$type !== "VirtualPCIPassthroughDynamicBackingInfo") return;
  const label = optionalText(device.backing, "customLabel");
  const allowed = list(device.backing, "allowedDevice");
  const match = vm.host.pci.find(
    (fn) =>
      fn.active &&
      (label === undefined || label === "" || fn.hardwareLabel === label) &&
      allowed.some(
        (each) =>
          (number(each, "vendorId") & 0xffff) === Number.parseInt(fn.card.vendorId, 16) &&
          (number(each, "deviceId") & 0xffff) === Number.parseInt(fn.card.deviceId, 16),
      ) &&
      !holderOf(vm.host, fn.card.address, vm),
  );
  if (!match) throw new VimFault("InsufficientResourcesFault", "No host has a free device for the virtual machine.");
  device.backing = { ...device.backing, assignedId: match.card.address };
}

export function unreservedMB(host: Host, but: Vm): number {
  const others = [...host.vms].filter((vm) => vm !== but && vm.power === "poweredOn");
  return host.spec.memoryMB - others.reduce((sum, vm) => sum + vm.reservationMB, 0);
}

/** Memory admission. */
export function admit(vm: Vm, reservationMB = vm.reservationMB): void {
  const free = unreservedMB(vm.host, vm);
  if (reservationMB <= free) return;
  const bytes = (megabytes: number) => megabytes * 1024 ** 2;
  throw new VimFault(
    "InsufficientMemoryResourcesFault",
    "The available Memory resources in the parent resource pool are insufficient for the operation.",
    { unreserved: bytes(free), requested: bytes(reservationMB) },
  );
}

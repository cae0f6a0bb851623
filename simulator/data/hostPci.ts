import type { Host, PciFunction } from "../model/entities";
import type { Data } from "../wire/values";

/** Two bytes of hex as xsd:short: 8086 is -32634. */
export function signed16(hex: string): number {
  const value = Number.parseInt(hex, 16);
  return value > 0x7fff ? value - 0x10000 : value;
}

/** As xsd:byte: bus af is -81. */
export function signed8(value: number): number {
  return value > 0x7f ? value - 0x100 : value;
}

/** HostPciDevice. */
export function pciDevice({ card }: PciFunction): Data {
  const [, bus = "", rest = ""] = card.address.split(":");
  const [slot = "", fn = ""] = rest.split(".");
  return {
    id: card.address,
    classId: signed16(card.classId),
    bus: signed8(Number.parseInt(bus, 16)),
    slot: signed8(Number.parseInt(slot, 16)),
    function: Number.parseInt(fn, 16),
    vendorId: signed16(card.vendorId),
    subVendorId: signed16(card.subVendorId ?? card.vendorId),
    vendorName: card.vendorName,
    deviceId: signed16(card.deviceId),
    subDeviceId: signed16(card.subDeviceId),
    parentBridge: card.parentBridge,
    deviceName: card.deviceName,
  };
}

/** HostPciPassthruInfo, or HostSriovInfo for a function that can do SR-IOV. */
export function passthruInfo(fn: PciFunction): Data {
  const base = {
    id: fn.card.address,
    dependentDevice: fn.dependentDevice,
    passthruEnabled: fn.enabled,
    passthruCapable: fn.capable,
    passthruActive: fn.active,
    hardwareLabel: fn.hardwareLabel,
  };
  if (!fn.sriov) return base;
  return {
    ...base,
    $type: "HostSriovInfo",
    sriovEnabled: fn.sriov.enabled,
    sriovCapable: true,
    sriovActive: fn.sriov.active,
    numVirtualFunctionRequested: fn.sriov.requested,
    numVirtualFunction: fn.sriov.functions,
    maxVirtualFunctionSupported: fn.sriov.max,
  };
}

/** Whether something of the configuration waits for the next boot. */
export function needsReboot(functions: readonly PciFunction[]): boolean {
  return functions.some(
    ({ enabled, active, sriov }) =>
      enabled !== active || (sriov && (sriov.enabled !== sriov.active || sriov.requested !== sriov.functions)),
  );
}

export function findFunction(host: Host, address: string): PciFunction | undefined {
  return host.pci.find((fn) => fn.card.address === address);
}

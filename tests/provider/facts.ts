/** Facts of a vSphere server as plain data, for tests: what is not said is unremarkable. */
import type {
  ClusterFacts,
  HostFacts,
  HostUse,
  PassthruInfo,
  PciDevice,
  VmFacts,
  VmPassthruDevice,
} from "../../provider/vsphere/types";

export const gpu = "0000:3b:00.0";
export const gpuTwo = "0000:5e:00.0";
export const nic = "0000:18:00.1";
export const serverId = "5f8a2c1e-0000-4000-8000-000000000001";

/** One function of a host: what it is, and its passthrough state. */
export type Pci = { readonly address: string } & Partial<PciDevice> & Partial<PassthruInfo>;

export function pciDevice({ address, ...given }: Pci): PciDevice {
  const { vendorId = "10de", deviceId = "20b5", subVendorId = "10de", subDeviceId = "1533", classId = "0302" } = given;
  const { vendorName = "NVIDIA", deviceName = "A100" } = given;
  return { address, vendorId, deviceId, subVendorId, subDeviceId, classId, vendorName, deviceName };
}

export function passthruInfo({ address, ...given }: Pci): PassthruInfo {
  const { dependentDevice = address, capable = true, enabled = false, active = enabled } = given;
  const { hardwareLabel } = given;
  return {
    address,
    dependentDevice,
    capable,
    enabled,
    active,
    ...(hardwareLabel === undefined ? {} : { hardwareLabel }),
  };
}

export function host({
  pci = [{ address: gpu }],
  ...given
}: Partial<HostFacts> & { readonly pci?: readonly Pci[] } = {}): HostFacts {
  return {
    id: "host-12",
    name: "esx-01",
    uuid: given.id === undefined ? "4c4c4544-0001" : `4c4c4544-${given.id}`,
    computeResourceId: "domain-c7",
    clusterId: "domain-c7",
    connectionState: "connected",
    inMaintenanceMode: false,
    bootTime: "2026-01-01T00:00:00Z",
    rebootRequired: false,
    rebindWithoutReboot: false,
    devices: pci.map(pciDevice),
    passthru: pci.map(passthruInfo),
    vmIds: [],
    ...given,
  };
}

/** A host that is in no cluster. */
export function loneHost(given: Parameters<typeof host>[0] = {}): HostFacts {
  const { clusterId: _, ...rest } = host({ computeResourceId: "domain-s9", ...given });
  return rest;
}

export const noUse: HostUse = { vmkernelUplinks: [], switches: [], adapters: [], graphics: [] };

/** A VM that is ready for a device: off, current hardware, all memory reserved. */
export function vm(given: Partial<VmFacts> = {}): VmFacts {
  return {
    id: "vm-42",
    name: "trainer",
    instanceUuid: given.id === undefined ? "5001-42" : `5001-${given.id}`,
    biosUuid: "4201-42",
    hostId: "host-12",
    connectionState: "connected",
    powerState: "poweredOff",
    toolsRunning: false,
    template: false,
    hardwareVersion: 19,
    firmware: "efi",
    memoryMB: 4096,
    reservationMB: 4096,
    reservationLocked: true,
    changeVersion: "1",
    nestedHV: false,
    faultTolerance: false,
    hasSnapshots: false,
    devices: [],
    extraConfig: {},
    ...given,
  };
}

export const unreserved = { reservationMB: 0, reservationLocked: false } as const;

export function attached(address: string, key = 13000): VmPassthruDevice {
  return {
    key,
    backing: "fixed",
    address,
    systemId: "sys-12",
    vendorId: "10de",
    deviceId: "20b5",
    label: `PCI device ${key - 13000}`,
  };
}

export function cluster(given: Partial<ClusterFacts> = {}): ClusterFacts {
  return {
    id: "domain-c7",
    name: "Cluster",
    hostIds: [],
    drsEnabled: true,
    overridesEnabled: true,
    defaultBehavior: "manual",
    overrides: {},
    ...given,
  };
}

/** Small facts for the example messages: one host, one VM, one card, one cluster. */
import type { ClusterFacts, HostFacts, PassthruInfo, PciDevice, VmFacts } from "../../provider/vsphere/types";

export const gpuAddress = "0000:3b:00.0";
export const faxAddress = "0000:b1:00.0";

export const gpu: PciDevice = {
  address: gpuAddress,
  vendorId: "10de",
  deviceId: "1eb8",
  subVendorId: "10de",
  subDeviceId: "12a2",
  classId: "0302",
  vendorName: "NVIDIA Corporation",
  deviceName: "TU104GL [Tesla T4]",
};

export const nic: PciDevice = {
  address: "0000:af:00.0",
  vendorId: "15b3",
  deviceId: "1017",
  subVendorId: "15b3",
  subDeviceId: "0007",
  classId: "0200",
  vendorName: "Mellanox Technologies",
  deviceName: "MT27800 Family [ConnectX-5]",
};

export const gpuInfo: PassthruInfo = {
  address: gpuAddress,
  dependentDevice: gpuAddress,
  capable: true,
  enabled: true,
  active: false,
};

export const host: HostFacts = {
  id: "host-12",
  name: "esx-02.example.test",
  uuid: "4c4c4544-0042",
  computeResourceId: "domain-c8",
  clusterId: "domain-c8",
  connectionState: "connected",
  inMaintenanceMode: false,
  rebootRequired: false,
  rebindWithoutReboot: false,
  devices: [gpu, nic],
  passthru: [gpuInfo],
  vmIds: ["vm-112", "vm-114"],
};

export const vm: VmFacts = {
  id: "vm-112",
  name: "ml-02",
  instanceUuid: "5001-112",
  biosUuid: "4201-112",
  hostId: "host-12",
  connectionState: "connected",
  powerState: "poweredOn",
  toolsRunning: true,
  template: false,
  hardwareVersion: 20,
  firmware: "efi",
  memoryMB: 8192,
  reservationMB: 2048,
  reservationLocked: false,
  changeVersion: "1",
  nestedHV: false,
  faultTolerance: false,
  hasSnapshots: false,
  devices: [],
  extraConfig: {},
};

export const otherVm: VmFacts = { ...vm, id: "vm-114", name: "web" };

export const cluster: ClusterFacts = {
  id: "domain-c8",
  name: "Cluster0",
  hostIds: [],
  drsEnabled: true,
  overridesEnabled: false,
  defaultBehavior: "fullyAutomated",
  overrides: {},
};

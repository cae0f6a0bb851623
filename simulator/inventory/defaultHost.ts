import type { HostInput, PciInput, VmInput } from "./schema";

/** In what the hosts of the default inventory differ. */
export interface Variant {
  readonly number: number;
  readonly id: string;
  readonly vms: readonly VmInput[];
  readonly iommu?: boolean;
  readonly rebindWithoutReboot?: boolean;
  /** The FC HBA sees a disk that holds a VMFS datastore. */
  readonly san?: boolean;
  /** The second 10 GbE port carries vMotion. */
  readonly vmotion?: boolean;
  readonly sriovOn?: boolean;
  /** The second GPU is shared out by the host itself. */
  readonly sharedGraphics?: boolean;
}

const intel = { vendorId: "8086", vendorName: "Intel Corporation" };

const fixed: readonly PciInput[] = [
  { address: "0000:00:00.0", ...intel, deviceId: "09a2", classId: "0600", deviceName: "Ice Lake Memory Map/VT-d" },
  { address: "0000:00:14.0", ...intel, deviceId: "a1af", classId: "0c03", deviceName: "C620 Series xHCI Controller" },
  { address: "0000:16:02.0", ...intel, deviceId: "347a", classId: "0604", deviceName: "Ice Lake PCIe Root Port A" },
  {
    ...{ address: "0000:18:00.0", ...intel, deviceId: "1572", subDeviceId: "0008", classId: "0200" },
    ...{ deviceName: "Ethernet Controller X710 for 10GbE SFP+", parentBridge: "0000:16:02.0" },
  },
  {
    ...{ address: "0000:18:00.1", ...intel, deviceId: "1572", subDeviceId: "0000", classId: "0200" },
    ...{ deviceName: "Ethernet Controller X710 for 10GbE SFP+", parentBridge: "0000:16:02.0" },
  },
  { address: "0000:3a:02.0", ...intel, deviceId: "347b", classId: "0604", deviceName: "Ice Lake PCIe Root Port B" },
  {
    ...{ address: "0000:3b:00.0", vendorId: "10de", vendorName: "NVIDIA Corporation", deviceId: "1eb8" },
    ...{ subDeviceId: "12a2", classId: "0302", deviceName: "TU104GL [Tesla T4]", parentBridge: "0000:3a:02.0" },
  },
  {
    ...{ address: "0000:5e:00.0", ...intel, deviceId: "e211", subDeviceId: "1114", classId: "0302" },
    ...{ deviceName: "Battlemage G21 [Arc Pro B60]", dependentDevice: "0000:5e:00.0" },
  },
  {
    ...{ address: "0000:5e:00.1", ...intel, deviceId: "e2f7", subDeviceId: "1114", classId: "0403" },
    ...{ deviceName: "Battlemage G21 HDMI Audio", dependentDevice: "0000:5e:00.0" },
  },
  {
    ...{ address: "0000:65:00.0", vendorId: "1077", vendorName: "QLogic Corp.", deviceId: "2261" },
    ...{ subDeviceId: "0299", classId: "0c04", deviceName: "ISP2722-based 16/32Gb Fibre Channel to PCIe Adapter" },
  },
  {
    ...{ address: "0000:67:00.0", vendorId: "1000", vendorName: "Broadcom / LSI", deviceId: "10e2" },
    ...{ subVendorId: "1028", subDeviceId: "1ae1", classId: "0104", deviceName: "MegaRAID 12GSAS/PCIe Secure SAS39xx" },
  },
  {
    ...{ address: "0000:68:00.0", vendorId: "144d", vendorName: "Samsung Electronics Co Ltd", deviceId: "a824" },
    ...{ subDeviceId: "a801", classId: "0108", deviceName: "NVMe SSD Controller PM173X" },
  },
  {
    ...{ address: "0000:b1:00.0", vendorId: "12c7", vendorName: "Dialogic Corp", deviceId: "0561" },
    ...{ classId: "0703", deviceName: "Brooktrout TR1034 Fax Modem" },
  },
];

/** On a bus above 7f, which is negative on the wire. */
function sriovNic(on: boolean): PciInput {
  return {
    address: "0000:af:00.0",
    vendorId: "15b3",
    vendorName: "Mellanox Technologies",
    deviceId: "1017",
    subDeviceId: "0007",
    classId: "0200",
    deviceName: "MT27800 Family [ConnectX-5]",
    sriov: { enabled: on, functions: on ? 8 : 0, maxFunctions: 16 },
  };
}

function network({ number, vmotion = false }: Variant): Pick<HostInput, "nics" | "switches" | "vmkernel"> {
  const mac = (port: number) => `3c:fd:fe:00:0${number}:0${port}`;
  const vmotionSwitch = { name: "vSwitch1", uplinks: ["vmnic1"], portgroups: ["vMotion"] };
  const vmotionPort = { device: "vmk1", ip: `192.168.50.${number}`, portgroup: "vMotion", services: ["vmotion"] };
  return {
    nics: [
      { device: "vmnic0", address: "0000:18:00.0", mac: mac(0), driver: "i40en" },
      { device: "vmnic1", address: "0000:18:00.1", mac: mac(1), driver: "i40en" },
      { device: "vmnic2", address: "0000:af:00.0", mac: mac(2), driver: "nmlx5_core", speedMb: 25000 },
    ],
    switches: [
      { name: "vSwitch0", uplinks: ["vmnic0"], portgroups: ["Management Network", "VM Network"] },
      ...(vmotion ? [vmotionSwitch] : []),
    ],
    vmkernel: [
      { device: "vmk0", ip: `192.168.10.${10 + number}`, portgroup: "Management Network", services: ["management"] },
      ...(vmotion ? [vmotionPort] : []),
    ],
  };
}

function storage({ number, san = false }: Variant): Pick<HostInput, "adapters" | "volumes" | "diagnosticDisk"> {
  const boot = `naa.6d0946606f3a000${number}2a1b2c3d4e5f6071`;
  const sanDisk = { name: "naa.600a098038303634722b4d59646c4436", sizeMB: 2097152 };
  const nvme = `t10.NVMe____Dell_Ent_NVMe_PM173X_____________________000000000000000${number}`;
  return {
    adapters: [
      {
        ...{ device: "vmhba1", address: "0000:67:00.0", kind: "sas", driver: "lsi_mr3", model: "PERC H755 Front" },
        disks: [{ name: boot }],
      },
      {
        ...{ device: "vmhba2", address: "0000:65:00.0", kind: "fibreChannel", driver: "qlnativefc", model: "QLE2692" },
        disks: san ? [sanDisk] : [],
      },
      {
        ...{ device: "vmhba3", address: "0000:68:00.0", kind: "nvme", driver: "nvme_pcie", model: "PM173X" },
        disks: [{ name: nvme, sizeMB: 1526185 }],
      },
    ],
    volumes: [
      { name: `OSDATA-${number}`, kind: "VMFS-L", disks: [boot] },
      { name: `local-0${number}`, kind: "VMFS", disks: [boot] },
      ...(san ? [{ name: "san-01", kind: "VMFS" as const, disks: [sanDisk.name] }] : []),
    ],
    diagnosticDisk: boot,
  };
}

/** One host of the default inventory: a GPU server with everything that a rule has to look at. */
export function defaultHost(variant: Variant): HostInput {
  const { number, id, vms, iommu = true, rebindWithoutReboot = true } = variant;
  return {
    id,
    name: `esx-0${number}.example.test`,
    iommu,
    rebindWithoutReboot,
    pci: [...fixed, sriovNic(variant.sriovOn ?? false)],
    ...network(variant),
    ...storage(variant),
    graphics: [
      { address: "0000:3b:00.0", type: "direct" },
      { address: "0000:5e:00.0", type: variant.sharedGraphics ? "shared" : "direct" },
    ],
    vms: [...vms],
  };
}

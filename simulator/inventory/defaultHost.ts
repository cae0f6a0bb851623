import { cards } from "./cards";
import type { PciInput } from "./hardwareTypes";
import type { HostInput, VmInput } from "./types";

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

const portA = "0000:16:02.0";
const arc = "0000:5e:00.0";

const fixed: readonly PciInput[] = [
  { address: "0000:00:00.0", ...cards.hostBridge },
  { address: "0000:00:14.0", ...cards.usb },
  { address: portA, ...cards.bridge },
  { address: "0000:18:00.0", ...cards.nic, parentBridge: portA },
  { address: "0000:18:00.1", ...cards.nic, subDeviceId: "0000", parentBridge: portA },
  { address: "0000:3a:02.0", ...cards.bridge, deviceId: "347b", deviceName: "Ice Lake PCIe Root Port B" },
  { address: "0000:3b:00.0", ...cards.gpu, parentBridge: "0000:3a:02.0" },
  { address: arc, ...cards.intelGpu, dependentDevice: arc },
  { address: "0000:5e:00.1", ...cards.audio, dependentDevice: arc },
  { address: "0000:65:00.0", ...cards.fibreChannel },
  { address: "0000:67:00.0", ...cards.raid },
  { address: "0000:68:00.0", ...cards.nvme },
  { address: "0000:b1:00.0", ...cards.faxModem },
];

/** On a bus above 7f, which is negative on the wire. */
function sriovNic(on: boolean): PciInput {
  const sriov = { enabled: on, functions: on ? 8 : 0, maxFunctions: 16 };
  return { address: "0000:af:00.0", ...cards.sriovNic, sriov };
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

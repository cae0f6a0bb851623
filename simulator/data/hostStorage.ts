import type { Host } from "../model/entities";
import { stableUuid } from "../model/ids";
import type { Data, Value } from "../wire/values";

type Adapter = Host["spec"]["adapters"][number];
type Disk = Adapter["disks"][number];

const adapterTypes = {
  block: "HostBlockHba",
  fibreChannel: "HostFibreChannelHba",
  sas: "HostSerialAttachedHba",
  nvme: "HostPcieHba",
} as const;

const adapterKey = (adapter: Adapter) => `key-vim.host.${adapterTypes[adapter.kind].slice(4)}-${adapter.device}`;
const diskKey = (disk: Disk) => `key-vim.host.ScsiDisk-${stableUuid(disk.name).replaceAll("-", "")}`;

function own({ kind, portWwn = "2100000000000000", nodeWwn }: Adapter): Readonly<Record<string, Value>> {
  if (kind === "sas") return { nodeWorldWideName: nodeWwn ?? "5000000000000001" };
  if (kind !== "fibreChannel") return {};
  return {
    portWorldWideName: signed64(portWwn),
    nodeWorldWideName: signed64(nodeWwn ?? "2000001b32829001"),
    portType: "fabric",
    speed: 16000000000n,
  };
}

/** Eight bytes of hex as xsd:long. */
function signed64(hex: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${hex}`));
}

function hostBusAdapter(adapter: Adapter, index: number): Data {
  return {
    $type: adapterTypes[adapter.kind],
    key: adapterKey(adapter),
    device: adapter.device,
    bus: index,
    status: "online",
    model: adapter.model,
    driver: adapter.driver,
    pci: adapter.address,
    storageProtocol: adapter.kind === "nvme" ? "nvme" : "scsi",
    ...own(adapter),
  };
}

function scsiDisk(disk: Disk): Data {
  return {
    $type: "HostScsiDisk",
    deviceName: `/vmfs/devices/disks/${disk.name}`,
    deviceType: "disk",
    key: diskKey(disk),
    uuid: stableUuid(disk.name).replaceAll("-", ""),
    canonicalName: disk.name,
    displayName: `Local Disk (${disk.name})`,
    lunType: "disk",
    operationalState: ["ok"],
    capacity: { blockSize: 512, block: disk.sizeMB * 2048 },
    devicePath: `/vmfs/devices/disks/${disk.name}`,
  };
}

function topology(adapter: Adapter): Data {
  const key = `key-vim.host.ScsiTopology.Interface-${adapter.device}`;
  const target = adapter.disks.map((disk, index) => ({
    key: `key-vim.host.ScsiTopology.Target-${adapter.device}:0:${index}`,
    target: index,
    lun: [{ key: `key-vim.host.ScsiTopology.Lun-${disk.name}`, lun: 0, scsiLun: diskKey(disk) }],
  }));
  return { key, adapter: adapterKey(adapter), target };
}

/** HostStorageDeviceInfo. A disk that several adapters see is one LUN with several paths. */
export function storageDevice({ spec }: Host): Data {
  const disks = new Map(spec.adapters.flatMap((each) => each.disks.map((disk) => [disk.name, disk])));
  return {
    hostBusAdapter: spec.adapters.map(hostBusAdapter),
    scsiLun: [...disks.values()].map(scsiDisk),
    scsiTopology: { adapter: spec.adapters.map(topology) },
    softwareInternetScsiEnabled: false,
  };
}

/** HostFileSystemVolumeInfo: datastores, and the VMFS-L volume with ESXi's own data. */
export function fileSystemVolume(host: Host): Data {
  const mountInfo = host.volumes.map(({ name, kind, disks }) => ({
    mountInfo: { path: `/vmfs/volumes/${stableUuid(name)}`, accessMode: "readWrite", mounted: true, accessible: true },
    volume: {
      $type: "HostVmfsVolume",
      type: kind,
      name,
      capacity: 500 * 1024 ** 3,
      blockSizeMb: 1,
      maxBlocks: 63963136,
      majorVersion: 6,
      version: kind === "VMFS" ? "6.82" : "1.00",
      uuid: stableUuid(name),
      extent: disks.map((diskName) => ({ diskName, partition: kind === "VMFS" ? 1 : 7 })),
      vmfsUpgradable: false,
    },
  }));
  return { volumeTypeList: ["VMFS", "NFS", "NFS41", "vsan", "VVOL", "VFFS", "OTHER", "PMEM"], mountInfo };
}

/** HostDiagnosticPartition. */
export function diagnosticPartition(host: Host): Data | undefined {
  const diskName = host.spec.diagnosticDisk;
  if (diskName === undefined) return undefined;
  return { storageType: "directAttached", diagnosticType: "singleHost", slots: 1, id: { diskName, partition: 9 } };
}

export function datastoreNames(host: Pick<Host, "volumes">): readonly string[] {
  return host.volumes.filter((volume) => volume.kind === "VMFS").map((volume) => volume.name);
}

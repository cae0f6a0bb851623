import { parsePciAddress } from "../../provider/vsphere/pciAddress";
import { toMB } from "../../provider/vsphere/reply";
import type { HostUse } from "../../provider/vsphere/types";
import type { AdapterInput, DiskInput, HostInput, VolumeInput } from "../../simulator";
import type { HostExtras } from "./hostSchema";

type Storage = Pick<HostInput, "adapters" | "volumes" | "diagnosticDisk">;

const kinds: Readonly<Record<string, AdapterInput["kind"]>> = {
  HostFibreChannelHba: "fibreChannel",
  HostSerialAttachedHba: "sas",
  HostPcieHba: "nvme",
};

/** Adapters on the PCI bus with the disks behind them, and what these hold. Other volumes, such as NFS, need no adapter. */
export function storageOf(extras: HostExtras, use: HostUse): Storage {
  const sizes = new Map(
    extras["config.storageDevice.scsiLun"].flatMap(({ canonicalName, capacity }) =>
      canonicalName && capacity ? [[canonicalName, toMB(capacity.block * capacity.blockSize)] as const] : [],
    ),
  );
  const disk = (name: string): DiskInput => {
    const sizeMB = sizes.get(name);
    return { name, ...(sizeMB === undefined ? {} : { sizeMB }) };
  };
  const diagnostic = extras["config.activeDiagnosticPartition"];
  return {
    adapters: extras["config.storageDevice.hostBusAdapter"].flatMap((found): AdapterInput[] => {
      const address = parsePciAddress(found.pci ?? "");
      if (address === undefined) return [];
      const disks = use.adapters.find(({ adapter }) => adapter === found.device)?.disks ?? [];
      return [{ ...adapterOf(found, address), disks: disks.map(({ name }) => disk(name)) }];
    }),
    volumes: [...volumesOf(extras), ...vsanOf(use)],
    ...(diagnostic === undefined ? {} : { diagnosticDisk: diagnostic.id.diskName }),
  };
}

function adapterOf(found: HostExtras["config.storageDevice.hostBusAdapter"][number], address: string): AdapterInput {
  const kind = kinds[found.$type ?? ""] ?? "block";
  const portWwn = found.portWorldWideName === undefined ? undefined : hex64(found.portWorldWideName);
  const nodeWwn = wwnOf(found.nodeWorldWideName);
  return {
    ...{ device: found.device, address, kind, model: found.model },
    ...(found.driver ? { driver: found.driver } : {}),
    ...(portWwn === undefined ? {} : { portWwn }),
    ...(nodeWwn === undefined ? {} : { nodeWwn }),
  };
}

function hex64(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16).padStart(16, "0");
}

/** A signed number of a Fibre Channel adapter, hex text of a SAS one. */
function wwnOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9a-f]{16}$/i.test(text)) return text.toLowerCase();
  return /^-?\d{1,20}$/.test(text) ? hex64(BigInt(text)) : undefined;
}

/** ESXi's own volume is one by its type or by its name, as for the rules. */
function volumesOf(extras: HostExtras): readonly VolumeInput[] {
  const volumes = extras["config.fileSystemVolume.mountInfo"].map(({ volume }) => volume);
  return volumes
    .filter(({ extent }) => extent.length > 0)
    .map(({ type, name, extent }) => ({
      name,
      kind: type !== "VMFS" || name.startsWith("OSDATA-") ? "VMFS-L" : "VMFS",
      disks: extent.map(({ diskName }) => diskName),
    }));
}

/** vSAN is not simulated: its disks are ones that the host cannot do without, which is what the rules look at. */
function vsanOf({ adapters }: HostUse): readonly VolumeInput[] {
  const disks = adapters.flatMap((adapter) => adapter.disks).filter(({ uses }) => uses.includes("vSAN"));
  return disks.length === 0 ? [] : [{ name: "vSAN", kind: "VMFS-L", disks: disks.map(({ name }) => name) }];
}

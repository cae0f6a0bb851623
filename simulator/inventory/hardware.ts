import { createHash } from "node:crypto";
import type {
  AdapterInput,
  DiskInput,
  GraphicsInput,
  NicInput,
  PciInput,
  SwitchInput,
  VmkernelInput,
  VolumeInput,
} from "./hardwareTypes";

/** A function on the PCI bus, with what the VMkernel calls it where that is known. */
export interface FoundDevice {
  readonly pci: PciInput;
  /** Such as `vmnic0`; given out in order when missing. */
  readonly name?: string | undefined;
  readonly driver?: string | undefined;
}

/** What of a host follows from its cards. */
export interface Hardware {
  readonly pci: readonly PciInput[];
  readonly nics: readonly NicInput[];
  readonly switches: readonly SwitchInput[];
  readonly vmkernel: readonly VmkernelInput[];
  readonly adapters: readonly AdapterInput[];
  readonly volumes: readonly VolumeInput[];
  readonly diagnosticDisk?: string;
  readonly graphics: readonly GraphicsInput[];
}

/**
 * A host around its cards, as the installer of ESXi leaves it: the first NIC carries management on vSwitch0, the first
 * storage adapter holds the boot disk with ESXi's own data and a datastore. Which NIC and which disk it really is, no list
 * of cards tells. A card that is in passthrough is not the host's any more.
 */
export function hardwareOf(host: string, devices: readonly FoundDevice[]): Hardware {
  const own = devices.filter(({ pci }) => !(pci.active ?? pci.enabled ?? false));
  const nics = named(own.filter(isNic), "vmnic").map((found) => nicOf(host, found));
  const adapters = named(own.filter(isAdapter), "vmhba").map(adapterOf);
  const boot = adapters.findIndex(({ kind }) => kind !== "fibreChannel");
  return {
    pci: devices.map(({ pci }) => pci),
    nics,
    ...network(host, nics),
    ...storage(host, adapters, boot),
    graphics: own.filter(({ pci }) => pci.classId.startsWith("03")).map(graphicsOf),
  };
}

type NamedDevice = FoundDevice & { readonly name: string };

const classOf = ({ pci }: FoundDevice) => pci.classId;
const isNic = (found: FoundDevice) => classOf(found).startsWith("02");
const isAdapter = (found: FoundDevice) => classOf(found).startsWith("01") || classOf(found) === "0c04";

/** Those that have no name of that kind get the free ones, in the order of the list. */
function named(devices: readonly FoundDevice[], prefix: string): readonly NamedDevice[] {
  const isGiven = ({ name }: FoundDevice) => name?.startsWith(prefix) === true;
  const taken = new Set(devices.filter(isGiven).map(({ name }) => name));
  let serial = 0;
  const next = () => {
    while (taken.has(`${prefix}${serial}`)) serial++;
    return `${prefix}${serial++}`;
  };
  const all = devices.map((found) => ({ ...found, name: isGiven(found) && found.name ? found.name : next() }));
  return all.sort((one, other) => numberIn(one.name) - numberIn(other.name));
}

function numberIn(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0);
}

/** Bytes that are always the same for the same text. */
function bytesOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function nicOf(host: string, { pci, name, driver }: NamedDevice): NicInput {
  const tail = [...bytesOf(`${host} ${pci.address}`).subarray(0, 4)];
  // Locally administered: of no vendor.
  const mac = ["02", "00", ...tail.map((byte) => byte.toString(16).padStart(2, "0"))].join(":");
  return { device: name, address: pci.address, mac, ...(driver === undefined ? {} : { driver }) };
}

function network(host: string, [first]: readonly NicInput[]): Pick<Hardware, "switches" | "vmkernel"> {
  const portgroup = "Management Network";
  const [third = 0, last = 0] = bytesOf(host);
  // Addresses that RFC 2544 keeps for tests.
  const ip = `198.18.${third}.${1 + (last % 254)}`;
  return {
    switches: first ? [{ name: "vSwitch0", uplinks: [first.device], portgroups: [portgroup, "VM Network"] }] : [],
    vmkernel: first ? [{ device: "vmk0", ip, portgroup, services: ["management"] }] : [],
  };
}

function adapterOf({ pci, name, driver }: NamedDevice): AdapterInput {
  const kind = kindOf(pci.classId);
  return {
    device: name,
    address: pci.address,
    kind,
    ...(driver === undefined ? {} : { driver }),
    model: pci.deviceName,
    // An NVMe function is its own disk; what is behind another adapter its card does not tell.
    disks: kind === "nvme" ? [diskOf(name)] : [],
  };
}

function kindOf(classId: string): AdapterInput["kind"] {
  if (classId === "0c04") return "fibreChannel";
  if (classId === "0108") return "nvme";
  return classId === "0104" || classId === "0107" ? "sas" : "block";
}

/** By the path to it, as ESXi names a disk that has no identity of its own. */
function diskOf(adapter: string): DiskInput {
  return { name: `mpx.${adapter}:C0:T0:L0` };
}

function storage(
  host: string,
  adapters: readonly AdapterInput[],
  boot: number,
): Pick<Hardware, "adapters" | "volumes" | "diagnosticDisk"> {
  const first = adapters[boot];
  if (!first) return { adapters, volumes: [] };
  const disk = diskOf(first.device);
  return {
    adapters: adapters.map((adapter) => (adapter === first ? { ...adapter, disks: [disk] } : adapter)),
    volumes: [
      { name: `OSDATA-${host}`, kind: "VMFS-L", disks: [disk.name] },
      { name: `local-${host}`, kind: "VMFS", disks: [disk.name] },
    ],
    diagnosticDisk: disk.name,
  };
}

/** VGA is the console's, unless a driver shares it out; what else is a GPU can be given to one VM. */
function graphicsOf({ pci }: FoundDevice): GraphicsInput {
  return { address: pci.address, type: pci.classId === "0300" ? "basic" : "direct" };
}

import { type CardName, cards } from "./cards";
import { type FoundDevice, hardwareOf } from "./hardware";
import type { PciInput } from "./hardwareTypes";
import type { ClusterInput, DatacenterInput, HostInput, Inventory, ServerInput, VmInput } from "./types";

/** `3b:00.0` is short for `0000:3b:00.0`. */
function full(address: string): string {
  const lower = address.toLowerCase();
  return /^[^:]+:[^:]+$/.test(lower) ? `0000:${lower}` : lower;
}

/**
 * A PCI function: a well-known card in a slot. `changes` wins, so any other card is one of these with other ids and names.
 *
 *     build.device("3b:00.0", "gpu", { enabled: true })
 */
function device(address: string, card: CardName, changes: Partial<PciInput> = {}): PciInput {
  return { ...cards[card], ...changes, address: full(address) };
}

/** What `build.host` takes: all that a host has, and `devices`, from which the rest follows where it is not given. */
export interface HostPlan extends Omit<Partial<HostInput>, "name" | "pci" | "pciFromEsxcli"> {
  /** Cards beside those that every built host has: a two-port NIC, a boot RAID controller and a USB controller. */
  readonly devices?: readonly PciInput[] | undefined;
}

const onBoard: readonly PciInput[] = [
  device("00:14.0", "usb"),
  device("17:00.0", "nic"),
  device("17:00.1", "nic", { subDeviceId: "0000" }),
  device("18:00.0", "raid"),
];

const onBoardDrivers: Readonly<Record<string, string>> = { "0200": "i40en", "0104": "lsi_mr3" };

/**
 * A host with what an installed ESXi needs, and the devices given: a NIC among them becomes a vmnic, a storage card a vmhba.
 * The first NIC carries management and the RAID controller the boot disk, so that rules have something to refuse.
 *
 *     build.host("esx-01.example.test", { devices: [build.device("3b:00.0", "gpu")], vms: [build.vm("render-01")] })
 */
function host(name: string, { devices = [], ...given }: HostPlan = {}): HostInput {
  const first = onBoard.map((pci): FoundDevice => ({ pci, driver: onBoardDrivers[pci.classId] }));
  return { ...hardwareOf(name, [...first, ...devices.map((pci) => ({ pci }))]), ...given, name };
}

/**
 * A VM, off unless told otherwise. One that holds passthrough devices has all of its memory reserved, as it must.
 *
 *     build.vm("render-01", { memoryMB: 16384, passthrough: ["3b:00.0"] })
 */
function vm(name: string, { passthrough = [], ...given }: Partial<Omit<VmInput, "name">> = {}): VmInput {
  if (passthrough.length === 0) return { ...given, name };
  return { reservationLocked: true, ...given, passthrough: passthrough.map(full), name };
}

/** A cluster with DRS, fully automated unless told otherwise. */
function cluster(
  name: string,
  hosts: readonly HostInput[],
  changes: Partial<Omit<ClusterInput, "name" | "hosts">> = {},
): ClusterInput {
  return { ...changes, name, hosts };
}

/**
 * The inventory of a vCenter with one datacenter, `DC0` unless it gets a name.
 *
 *     startSimulator({ inventory: build.vcenter({ hosts: [build.host("esx-01.example.test")] }) })
 */
function vcenter(
  { name = "DC0", ...datacenter }: Partial<DatacenterInput>,
  server: Omit<ServerInput, "apiType"> = {},
): Inventory {
  return { server, datacenters: [{ ...datacenter, name }] };
}

/** The inventory of a lone ESXi host that is talked to directly. */
function esxi(only: HostInput, server: Omit<ServerInput, "apiType"> = {}): Inventory {
  const user = { user: "root", ...server };
  return { server: { ...user, apiType: "HostAgent" }, datacenters: [{ name: "ha-datacenter", hosts: [only] }] };
}

/**
 * Makes inventories from code. Each function answers plain data of the documented types, with the defaults that make it a
 * plausible thing; anything can be changed by spreading.
 */
export const build = {
  /** A PCI function: one of the known cards, in a slot. */
  device,
  /** An ESXi host that has what every server has. */
  host,
  /** A VM. */
  vm,
  /** A DRS cluster. */
  cluster,
  /** The inventory of a vCenter. */
  vcenter,
  /** The inventory of a lone ESXi host. */
  esxi,
} as const;

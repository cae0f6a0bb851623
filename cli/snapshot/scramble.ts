/** Takes out of an inventory what tells whose it is. What is left are the cards, and how things hang together. */
import type { ClusterInput, DatacenterInput, HostInput, Inventory, VmInput } from "../../simulator";
import { type Kind, makers } from "./replacements";

/** What takes the place of a text of some kind. */
type Replace = (kind: Kind, text: string) => string;

/**
 * Names, serials, WWNs, UUIDs and addresses (IP, MAC, DNS) are replaced: the same text always by the same one, whatever it
 * names. Managed object IDs, PCI addresses and ids, and what cards and machines are called by their makers stay.
 */
export function scramble(inventory: Inventory): Inventory {
  /** What something is called, in truth or instead. */
  const taken = new Set<string>();
  walk(inventory, (_kind, text) => {
    taken.add(text);
    return text;
  });
  const known = new Map<string, string>();
  const counts = new Map<Kind, number>();
  const fresh = (kind: Kind, text: string): string => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const made = makers[kind](count, text);
    // Some texts stay as they are, whatever the count.
    const isTheOnlyOne = made === makers[kind](count + 1, text);
    return taken.has(made) && !isTheOnlyOne ? fresh(kind, text) : made;
  };
  return walk(inventory, (kind, text) => {
    const made = known.get(text) ?? fresh(kind, text);
    known.set(text, made);
    taken.add(made);
    return made;
  });
}

/** `undefined` and empty texts stay what they are. */
function replacer(replace: Replace) {
  return <T extends string | undefined>(kind: Kind, text: T): T => (text ? (replace(kind, text) as T) : text);
}

type Change = ReturnType<typeof replacer>;

function walk({ server, datacenters }: Inventory, replace: Replace): Inventory {
  const change = replacer(replace);
  return {
    server: server && { ...server, instanceUuid: change("uuid", server.instanceUuid), user: undefined },
    datacenters: datacenters.map((datacenter) => walkDatacenter(datacenter, change)),
  };
}

function walkDatacenter({ clusters, hosts, ...datacenter }: DatacenterInput, change: Change): DatacenterInput {
  return {
    ...datacenter,
    name: change("datacenter", datacenter.name),
    clusters: clusters?.map((cluster) => walkCluster(cluster, change)),
    hosts: hosts?.map((host) => walkHost(host, change)),
  };
}

function walkCluster(cluster: ClusterInput, change: Change): ClusterInput {
  const hosts = cluster.hosts?.map((host) => walkHost(host, change));
  return { ...cluster, name: change("cluster", cluster.name), hosts };
}

function walkHost(host: HostInput, change: Change): HostInput {
  return {
    ...host,
    name: change("host", host.name),
    uuid: change("uuid", host.uuid),
    systemId: change("uuid", host.systemId),
    serialNumber: change("serial", host.serialNumber),
    pciFromEsxcli: undefined,
    pci: host.pci?.map((device) => ({ ...device, hardwareLabel: change("label", device.hardwareLabel) })),
    ...walkNetwork(host, change),
    ...walkStorage(host, change),
    options: host.options?.filter(({ key }) => isKept(key)),
    vms: host.vms?.map((vm) => walkVm(vm, change)),
  };
}

type Network = Pick<HostInput, "nics" | "switches" | "distributedSwitches" | "vmkernel">;

function walkNetwork({ nics, switches, distributedSwitches, vmkernel }: Network, change: Change): Network {
  return {
    nics: nics?.map((nic) => ({ ...nic, mac: change("mac", nic.mac) })),
    switches: switches?.map((each) => ({
      ...each,
      name: change("switch", each.name),
      portgroups: each.portgroups?.map((group) =>
        typeof group === "string" ? change("network", group) : { ...group, name: change("network", group.name) },
      ),
    })),
    distributedSwitches: distributedSwitches?.map((each) => ({
      ...each,
      name: change("switch", each.name),
      uuid: change("uuid", each.uuid),
    })),
    vmkernel: vmkernel?.map((port) => ({
      ...port,
      ip: change("ip", port.ip),
      mac: change("mac", port.mac),
      portgroup: change("network", port.portgroup),
      switchUuid: change("uuid", port.switchUuid),
    })),
  };
}

type Storage = Pick<HostInput, "adapters" | "volumes" | "diagnosticDisk">;

function walkStorage({ adapters, volumes, diagnosticDisk }: Storage, change: Change): Storage {
  return {
    adapters: adapters?.map((adapter) => ({
      ...adapter,
      portWwn: change("wwn", adapter.portWwn),
      nodeWwn: change("wwn", adapter.nodeWwn),
      disks: adapter.disks?.map((disk) => ({ ...disk, name: change("disk", disk.name) })),
    })),
    volumes: volumes?.map((volume) => ({
      ...volume,
      name: change("volume", volume.name),
      disks: volume.disks.map((disk) => change("disk", disk)),
    })),
    diagnosticDisk: change("disk", diagnosticDisk),
  };
}

function walkVm(vm: VmInput, change: Change): VmInput {
  const extra = Object.entries(vm.extraConfig ?? {}).filter(([key]) => isKept(key));
  return {
    ...vm,
    name: change("vm", vm.name),
    folder: vm.folder
      ?.split("/")
      .map((part) => change("folder", part))
      .join("/"),
    uuid: change("uuid", vm.uuid),
    instanceUuid: change("uuid", vm.instanceUuid),
    snapshots: vm.snapshots?.map((name) => change("snapshot", name)),
    question: change("question", vm.question),
    managedBy: vm.managedBy && {
      ...vm.managedBy,
      extensionKey: change("extension", vm.managedBy.extensionKey),
    },
    extraConfig: extra.length === 0 ? undefined : Object.fromEntries(extra),
    guestHostName: change("guest", vm.guestHostName),
    ip: change("ip", vm.ip),
  };
}

/** Keys of options and of extraConfig that concern passthrough; anything else may hold a secret and is not even read. */
export function isKept(key: string): boolean {
  return /^(?:vsphere-passthrough\.|pciPassthru\d*\.|VMkernel\.Boot\.)/.test(key);
}

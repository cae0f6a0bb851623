import type { z } from "zod";
import type { Tell } from "./factCache";
import { hostRef } from "./host";
import * as schema from "./hostUseSchema";
import { parsePciAddress } from "./pciAddress";
import { retrieve } from "./properties";
import { believe } from "./reply";
import type { Session } from "./session";
import type { HostUse } from "./types";
import { isAtLeast } from "./version";

type Facts = z.output<typeof schema.hostUse>;
type Uplink = { readonly pnic: string; readonly address: string };

/** Paths that the spoken version has. */
export function hostUsePaths(version: string): readonly string[] {
  return schema.hostUsePaths.filter((path) => path !== schema.nvmePath || isAtLeast(version, "7.0.0.0"));
}

/** What the hosts need of their own hardware, joined down to PCI addresses: one call for all. */
export async function readHostUses(session: Session, ids: readonly string[], tell: Tell<HostUse>): Promise<void> {
  const { client } = await session.open();
  const found = await retrieve(session, {
    objects: ids.map(hostRef),
    paths: { HostSystem: hostUsePaths(client.version) },
    // A server without them has no such disks to find that way.
    optional: [schema.vsanPath, schema.nvmePath],
  });
  const values = new Map(found.map((host) => [host.ref.id, host.values]));
  for (const id of ids) tell(id, useOf(id, values.get(id) ?? {}));
}

function useOf(id: string, values: unknown): HostUse {
  const facts = believe(schema.hostUse, values, "RetrievePropertiesEx", `${id} `);
  return {
    vmkernelUplinks: vmkernelUplinks(facts),
    switches: switches(facts),
    adapters: adapters(facts),
    graphics: facts["config.graphicsInfo"].map(({ pciId, graphicsType, vm }) => ({
      address: normal(pciId),
      graphicsType,
      vmIds: vm.map((ref) => ref.id),
    })),
  };
}

function normal(address: string): string {
  return parsePciAddress(address) ?? address;
}

/** Physical NICs by their device name and by their key. */
function nicAddresses(facts: Facts): ReadonlyMap<string, Uplink> {
  const nics = new Map<string, Uplink>();
  for (const { key, device, pci } of facts["config.network.pnic"]) {
    const uplink = { pnic: device, address: normal(pci) };
    nics.set(device, uplink);
    if (key !== undefined) nics.set(key, uplink);
  }
  return nics;
}

interface Switch {
  readonly name: string;
  readonly key: string;
  readonly inUse: boolean;
  readonly uplinks: readonly Uplink[];
}

/** Standard switches have their name, distributed ones their UUID as key. */
function allSwitches(facts: Facts): readonly Switch[] {
  const nics = nicAddresses(facts);
  const uplinks = (keys: readonly string[]) =>
    [...new Set(keys.map((key) => nics.get(key)))].filter((uplink) => uplink !== undefined);
  const standard = facts["config.network.vswitch"].map(({ name, pnic, spec }) => ({
    name,
    key: name,
    // Each port group is a VM network or carries a vmkernel port.
    inUse: facts["config.network.portgroup"].some((group) => group.spec.vswitchName === name),
    uplinks: uplinks([...pnic, ...(spec?.bridge?.nicDevice ?? [])]),
  }));
  const distributed = facts["config.network.proxySwitch"].map(({ dvsName, dvsUuid, pnic }) => ({
    name: dvsName,
    key: dvsUuid,
    // Its networks are vCenter's and not told here.
    inUse: true,
    uplinks: uplinks(pnic),
  }));
  return [...standard, ...distributed];
}

function switches(facts: Facts): HostUse["switches"] {
  return allSwitches(facts).map(({ name, inUse, uplinks }) => ({ name, inUse, uplinks }));
}

function vmkernelUplinks(facts: Facts): HostUse["vmkernelUplinks"] {
  const services = servicesByVnic(facts);
  const known = allSwitches(facts);
  return facts["config.network.vnic"].flatMap((vnic) => {
    const uplinks = uplinksOf(vnic, facts, known);
    return (services.get(vnic.device) ?? ["other"]).flatMap((service) =>
      uplinks.map(({ pnic, address }) => ({ service, vnic: vnic.device, pnic, address })),
    );
  });
}

/** Selected are keys such as `management.key-vim.host.VirtualNic-vmk0`; the candidates tell which port that is. */
function servicesByVnic(facts: Facts): ReadonlyMap<string, readonly string[]> {
  const services = new Map<string, string[]>();
  for (const { nicType, candidateVnic, selectedVnic } of facts["config.virtualNicManagerInfo.netConfig"]) {
    for (const { device } of candidateVnic.filter(({ key }) => selectedVnic.includes(key))) {
      services.set(device, [...(services.get(device) ?? []), nicType]);
    }
  }
  return services;
}

function uplinksOf(
  vnic: Facts["config.network.vnic"][number],
  facts: Facts,
  known: readonly Switch[],
): readonly Uplink[] {
  const distributed = vnic.spec?.distributedVirtualPort?.switchUuid;
  if (distributed !== undefined) return known.find(({ key }) => key === distributed)?.uplinks ?? [];
  const group = facts["config.network.portgroup"].find(({ spec }) => spec.name === vnic.portgroup);
  const uplinks = known.find(({ key }) => key === group?.spec.vswitchName)?.uplinks ?? [];
  // A port group may use fewer of its switch's NICs than there are.
  const order = group?.spec.policy?.nicTeaming?.nicOrder ?? group?.computedPolicy?.nicTeaming?.nicOrder;
  const used = order === undefined ? [] : [...order.activeNic, ...order.standbyNic];
  return used.length === 0 ? uplinks : uplinks.filter(({ pnic }) => used.includes(pnic));
}

function adapters(facts: Facts): HostUse["adapters"] {
  const uses = usesByDisk(facts);
  const disks = disksByAdapter(facts);
  return facts["config.storageDevice.hostBusAdapter"].flatMap(({ key, device, pci }) => {
    const address = pci === undefined ? undefined : parsePciAddress(pci);
    if (address === undefined) return [];
    const names = [...(disks.get(key ?? device) ?? [])];
    return [{ adapter: device, address, disks: names.map((name) => ({ name, uses: uses.get(name) ?? [] })) }];
  });
}

/** Canonical names of the disks by adapter key. Of other kinds of unit, such as enclosures, nothing is stored on. */
function disksByAdapter(facts: Facts): ReadonlyMap<string, ReadonlySet<string>> {
  const luns = new Map(
    facts["config.storageDevice.scsiLun"].map(({ key, canonicalName, lunType }) => [key, { canonicalName, lunType }]),
  );
  const found = new Map<string, Set<string>>();
  const add = (adapter: string, disk: string) => found.set(adapter, (found.get(adapter) ?? new Set()).add(disk));
  for (const { adapter, target } of facts["config.storageDevice.scsiTopology.adapter"]) {
    for (const { scsiLun } of target.flatMap(({ lun }) => lun)) {
      const lun = luns.get(scsiLun);
      if (lun?.canonicalName !== undefined && (lun.lunType === undefined || lun.lunType === "disk")) {
        add(adapter, lun.canonicalName);
      }
    }
  }
  for (const { adapter, connectedController } of facts[schema.nvmePath]) {
    for (const { name } of connectedController.flatMap(({ attachedNamespace }) => attachedNamespace))
      add(adapter, name);
  }
  return found;
}

/** What the disks hold, by canonical name. */
function usesByDisk(facts: Facts): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, string[]>();
  const add = (disk: string, use: string) => {
    const known = uses.get(disk) ?? [];
    if (!known.includes(use)) uses.set(disk, [...known, use]);
  };
  for (const { volume } of facts["config.fileSystemVolume.mountInfo"]) {
    for (const { diskName } of volume.extent) add(diskName, volumeUse(volume));
  }
  const diagnostic = facts["config.activeDiagnosticPartition"];
  if (diagnostic !== undefined) add(diagnostic.id.diskName, "diagnostic partition");
  for (const { ssd, nonSsd } of facts[schema.vsanPath]) {
    for (const { canonicalName } of [ssd, ...nonSsd]) if (canonicalName !== undefined) add(canonicalName, "vSAN");
  }
  return uses;
}

/** ESXi keeps its own data on a volume that is VMFS-L, by type or by name. */
function volumeUse({ type, name }: { readonly type: string; readonly name: string }): string {
  const own = type !== "VMFS" || name.startsWith("OSDATA-");
  return own ? `VMFS-L volume "${name}"` : `VMFS datastore "${name}"`;
}

import { portgroupNames } from "../data/hostNetwork";
import { datastoreNames } from "../data/hostStorage";
import type { FullHost, FullPci } from "../inventory/schema";
import { Ref } from "../wire/values";
import type { Compute, Datacenter, Entity, Host, HostOption, PciFunction } from "./entities";
import { stableUuid } from "./ids";
import { register } from "./register";
import type { World } from "./world";

export function buildHost(world: World, datacenter: Datacenter, compute: Compute, spec: FullHost): Host {
  const id = world.isLoneHost ? "ha-host" : (spec.id ?? `host-${world.next()}`);
  const serial = id.replace(/^host-/, "");
  const part = (type: string, name: string) =>
    new Ref(type, world.isLoneHost ? `ha-${name.toLowerCase()}` : `${name}-${serial}`);
  const pci = spec.pci.map((card) => pciFunction(card, spec.iommu));
  const host: Host = {
    ref: new Ref("HostSystem", id),
    name: spec.name,
    parent: compute,
    spec,
    uuid: spec.uuid ?? stableUuid(`hardware ${spec.name}`),
    systemId: spec.systemId ?? stableUuid(`system ${spec.name}`),
    compute,
    datacenter,
    pciSystem: part("HostPciPassthruSystem", "pciPassthruSystem"),
    optionManager: part("OptionManager", "EsxHostAdvSettings"),
    pci,
    cachedPci: pci.map((fn) => ({ ...fn })),
    connection: spec.connection,
    inMaintenance: spec.maintenance,
    enteringMaintenance: false,
    bootTime: new Date(world.clock.now().getTime() - 24 * 3600 * 1000),
    options: options(spec),
    vms: new Set(),
    datastores: datastoreNames({ volumes: spec.volumes }).map((name) => storeOf(world, datacenter, name)),
    networks: networkNames(spec).map((name) => networkOf(world, datacenter, name)),
    volumes: spec.volumes,
  };
  compute.hosts.push(host);
  register(world, host);
  return host;
}

/** A card in its slot. Bridges are never capable, and nothing is without an IOMMU. */
export function pciFunction(card: FullPci, iommu: boolean): PciFunction {
  const { sriov } = card;
  const capable = iommu && (card.capable ?? !card.classId.startsWith("06"));
  return {
    card,
    dependentDevice: card.dependentDevice ?? card.address,
    capable,
    enabled: card.enabled && capable,
    active: (card.active ?? card.enabled) && capable,
    hardwareLabel: card.hardwareLabel,
    sriov: sriov && {
      enabled: sriov.enabled,
      active: sriov.active ?? sriov.enabled,
      requested: sriov.functions,
      functions: (sriov.active ?? sriov.enabled) ? sriov.functions : 0,
      max: sriov.maxFunctions,
    },
  };
}

const bootFlags = ["VMkernel.Boot.iovDisableIR", "VMkernel.Boot.disableACSCheck", "VMkernel.Boot.noIOMMU"] as const;
const optionTypes = { boolean: "b", int: "i", long: "l", string: "s" } as const;

function options(spec: FullHost): Map<string, HostOption> {
  const builtIn = bootFlags.map((key): HostOption => ({ key, type: "b", value: false }));
  const level: HostOption = { key: "Mem.ShareScanTime", type: "l", value: 60 };
  const own = spec.options.map(({ key, type, value }): HostOption => ({ key, type: optionTypes[type], value }));
  return new Map([...builtIn, level, ...own].map((option) => [option.key, option]));
}

function networkNames(spec: FullHost): readonly string[] {
  const carrying = new Set(spec.vmkernel.map((nic) => nic.portgroup));
  return portgroupNames(spec).filter((name) => !carrying.has(name));
}

function storeOf(world: World, { datastoreFolder }: Datacenter, name: string): Entity {
  return shared(world, datastoreFolder, "Datastore", name);
}

function networkOf(world: World, { networkFolder }: Datacenter, name: string): Entity {
  return shared(world, networkFolder, "Network", name);
}

/** Hosts that name the same datastore or network share it. */
function shared(world: World, folder: Datacenter["vmFolder"], type: "Datastore" | "Network", name: string): Entity {
  const known = folder.children.find((child) => child.name === name);
  if (known) return known;
  const made: Entity = { ref: new Ref(type, `${type.toLowerCase()}-${world.next()}`), name, parent: folder };
  folder.children.push(made);
  register(world, made);
  return made;
}

import type { FullCluster, FullHost, FullInventory, FullVm } from "../inventory/schema";
import { Ref } from "../wire/values";
import { buildHost } from "./buildHost";
import { buildVm } from "./buildVm";
import type { Compute, Datacenter, Entity, Folder } from "./entities";
import { register } from "./register";
import type { World } from "./world";

/** Turns an inventory into the running object graph of a world. */
export function build(world: World, inventory: FullInventory): void {
  world.root = folder(
    world,
    world.known.rootFolder.id,
    world.isLoneHost ? "ha-folder-root" : "Datacenters",
    undefined,
    ["Folder", "Datacenter"],
  );
  for (const each of inventory.datacenters) buildDatacenter(world, each);
}

function folder(world: World, id: string, name: string, parent: Entity | undefined, childTypes: string[]): Folder {
  const made: Folder = { ref: new Ref("Folder", id), name, parent, childTypes, children: [] };
  register(world, made);
  return made;
}

function buildDatacenter(world: World, spec: FullInventory["datacenters"][number]): void {
  const id = world.isLoneHost ? "ha-datacenter" : (spec.id ?? `datacenter-${world.next()}`);
  const at = new Ref("Datacenter", id);
  const inner = (kind: string, letter: string, types: string[]) =>
    folder(world, world.isLoneHost ? `ha-folder-${kind}` : `group-${letter}${world.next()}`, kind, undefined, types);
  const folders = {
    vmFolder: inner("vm", "v", ["Folder", "VirtualMachine", "VirtualApp"]),
    hostFolder: inner("host", "h", ["Folder", "ComputeResource"]),
    datastoreFolder: inner("datastore", "s", ["Folder", "Datastore", "StoragePod"]),
    networkFolder: inner("network", "n", ["Folder", "Network", "DistributedVirtualSwitch"]),
  };
  const datacenter: Datacenter = { ref: at, name: spec.name, parent: world.root, ...folders };
  for (const each of Object.values(folders)) each.parent = datacenter;
  world.root.children.push(datacenter);
  world.datacenters.push(datacenter);
  register(world, datacenter);
  for (const cluster of spec.clusters) buildCluster(world, datacenter, cluster);
  for (const host of spec.hosts) buildLoneHost(world, datacenter, host);
}

function compute(
  world: World,
  datacenter: Datacenter,
  name: string,
  id: string,
  drs: Compute["drs"] | undefined,
): Compute {
  const isCluster = drs !== undefined;
  const at = new Ref(isCluster ? "ClusterComputeResource" : "ComputeResource", id);
  const none = { enabled: false, behavior: "manual", overridesEnabled: false, vmotionRate: 3 } as const;
  const poolId = world.isLoneHost ? "ha-root-pool" : `resgroup-${world.next()}`;
  const pool: Entity = { ref: new Ref("ResourcePool", poolId), name: "Resources", parent: undefined };
  const made: Compute = {
    ref: at,
    name,
    parent: datacenter.hostFolder,
    isCluster,
    drs: drs ?? { ...none },
    overrides: new Map(),
    dasOverrides: new Map(),
    hosts: [],
    pool,
    browser: new Ref("EnvironmentBrowser", `envbrowser-${id}`),
  };
  pool.parent = made;
  datacenter.hostFolder.children.push(made);
  register(world, made);
  return made;
}

function buildCluster(world: World, datacenter: Datacenter, spec: FullCluster): void {
  const id = spec.id ?? `domain-c${world.next()}`;
  const made = compute(world, datacenter, spec.name, id, { ...spec.drs, vmotionRate: 3 });
  for (const host of spec.hosts) addHost(world, datacenter, made, host);
}

function buildLoneHost(world: World, datacenter: Datacenter, spec: FullHost): void {
  const id = world.isLoneHost ? "ha-compute-res" : `domain-s${world.next()}`;
  addHost(world, datacenter, compute(world, datacenter, spec.name, id, undefined), spec);
}

function addHost(world: World, datacenter: Datacenter, owner: Compute, spec: FullHost): void {
  const host = buildHost(world, datacenter, owner, spec);
  for (const vm of spec.vms) buildVm(world, host, folderOf(world, datacenter, vm), vm);
}

/** The folder of a VM, made on the way. */
function folderOf(world: World, datacenter: Datacenter, vm: FullVm): Folder {
  let at = datacenter.vmFolder;
  for (const name of vm.folder.split("/").filter((part) => part !== "")) {
    const known = at.children.find((child): child is Folder => child.ref.type === "Folder" && child.name === name);
    const made: Folder = known ?? folder(world, `group-v${world.next()}`, name, at, [...at.childTypes]);
    if (!known) at.children.push(made);
    at = made;
  }
  return at;
}

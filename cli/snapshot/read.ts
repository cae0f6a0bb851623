/** Reads a live server into an inventory. Nothing is changed there: it only logs in, reads properties and logs out. */

import { readClusters } from "../../provider/vsphere/cluster";
import { collect } from "../../provider/vsphere/factCache";
import {
  above,
  type Entry,
  entriesOf,
  match,
  type Node,
  onlyOne,
  readTree,
  searchHost,
} from "../../provider/vsphere/inventory";
import { decodeName } from "../../provider/vsphere/names";
import type { Session } from "../../provider/vsphere/session";
import type { ClusterFacts } from "../../provider/vsphere/types";
import type { ClusterInput, DatacenterInput, HostInput, Inventory, ServerInput } from "../../simulator";
import { type HostSnapshot, snapshotHosts } from "./host";
import { snapshotVms, type VmSnapshot } from "./vm";

export interface ServerSnapshot {
  readonly inventory: Inventory;
  /** What an inventory cannot hold; without names. */
  readonly notes: readonly string[];
}

type Tree = ReadonlyMap<string, Node>;

/** All hosts, or those that are named, with the VMs on them. */
export async function readServer(session: Session, references: readonly string[]): Promise<ServerSnapshot> {
  const hostTree = await readTree(session, "host");
  const hosts = await snapshotHosts(session, await chosenHosts(session, hostTree, references));
  const clusterIds = [...new Set(hosts.flatMap(({ facts }) => facts.clusterId ?? []))];
  const clusters = await collect<ClusterFacts>((tell) => readClusters(session, clusterIds, tell));
  const vms = await readAllVms(session, hosts, clusters);
  const inputs = new Map(hosts.map((host) => [host.facts.id, withVms(host, vms)]));
  return {
    inventory: { server: await serverOf(session), datacenters: datacentersOf(hostTree, hosts, clusters, inputs) },
    notes: [...vms.values()].flatMap(({ notes }) => notes),
  };
}

/** By the numbers in them: `host-9` before `host-11`. */
function byId(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

async function chosenHosts(session: Session, tree: Tree, references: readonly string[]): Promise<readonly string[]> {
  const all = entriesOf("host", tree);
  const ids = references.length === 0 ? all.map(({ id }) => id) : [];
  for (const reference of references) ids.push(await hostOf(session, reference.trim(), all));
  return [...new Set(ids)].sort(byId);
}

async function hostOf(session: Session, reference: string, all: readonly Entry[]): Promise<string> {
  const byId = all.filter(({ id }) => id === reference);
  const fitting = byId.length > 0 ? byId : match("host", reference, all);
  const searched = fitting.length === 0 ? await searchHost(session, reference) : undefined;
  return onlyOne("host", reference, searched === undefined ? fitting : all.filter(({ id }) => id === searched), all).id;
}

async function serverOf(session: Session): Promise<ServerInput> {
  const { apiType, apiVersion, fullName, instanceUuid } = (await session.open()).content.about;
  const build = /\bbuild-(\d+)\b/.exec(fullName)?.[1];
  return {
    ...{ apiType, apiVersion },
    ...(build === undefined ? {} : { build }),
    ...(apiType === "VirtualCenter" && instanceUuid ? { instanceUuid } : {}),
  };
}

async function readAllVms(
  session: Session,
  hosts: readonly HostSnapshot[],
  clusters: ReadonlyMap<string, ClusterFacts>,
): Promise<ReadonlyMap<string, VmSnapshot>> {
  const tree = await readTree(session, "vm");
  const hostByVm = new Map(hosts.flatMap((host) => host.facts.vmIds.map((id) => [id, host] as const)));
  return snapshotVms(session, [...hostByVm.keys()].sort(byId), (id) => {
    const host = hostByVm.get(id);
    return {
      folder: folderOf(tree, id),
      drsOverride: clusters.get(host?.facts.clusterId ?? "")?.overrides[id],
      addresses: new Set(host?.input.pci?.map(({ address }) => address)),
    };
  });
}

/** Those that an object is in, from the nearest on. */
function ancestors(tree: Tree, id: string): readonly Node[] {
  const found: Node[] = [];
  let at = tree.get(id);
  while (at !== undefined && !found.includes(at)) {
    found.push(at);
    at = tree.get(above(at)?.id ?? "");
  }
  return found.slice(1);
}

/** Names between the VM and its datacenter's `vm` folder, as the server has them: `/` in a name is escaped. */
function folderOf(tree: Tree, id: string): string {
  const up = ancestors(tree, id);
  const end = up.findIndex(({ ref }) => ref.type === "Datacenter");
  const names = up.slice(0, Math.max(0, end - 1)).map(({ name }) => name);
  return names.reverse().join("/");
}

function withVms({ facts, input }: HostSnapshot, vms: ReadonlyMap<string, VmSnapshot>): HostInput {
  const own = [...facts.vmIds].sort(byId).flatMap((id) => vms.get(id)?.input ?? []);
  return own.length === 0 ? input : { ...input, vms: own };
}

/** Hosts in their clusters and datacenters; folders of hosts, and of datacenters, an inventory does not have. */
function datacentersOf(
  tree: Tree,
  hosts: readonly HostSnapshot[],
  clusters: ReadonlyMap<string, ClusterFacts>,
  inputs: ReadonlyMap<string, HostInput>,
): readonly DatacenterInput[] {
  const datacenterOf = (id: string) => ancestors(tree, id).find(({ ref }) => ref.type === "Datacenter");
  const ids = [...new Set(hosts.flatMap(({ facts }) => datacenterOf(facts.id)?.ref.id ?? []))].sort(byId);
  return ids.map((id) => {
    const own = hosts.filter(({ facts }) => datacenterOf(facts.id)?.ref.id === id);
    const inputsOf = (clusterId: string | undefined) =>
      own.filter(({ facts }) => facts.clusterId === clusterId).flatMap(({ facts }) => inputs.get(facts.id) ?? []);
    const clusterIds = [...new Set(own.flatMap(({ facts }) => facts.clusterId ?? []))].sort(byId);
    const lone = inputsOf(undefined);
    return {
      id,
      name: decodeName(tree.get(id)?.name ?? id),
      ...(clusterIds.length === 0
        ? {}
        : {
            clusters: clusterIds.map((clusterId) => clusterOf(clusterId, clusters.get(clusterId), inputsOf(clusterId))),
          }),
      ...(lone.length === 0 ? {} : { hosts: lone }),
    };
  });
}

function clusterOf(id: string, facts: ClusterFacts | undefined, hosts: readonly HostInput[]): ClusterInput {
  if (facts === undefined) return { id, name: id, hosts };
  const { name, drsEnabled, defaultBehavior, overridesEnabled } = facts;
  return { id, name, drs: { enabled: drsEnabled, behavior: defaultBehavior, overridesEnabled }, hosts };
}

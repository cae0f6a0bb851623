import { isIP } from "node:net";
import * as z from "zod";
import { type Candidate, type ReferenceKind, UnresolvedReferenceError } from "../errors/unresolvedReferenceError";
import { decodeName, encodeName } from "./names";
import { type ObjectProperties, retrieve } from "./properties";
import { believe, moRef, string } from "./reply";
import type { Session } from "./session";
import type { Found } from "./types";
import type { MoRef, WireObject } from "./wire";

interface Kind {
  readonly type: string;
  /** Properties of the things themselves. */
  readonly paths: readonly string[];
  /** Types that their path leads through, with what tells the way up. */
  readonly through: Readonly<Record<string, readonly string[]>>;
  readonly select: readonly WireObject[];
}

/** A traversal that may be repeated at each level, by name. */
function step(name: string, type: string, path: string, next: readonly string[] = []): WireObject {
  return { $type: "TraversalSpec", name, type, path, skip: false, selectSet: next.map((to) => ({ name: to })) };
}

const up = ["name", "parent"];

const kinds: Readonly<Record<ReferenceKind, Kind>> = {
  host: {
    type: "HostSystem",
    paths: [...up, "summary.hardware.uuid"],
    through: { Folder: up, Datacenter: up, ComputeResource: up },
    select: [
      step("folders", "Folder", "childEntity", ["folders", "datacenters", "computes"]),
      step("datacenters", "Datacenter", "hostFolder", ["folders"]),
      step("computes", "ComputeResource", "host"),
    ],
  },
  vm: {
    type: "VirtualMachine",
    paths: [...up, "parentVApp", "summary.config.uuid", "summary.config.instanceUuid"],
    through: { Folder: up, Datacenter: up, VirtualApp: ["name", "parent", "parentFolder"] },
    select: [
      step("folders", "Folder", "childEntity", ["folders", "datacenters", "apps"]),
      step("datacenters", "Datacenter", "vmFolder", ["folders"]),
      step("apps", "VirtualApp", "vm"),
    ],
  },
};

const node = z.object({
  name: string,
  parent: moRef.optional(),
  parentVApp: moRef.optional(),
  parentFolder: moRef.optional(),
  "summary.hardware.uuid": string.optional(),
  "summary.config.uuid": string.optional(),
  "summary.config.instanceUuid": string.optional(),
});

/** One object of the tree, with what tells the way up. */
export type Node = z.output<typeof node> & { readonly ref: MoRef };

/** One host or VM in the inventory. */
export interface Entry extends Candidate {
  readonly name: string;
  /** Without leading slash, in which names are decoded. */
  readonly steps: readonly string[];
  readonly uuids: readonly string[];
  /** By which it is recognised when it is registered anew: a host's hardware UUID, a VM's instance UUID. */
  readonly identity: string | undefined;
  /** A host that is the only one of its compute resource can be named by that alone. */
  readonly alone: boolean;
}

/** All hosts, or all VMs, by path: one call, apart from pages. */
export async function readInventory(session: Session, kind: ReferenceKind): Promise<readonly Entry[]> {
  return entriesOf(kind, await readTree(session, kind));
}

/** All hosts, or all VMs, and what they are in, by ID. */
export async function readTree(session: Session, kind: ReferenceKind): Promise<ReadonlyMap<string, Node>> {
  const { content } = await session.open();
  const { type, paths, through, select } = kinds[kind];
  const found = await retrieve(session, {
    objects: [content.rootFolder],
    paths: { ...through, [type]: paths },
    select,
  });
  return new Map(found.map((object) => [object.ref.id, nodeOf(object)]));
}

export function entriesOf(kind: ReferenceKind, nodes: ReadonlyMap<string, Node>): readonly Entry[] {
  return [...nodes.values()].filter(({ ref }) => ref.type === kinds[kind].type).map((own) => entry(own, nodes));
}

/** What an object is in; a vApp counts as a folder. */
export function above(node: Node): MoRef | undefined {
  return node.parentVApp ?? node.parentFolder ?? node.parent;
}

function nodeOf({ ref, values }: ObjectProperties): Node {
  return { ref, ...believe(node, values, "RetrievePropertiesEx", `${ref.id} `) };
}

function entry(own: Node, nodes: ReadonlyMap<string, Node>): Entry {
  const steps: string[] = [];
  const visited = new Set<Node>();
  let at: Node | undefined = own;
  while (at !== undefined && !visited.has(at)) {
    visited.add(at);
    const parent: MoRef | undefined = above(at);
    // The root folder is not part of a path.
    if (parent !== undefined || at === own) steps.unshift(decodeName(at.name));
    at = parent === undefined ? undefined : nodes.get(parent.id);
  }
  const instanceUuid = own["summary.config.instanceUuid"];
  const uuids = [instanceUuid, own["summary.config.uuid"]].map((uuid) => uuid?.toLowerCase() ?? "");
  return {
    id: own.ref.id,
    name: decodeName(own.name),
    path: `/${steps.map(encodeName).join("/")}`,
    steps,
    uuids: uuids.filter((uuid) => uuid !== ""),
    identity: (own["summary.hardware.uuid"] ?? instanceUuid)?.toLowerCase(),
    alone: nodes.get(own.parent?.id ?? "")?.ref.type === "ComputeResource",
  };
}

const uuidText = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** What of the inventory a reference that is no ID fits: the most exact way of reading it that fits anything. */
export function match(kind: ReferenceKind, reference: string, entries: readonly Entry[]): readonly Entry[] {
  const steps = reference
    .split("/")
    .filter((part) => part !== "")
    .map(decodeName);
  const byPath = entries.filter((entry) => samePath(steps, entry));
  if (byPath.length > 0 || reference.startsWith("/")) return byPath;
  const name = decodeName(reference);
  const byName = entries.filter((entry) => entry.name === name);
  if (byName.length > 0) return byName;
  if (kind === "host") return entries.filter((entry) => entry.name.toLowerCase() === name.toLowerCase());
  return uuidText.test(reference) ? entries.filter(({ uuids }) => uuids.includes(reference.toLowerCase())) : [];
}

function samePath(steps: readonly string[], { steps: own, alone }: Entry): boolean {
  const same = (path: readonly string[]) => path.length === steps.length && path.every((part, i) => part === steps[i]);
  return steps.length > 1 && (same(own) || (alone && same(own.slice(0, -1))));
}

/** A host by the DNS name or address that the server knows it by. */
export async function searchHost(session: Session, reference: string): Promise<string | undefined> {
  const { content } = await session.open();
  if (content.searchIndex === undefined || reference.includes("/")) return undefined;
  const [method, args] =
    isIP(reference) === 0 ? ["FindByDnsName", { dnsName: reference }] : ["FindByIp", { ip: reference }];
  const answer = await session.call(method as string, content.searchIndex, { ...(args as object), vmSearch: false });
  return answer === "" ? undefined : believe(moRef, answer, method as string).id;
}

export function onlyOne(
  kind: ReferenceKind,
  reference: string,
  fitting: readonly Entry[],
  all: readonly Entry[],
): Found {
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return { id: only.id, name: only.name };
  if (only !== undefined) throw new UnresolvedReferenceError(kind, reference, sorted(fitting), true);
  throw new UnresolvedReferenceError(kind, reference, close(reference, all), false);
}

/** Those whose path has part of the reference in it come first. */
function close(reference: string, entries: readonly Entry[]): readonly Candidate[] {
  const part = decodeName(reference.split("/").findLast((text) => text !== "") ?? "").toLowerCase();
  const near = entries.filter(({ name }) => name.toLowerCase().includes(part) || part.includes(name.toLowerCase()));
  return sorted(near.length > 0 ? near : entries);
}

function sorted(entries: readonly Entry[]): readonly Candidate[] {
  return entries.map(({ id, path }) => ({ id, path })).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/**
 * Which resources of a program mean the same VM, host or cluster. Each has keys: the values written for it, and the
 * resources that such a value comes from, which tell as much while the value itself is not known yet.
 */
import { elements, notKnown, type Recorded, text, types } from "./foreignRecorded";

/** All that a program says of one VM. */
export interface Vm {
  readonly attachments: readonly Recorded[];
  readonly reservations: readonly Recorded[];
  readonly machines: readonly Recorded[];
  readonly drsOverrides: readonly Recorded[];
  readonly haOverrides: readonly Recorded[];
}

export interface Program {
  readonly vms: readonly Vm[];
  /** VMs of the program that are in a cluster of the program. */
  vmsOf(cluster: Recorded): readonly Vm[];
  /** All resources of a type that the program writes. */
  written(type: string): readonly Recorded[];
  /** Keys of the host that a property names. */
  hostKeys(resource: Recorded, property: string): readonly string[];
  /** Keys of the hosts whose devices the program enables or attaches. */
  readonly passthroughHosts: ReadonlySet<string>;
}

type Index = ReadonlyMap<string, Recorded>;

/** How the keys of one kind of object are found: where a resource of a type that stands for it names it. */
interface Kind {
  /** By type: properties that lead on to the object. A type without any is the object. */
  readonly carriers: Readonly<Record<string, readonly string[]>>;
  /** Further values that a resource that is the object may be known by. */
  readonly names: readonly string[];
}

const vmKind: Kind = {
  carriers: {
    [types.machine]: [],
    [types.attachment]: ["vm", "vmId"],
    [types.reservation]: ["vm", "vmId"],
  },
  names: ["moid", "uuid"],
};

const hostKind: Kind = {
  carriers: { [types.host]: [], [types.device]: ["host", "hostId"], [types.attachment]: ["host", "hostId"] },
  names: [],
};

const clusterKind: Kind = {
  carriers: { [types.cluster]: [], [types.resourcePool]: ["parentResourcePoolId"], [types.host]: ["cluster"] },
  names: [],
};

/** UUIDs, host names and managed object IDs all read the same in upper case. */
function valueKey(value: unknown): readonly string[] {
  return typeof value === "string" && value !== "" ? [`id:${value.toLowerCase()}`] : [];
}

/** The keys of an object that a resource is or stands for. */
function keysOf(index: Index, kind: Kind, resource: Recorded): readonly string[] {
  const properties = kind.carriers[resource.type] ?? [];
  if (properties.length > 0) return properties.flatMap((name) => keysIn(index, kind, resource, name));
  const names = kind.names.flatMap((name) => valueKey(resource.props[name]));
  return [`urn:${resource.urn}`, ...valueKey(resource.readId), ...names];
}

/** The keys of the object that a property names. Where its value comes from several such objects, it could be any. */
function keysIn(index: Index, kind: Kind, resource: Recorded, property: string): readonly string[] {
  const value = resource.props[property];
  const values = Array.isArray(value) ? value.flatMap(valueKey) : valueKey(value);
  const carried = (resource.sources[property] ?? [])
    .map((urn) => index.get(urn))
    .filter((source) => source !== undefined && source !== resource && kind.carriers[source.type] !== undefined)
    .map((source) => keysOf(index, kind, source as Recorded));
  const unambiguous = Array.isArray(value) || carried.length === 1 || alike(carried);
  return [...values, ...(unambiguous ? carried.flat() : [])];
}

function alike(keys: readonly (readonly string[])[]): boolean {
  const [first = [], ...others] = keys;
  return others.every((other) => meet(first, other));
}

function meet(one: Iterable<string>, other: Iterable<string>): boolean {
  const keys = new Set(other);
  return [...one].some((key) => keys.has(key));
}

/** A VM of this program may be written by its path, or by its name where no other has it. */
function writtenKeys(machine: Recorded, machines: readonly Recorded[]): readonly string[] {
  const name = text(machine, "name");
  if (name === undefined) return [];
  const alone = machines.filter((other) => text(other, "name") === name).length === 1;
  const folder = machine.props["folder"];
  if (folder === notKnown) return alone ? [name] : [];
  const parents = typeof folder === "string" ? folder.split("/").filter((part) => part !== "") : [];
  const path = `/${["vm", ...parents, name].join("/")}`;
  return alone ? [name, path] : [path];
}

interface Keyed {
  readonly resource: Recorded;
  readonly keys: ReadonlySet<string>;
}

/** Puts together what has a key in common, also by way of a third. */
function together(items: readonly Keyed[]): readonly (readonly Recorded[])[] {
  let groups: { resources: Recorded[]; keys: Set<string> }[] = [];
  for (const { resource, keys } of items) {
    const touched = groups.filter((group) => meet(group.keys, keys));
    const merged = {
      resources: [...touched.flatMap(({ resources }) => resources), resource],
      keys: new Set([...touched.flatMap((group) => [...group.keys]), ...keys]),
    };
    groups = [...groups.filter((group) => !touched.includes(group)), merged];
  }
  return groups.map(({ resources }) => resources);
}

function vmOf(resources: readonly Recorded[]): Vm {
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  return {
    attachments: of(types.attachment),
    reservations: of(types.reservation),
    machines: of(types.machine),
    drsOverrides: of(types.drsOverride),
    haOverrides: of(types.haOverride),
  };
}

const vmProperties: Readonly<Record<string, readonly string[]>> = {
  [types.attachment]: ["vm", "vmId"],
  [types.reservation]: ["vm", "vmId"],
  [types.drsOverride]: ["virtualMachineId"],
  [types.haOverride]: ["virtualMachineId"],
};

function vmsIn(all: readonly Recorded[], index: Index): readonly Vm[] {
  const machines = all.filter(({ type }) => type === types.machine);
  const written = machines.map((machine) => ({ machine, names: writtenKeys(machine, machines) }));
  /** A reference that is a name or the end of a path of a VM of the program means that VM. */
  const meant = (reference: string | undefined) =>
    written
      .filter(({ names }) => names.some((name) => reference === name || (name[0] === "/" && reference?.endsWith(name))))
      .map(({ machine }) => `urn:${machine.urn}`);
  const keyed = all.flatMap((resource) => {
    const properties = vmProperties[resource.type];
    if (properties === undefined && resource.type !== types.machine) return [];
    const keys = properties?.flatMap((name) => [
      ...keysIn(index, vmKind, resource, name),
      ...meant(text(resource, name)),
    ]);
    const given = keys ?? keysOf(index, vmKind, resource);
    return [{ resource, keys: new Set([...given, ...readVm(resource)]) }];
  });
  return together(keyed).map(vmOf);
}

/** The ID of a resource that is read begins with the VM: `<vmId>/<address>`, `<vmId>`. */
function readVm({ type, readId }: Recorded): readonly string[] {
  return type === types.machine ? [] : valueKey(readId?.split("/")[0]);
}

/** Reads a program off its resources. */
export function programOf(all: readonly Recorded[]): Program {
  const index = new Map(all.map((resource) => [resource.urn, resource]));
  const hostKeys = (resource: Recorded, name: string) => keysIn(index, hostKind, resource, name);
  const vms = vmsIn(all, index);
  const hosting = (resource: Recorded) => ["host", "hostId"].flatMap((name) => hostKeys(resource, name));
  const inCluster = (cluster: Recorded, { machines, attachments, drsOverrides, haOverrides }: Vm) => {
    const own = keysOf(index, clusterKind, cluster);
    const hosts = all.filter((one) => one.type === types.host && meet(keysIn(index, clusterKind, one, "cluster"), own));
    const named = [
      ...machines.flatMap((machine) => keysIn(index, clusterKind, machine, "resourcePoolId")),
      ...[...drsOverrides, ...haOverrides].flatMap((one) => keysIn(index, clusterKind, one, "computeClusterId")),
    ];
    const on = [...attachments.flatMap(hosting), ...machines.flatMap((machine) => hostKeys(machine, "hostSystemId"))];
    return (
      meet(named, own) || meet(on, [...hostKeys(cluster, "hostSystemIds"), ...hosts.map(({ urn }) => `urn:${urn}`)])
    );
  };
  return {
    vms,
    vmsOf: (cluster) => vms.filter((vm) => inCluster(cluster, vm)),
    written: (type) => all.filter((resource) => resource.type === type && resource.readId === undefined),
    hostKeys,
    passthroughHosts: new Set(
      all.filter(({ type }) => type === types.device || type === types.attachment).flatMap(hosting),
    ),
  };
}

/** Whether a list of resources names an element; undefined where it cannot be told. */
export function includes(resource: Recorded, name: string, element: string): boolean | undefined {
  const list = elements(resource, name);
  if (list?.includes(element) === true) return true;
  return list === undefined || list.includes(notKnown) ? undefined : false;
}

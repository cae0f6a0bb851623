import { clusterTypes } from "./cluster";
import { coreTypes } from "./core";
import { type DataType, type Field, type Method, readMethods, readTypes } from "./dsl";
import { environmentTypes } from "./environment";
import { faultTypes } from "./faults";
import { hostTypes } from "./host";
import { hostCapabilityTypes } from "./hostCapability";
import { hostNetworkTypes } from "./hostNetwork";
import { hostPciTypes } from "./hostPci";
import { hostStorageTypes } from "./hostStorage";
import { managedTypes } from "./managed";
import { methodTable } from "./methods";
import { propertyTypes } from "./property";
import { vmTypes } from "./vm";
import { vmDeviceTypes } from "./vmDevice";
import { vmSpecTypes } from "./vmSpec";

export type { DataType, Field, Method } from "./dsl";

const data = readTypes(
  coreTypes,
  propertyTypes,
  faultTypes,
  hostTypes,
  hostPciTypes,
  hostCapabilityTypes,
  hostNetworkTypes,
  hostStorageTypes,
  vmTypes,
  vmDeviceTypes,
  vmSpecTypes,
  clusterTypes,
  environmentTypes,
);
const managed = readTypes(managedTypes);
const methods = readMethods(methodTable);
const methodNames = new Set(methods.map((method) => method.name));
const writes = new Set(methods.filter((method) => method.write).map((method) => method.name));

/** xsd name of each primitive, and of `any`. */
export const primitives: Readonly<Record<string, string>> = {
  s: "string",
  b: "boolean",
  i: "int",
  l: "long",
  sh: "short",
  by: "byte",
  dt: "dateTime",
  d: "double",
  b64: "base64Binary",
};

/** Types that have no fields of their own in any instance: only subtypes are sent, so xsi:type is required. */
const abstractTypes = new Set([
  "MethodFault",
  "OptionType",
  "TaskReason",
  "HostVirtualSwitchBridge",
  "VirtualDeviceBackingInfo",
  "ClusterRuleInfo",
  "ClusterGroupInfo",
]);

/** All of it, for the check against the published API. */
export const tables = { data, managed, methods };

export function dataType(name: string): DataType | undefined {
  return data.types.get(name);
}

export function managedType(name: string): DataType | undefined {
  return managed.types.get(name);
}

export function enumValues(name: string): ReadonlySet<string> | undefined {
  return data.enums.get(name);
}

export function isAbstract(name: string): boolean {
  return abstractTypes.has(name);
}

const fieldCache = new Map<string, readonly Field[]>();

/** All fields of a data type in wire order: those of the bases first. */
export function fieldsOf(name: string): readonly Field[] {
  const known = fieldCache.get(name);
  if (known) return known;
  const type = data.types.get(name) ?? managed.types.get(name);
  const fields = type ? [...(type.base ? fieldsOf(type.base) : []), ...type.fields] : [];
  fieldCache.set(name, fields);
  return fields;
}

export function fieldOf(type: string, name: string): Field | undefined {
  return fieldsOf(type).find((field) => field.name === name);
}

/** Whether `name` is `ancestor` or derived from it. Works for data types and managed objects. */
export function isA(name: string, ancestor: string): boolean {
  if (ancestor === "ManagedObject") return managed.types.has(name);
  for (let at: string | undefined = name; at !== undefined; ) {
    if (at === ancestor) return true;
    at = (data.types.get(at) ?? managed.types.get(at))?.base;
  }
  return false;
}

/** The method as declared for the type of object, or for one of its bases. */
export function methodOf(type: string, name: string): Method | undefined {
  return methods.find((method) => method.name === name && isA(type, method.owner));
}

export function isMethod(name: string): boolean {
  return methodNames.has(name);
}

/** Whether a SOAP method changes the inventory: hosts, VMs, clusters, options or tasks. */
export function isWrite(method: string): boolean {
  return writes.has(method);
}

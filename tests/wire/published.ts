/** The published API (vim25.txt), generated from another project's tables: what traffic and our own schemas are held to. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DataType, type Field, type Method, readMethods, readTypes } from "../../simulator/schema/dsl";

export type { Field, Method } from "../../simulator/schema/dsl";

const [, dataText = "", managedText = "", methodText = ""] = readFileSync(join(__dirname, "vim25.txt"), "utf8").split(
  /^=== .*\n/m,
);
export const data = readTypes(dataText);
export const managed = readTypes(managedText);
/** `Fetch` is in no published table; pyvmomi reads every property with it. */
export const methods = [
  ...readMethods(methodText),
  ...readMethods("ManagedObject.Fetch(prop:s) any? needs System.View"),
];

export function typeOf(name: string): DataType | undefined {
  return data.types.get(name) ?? managed.types.get(name);
}

/** Whether a type is another one, or derives from it. */
export function isA(name: string, ancestor: string): boolean {
  if (ancestor === "ManagedObject" || ancestor === "any") return managed.types.has(name);
  for (let at: string | undefined = name; at !== undefined; at = typeOf(at)?.base) if (at === ancestor) return true;
  return false;
}

const cache = new Map<string, readonly Field[]>();

/** Fields in the wire's order: those of the bases first. */
export function fieldsOf(name: string): readonly Field[] {
  const known = cache.get(name);
  if (known) return known;
  const type = typeOf(name);
  const fields = type ? [...(type.base === undefined ? [] : fieldsOf(type.base)), ...type.fields] : [];
  cache.set(name, fields);
  return fields;
}

export function methodOf(type: string, name: string): Method | undefined {
  return methods.find((method) => method.name === name && isA(type, method.owner));
}

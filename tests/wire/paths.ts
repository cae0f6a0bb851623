/** Property paths through the published types. */
import { compareVersions } from "../../simulator/schema/version";
import { data, fieldsOf } from "./published";

/** What the value at a path is declared as. */
export interface Declared {
  readonly type: string;
  readonly array: boolean;
}

/** undefined: the version has no such path. `unknown`: it leads through a type that vim25.txt leaves out. */
export function declaredAt(type: string, path: string, version: string): Declared | "unknown" | undefined {
  let at: Declared = { type, array: false };
  for (const step of path.match(/(?:[^.[]|\[[^\]]*\])+/g) ?? []) {
    const [, name = "", key] = /^(\w+)(\[.*\])?$/.exec(step) ?? [];
    if (at.array) return undefined;
    const isLeftOut = at.type !== type && !data.types.has(at.type);
    if (isLeftOut) return /^[A-Z]/.test(at.type) && !data.enums.has(at.type) ? "unknown" : undefined;
    const field = fieldsOf(at.type).find((each) => each.name === name);
    if (!field || isNewer(field.since, version) || (key !== undefined && !field.array)) return undefined;
    at = { type: field.type, array: field.array && key === undefined };
  }
  return at;
}

export function isNewer(since: string, version: string): boolean {
  return since !== "" && compareVersions(since, version) > 0;
}

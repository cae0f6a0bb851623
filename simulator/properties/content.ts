import { faults } from "../model/fault";
import type { Managed } from "../model/managed";
import type { Session } from "../model/sessions";
import { isA } from "../schema";
import { type Data, flag, list, type Typed, text, texts } from "../wire/values";
import { allPaths, parsePath, readPath } from "./path";
import { checkType } from "./select";

/** What can be read without a login. */
const anonymous: Readonly<Record<string, readonly string[]>> = {
  ServiceInstance: ["content", "serverClock", "capability"],
  SessionManager: ["currentSession", "defaultLocale", "messageLocaleList", "supportedLocaleList"],
};

/** Every path of every PropertySpec must exist, whether an object of the type is met or not. */
export function checkPropSets(filter: Data, version: string): void {
  for (const spec of list(filter, "propSet")) {
    checkType(text(spec, "type"));
    if (flag(spec, "all")) continue;
    for (const path of texts(spec, "pathSet")) parsePath(text(spec, "type"), path, version);
  }
}

/** The paths that a filter asks of an object; undefined: the object is not to be reported at all. */
export function pathsFor(filter: Data, type: string, version: string): readonly string[] | undefined {
  const mine = list(filter, "propSet").filter((spec) => isA(type, text(spec, "type")));
  if (mine.length === 0) return undefined;
  const paths = mine.flatMap((spec) => (flag(spec, "all") ? allPaths(type, version) : texts(spec, "pathSet")));
  return [...new Set(paths)];
}

export interface Content {
  readonly values: ReadonlyMap<string, Typed>;
  /** Paths that may not be read without a login. */
  readonly denied: readonly string[];
}

export function readContent(
  managed: Managed,
  paths: readonly string[],
  version: string,
  session: Session | undefined,
): Content {
  const values = new Map<string, Typed>();
  const denied: string[] = [];
  const open = anonymous[managed.ref.type] ?? [];
  for (const path of paths) {
    if (!session && !open.includes(path.split(".")[0] ?? "")) {
      denied.push(path);
      continue;
    }
    const value = readPath(managed, parsePath(managed.ref.type, path, version), session);
    if (value) values.set(path, value);
  }
  return { values, denied };
}

/** ObjectContent. */
export function objectContent(managed: Managed, { values, denied }: Content): Data {
  return {
    obj: managed.ref,
    propSet: [...values].map(([name, val]) => ({ name, val })),
    missingSet: denied.map((path) => ({ path, fault: faults.notAuthenticated(managed.ref, "System.Read").localized })),
  };
}

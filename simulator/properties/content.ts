import type { VimFault } from "../model/fault";
import type { Managed } from "../model/managed";
import { isA } from "../schema";
import { type Data, flag, list, type Typed, text, texts, type Value } from "../wire/values";
import { allPaths, parsePath, readPath } from "./path";
import { checkType } from "./select";
import { refusal, type Viewer } from "./viewer";

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
  /** Paths that may not be read, and why. */
  readonly denied: ReadonlyMap<string, VimFault>;
}

/** Paths that begin alike lead into one value: it is made once for all of them. */
function once(property: (name: string) => Value): (name: string) => Value {
  const known = new Map<string, Value>();
  return (name) => {
    if (!known.has(name)) known.set(name, property(name));
    return known.get(name);
  };
}

export function readContent(managed: Managed, paths: readonly string[], viewer: Viewer): Content {
  const values = new Map<string, Typed>();
  const denied = new Map<string, VimFault>();
  const property = once((name) => managed.property(name, viewer.session));
  for (const path of paths) {
    const steps = parsePath(managed.ref.type, path, viewer.version);
    const fault = refusal(managed, steps, viewer);
    if (fault) denied.set(path, fault);
    const value = fault ? undefined : readPath(property, steps);
    if (value) values.set(path, value);
  }
  return { values, denied };
}

/** ObjectContent. */
export function objectContent(managed: Managed, { values, denied }: Content): Data {
  return {
    obj: managed.ref,
    propSet: [...values].map(([name, val]) => ({ name, val })),
    missingSet: [...denied].map(([path, fault]) => ({ path, fault: fault.localized })),
  };
}

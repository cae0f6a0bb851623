import { VimFault } from "../model/fault";
import { dataType, type Field, fieldOf, fieldsOf } from "../schema";
import { isKnownIn } from "../schema/version";
import { isData, Typed, type Value } from "../wire/values";

/** One step of a property path: `device[13000]` is the element of `device` whose key is 13000. */
export interface Step {
  readonly field: Field;
  readonly key: string | undefined;
}

export function invalidProperty(name: string): VimFault {
  return new VimFault("InvalidProperty", `The property '${name}' is not valid.`, { name });
}

const stepPattern = /^(\w+)(?:\["?([^"\]]*)"?\])?$/;
const cache = new Map<string, readonly Step[]>();

/** The steps of a path through declared types; a path that the version's schema does not have is a fault. */
export function parsePath(type: string, path: string, version: string): readonly Step[] {
  const id = `${version} ${type} ${path}`;
  const known = cache.get(id);
  if (known) return known;
  const steps: Step[] = [];
  let at = type;
  for (const part of splitPath(path)) {
    const match = stepPattern.exec(part);
    const last = steps.at(-1);
    const field = match?.[1] === undefined ? undefined : fieldOf(at, match[1]);
    const through = last?.field.array !== true || last.key !== undefined;
    if (!field || !through || !isKnownIn(field, version)) throw invalidProperty(path);
    if (match?.[2] !== undefined && !field.array) throw invalidProperty(path);
    steps.push({ field, key: match?.[2] });
    at = field.type;
    // Types that the schema tables leave out are never set here, whatever the rest of the path says.
    if (!dataType(at) && at !== "any" && /^[A-Z]/.test(at)) break;
  }
  if (steps.length === 0) throw invalidProperty(path);
  cache.set(id, steps);
  return steps;
}

/** At dots, but not at those inside brackets: `extraConfig["a.b"]`. */
function splitPath(path: string): string[] {
  return path.match(/(?:[^.[]|\[[^\]]*\])+/g) ?? [];
}

/** All top-level properties of a type in that version. */
export function allPaths(type: string, version: string): readonly string[] {
  return fieldsOf(type)
    .filter((field) => isKnownIn(field, version))
    .map((field) => field.name);
}

/** The value at a path, with its declared type; undefined while it is unset. */
export function readPath(property: (name: string) => Value, steps: readonly Step[]): Typed | undefined {
  let value: Value;
  let last: Step | undefined;
  for (const step of steps) {
    if (last && !isData(value)) return undefined;
    value = last ? (isData(value) ? value[step.field.name] : undefined) : property(step.field.name);
    if (step.key !== undefined) value = elementOf(value, step.key);
    last = step;
  }
  if (value === undefined || !last) return undefined;
  if (value instanceof Typed) return value;
  return new Typed(last.field.type, value, last.field.array && last.key === undefined);
}

function elementOf(list: Value, key: string): Value {
  if (!Array.isArray(list)) return undefined;
  return list.find((item: Value) => isData(item) && String(item.key) === key);
}

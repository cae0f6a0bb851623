import { z } from "zod";
import { checkInventory } from "./check";
import { InventoryError, type InventoryProblem, shown } from "./inventoryError";
import { type FullInventory, inventorySchema } from "./schema";

type Path = InventoryProblem["path"];

/** Every path begins with this, so that a message says what it speaks of. */
const root = "inventory";

/** Checks an inventory and fills in defaults. The first problem is the error. */
export function parseInventory(input: unknown): FullInventory {
  const inventory = parseShape(input);
  checkInventory(inventory);
  return inventory;
}

/** Checks only what the schema says. */
export function parseShape(input: unknown): FullInventory {
  const result = inventorySchema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InventoryError(issue ? problemOf(issue) : { path: [root], wrong: "not valid" });
}

function problemOf(issue: z.core.$ZodIssue): InventoryProblem {
  const path: Path = [root, ...issue.path.map((key) => (typeof key === "number" ? key : String(key)))];
  if (issue.code === "unrecognized_keys") return unknownKey(issue, path);
  const found = shown(issue.input);
  const expected = expectation(issue);
  if (issue.input === undefined) return { path, wrong: "missing", found, expected, advice: "add it" };
  const isUnquoted = typeof issue.input === "number" && /string|quotes/.test(expected);
  return {
    path,
    wrong: wrongness[issue.code] ?? "not valid",
    found: isUnquoted ? `the number ${found}` : found,
    expected,
    advice: isUnquoted ? "write it in quotes" : "correct it",
  };
}

const wrongness: Readonly<Record<string, string>> = {
  invalid_type: "of the wrong kind",
  invalid_union: "of the wrong kind",
  invalid_value: "not a known value",
  invalid_format: "not in the right form",
  too_small: "too small",
  too_big: "too large",
};

/** The schema's own words where it has some, else what follows from the kind of issue. */
function expectation(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith("expected ")) return issue.message;
  if (issue.code === "invalid_type") return `expected ${kinds[issue.expected] ?? issue.expected}`;
  if (issue.code === "invalid_value")
    return `expected one of ${issue.values.map((value) => `"${String(value)}"`).join(", ")}`;
  if (issue.code === "too_small")
    return issue.origin === "string" ? "expected some text" : `expected at least ${issue.minimum}`;
  if (issue.code === "too_big") return `expected at most ${issue.maximum}`;
  if (issue.code === "invalid_union") return `expected ${unionKinds(issue)}`;
  return issue.message;
}

const kinds: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

function unionKinds({ errors }: z.core.$ZodIssueInvalidUnion): string {
  const expected = errors.flatMap(([first]) => (first?.code === "invalid_type" ? [kinds[first.expected]] : []));
  return expected.filter((kind) => kind !== undefined).join(" or ");
}

function unknownKey(issue: z.core.$ZodIssueUnrecognizedKeys, path: Path): InventoryProblem {
  const [key = ""] = issue.keys;
  const known = keysAt(path.slice(1));
  return {
    path: [...path, key],
    isKey: true,
    wrong: "no such key",
    found: shown(key),
    expected: `expected one of ${known.join(", ")}`,
    advice: "correct or remove it",
  };
}

/** As much of a JSON Schema as leads to an object's keys. */
interface SchemaNode {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly anyOf?: readonly SchemaNode[];
}

/** The keys that an object at a path may have. */
function keysAt(path: Path): readonly string[] {
  const whole = z.toJSONSchema(inventorySchema, { io: "input" }) as SchemaNode;
  const resolve = (node: SchemaNode = {}): SchemaNode =>
    node.$ref === undefined ? node : (whole.$defs?.[node.$ref.replace("#/$defs/", "")] ?? {});
  let at = whole;
  for (const key of path) {
    const next = resolve(typeof key === "number" ? at.items : at.properties?.[key]);
    at = next.anyOf?.map(resolve).find(({ properties }) => properties) ?? next;
  }
  return Object.keys(at.properties ?? {});
}

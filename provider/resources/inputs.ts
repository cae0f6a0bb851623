import * as z from "zod";
import type { Failure } from "../rules/rule";
import { failure } from "../rules/rule";
import { parsePciAddress } from "../vsphere/pciAddress";
import { parsePciId } from "../vsphere/pciId";
import { isUnknown, unknown } from "./unknown";

/** A leaf that may not be known yet. */
export function orUnknown<Schema extends z.ZodType>(schema: Schema) {
  return z.union([z.literal(unknown), schema]);
}

export const reference = z
  .string({ error: "expected a managed object ID, an inventory path, a name or a UUID" })
  .trim()
  .min(1, { error: "expected a managed object ID, an inventory path, a name or a UUID" });

const addressError = "expected a PCI address such as 0000:3b:00.0 (hex, SSSS:BB:DD.F or BB:DD.F)";
export const pciAddress = z.string({ error: addressError }).transform((text, context) => {
  const address = parsePciAddress(text);
  if (address !== undefined) return address;
  context.issues.push({ code: "custom", message: addressError, input: text });
  return z.NEVER;
});

const idError = 'expected a PCI id: hex text such as "10de" or "0x10de", or a number such as 0x10de';
export const pciId = z.union([z.string(), z.number()], { error: idError }).transform((value, context) => {
  const id = parsePciId(value);
  if (id !== undefined) return id;
  context.issues.push({ code: "custom", message: idError, input: value });
  return z.NEVER;
});

export const pciIds = z.strictObject(
  { vendorId: orUnknown(pciId), deviceId: orUnknown(pciId) },
  { error: (issue) => (issue.code === "invalid_type" ? "expected { vendorId, deviceId }" : undefined) },
);

/** Minutes a wait may take: more than 0, at most a day. */
export const minutes = z
  .number({ error: "expected minutes, a number from 1 to 1440" })
  .min(1, { error: "expected minutes, a number from 1 to 1440" })
  .max(1440, { error: "expected minutes, a number from 1 to 1440" });

export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `expected ${values.map((value) => `"${value}"`).join(" or ")}` });
}

export interface Parsed<Inputs> {
  /** undefined: the inputs are not valid; the failures say why. */
  readonly inputs: Inputs | undefined;
  readonly failures: readonly Failure[];
}

function show(value: unknown): string {
  if (isUnknown(value)) return "a value that is not known yet";
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/** Inputs that a later release will have. */
const reserved: readonly string[] = ["dynamic", "vgpuProfile"];

function unknownInput(path: readonly PropertyKey[], key: string, allowed: readonly string[], value: unknown): Failure {
  const property = [...path, key].join(".");
  if (reserved.includes(key)) {
    return failure("input", property, {
      wrong: "this input is reserved for a later release",
      found: show(value),
      advice: "leave it out",
    });
  }
  return failure("input", property, {
    wrong: "no such input",
    found: show(value),
    expected: `inputs are ${allowed.join(", ")}`,
    advice: "check the spelling",
  });
}

type Issue = z.core.$ZodIssue;

/** What is wrong inside of a leaf that may be unknown: what the branch that is not the sentinel says. */
function unwrap(issue: Issue): readonly Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const [sentinel, real] = issue.errors;
  const [first] = sentinel ?? [];
  if (real === undefined || first?.code !== "invalid_value" || !first.values.includes(unknown)) return [issue];
  return real.flatMap((inner) => unwrap({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** The names that an object inside of a schema takes. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  if (schema instanceof z.ZodOptional) return keysAt(schema.unwrap(), path);
  if (schema instanceof z.ZodUnion) return keysAt(schema.options.at(-1), path);
  if (!(schema instanceof z.ZodObject)) return [];
  const [key, ...rest] = path;
  return key === undefined ? Object.keys(schema.shape) : keysAt(schema.shape[String(key)], rest);
}

function explain(issue: Issue, value: unknown, schema: z.ZodObject): readonly Failure[] {
  if (issue.code === "unrecognized_keys") {
    const allowed = keysAt(schema, issue.path);
    return issue.keys.map((key) => unknownInput(issue.path, key, allowed, at(value, [...issue.path, key])));
  }
  const property = issue.path.join(".");
  const found = at(value, issue.path);
  const missing = found === undefined && issue.path.length > 0;
  return [
    failure("input", property, {
      wrong: missing ? "a value is required" : "not valid",
      ...(missing ? {} : { found: show(found) }),
      expected: issue.message,
    }),
  ];
}

/** Keeps what the user gave: hidden inputs and those that check itself has added are no input of the user's. */
function userInputs(raw: Readonly<Record<string, unknown>>, added: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(raw).filter(
      ([key, value]) => !key.startsWith("__") && !added.includes(key) && value !== null && value !== undefined,
    ),
  );
}

/** Validates what the user gave, and collects every failure. */
export function parseInputs<Schema extends z.ZodObject>(
  schema: Schema,
  raw: Readonly<Record<string, unknown>>,
  added: readonly string[],
): Parsed<z.output<Schema>> {
  const given = userInputs(raw, added);
  const result = schema.safeParse(given);
  if (result.success) return { inputs: result.data, failures: [] };
  const failures = result.error.issues.flatMap(unwrap).flatMap((issue) => explain(issue, given, schema));
  return { inputs: undefined, failures };
}

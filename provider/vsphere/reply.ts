import * as z from "zod";
import { ReplyError } from "../errors/replyError";
import type { MoRef } from "./wire";

const digits = /^[+-]?\d+$/;

export const string = z.string();
export const int = z.string().regex(digits, "a whole number was expected").transform(Number);
/** xsd:long, precise. */
export const long = z
  .string()
  .regex(digits, "a whole number was expected")
  .transform((value) => BigInt(value));
/** Bytes, as vSphere counts memory, in MB. */
export function toMB(bytes: bigint): number {
  return Number(bytes / (1024n * 1024n));
}

export const bool = z.enum(["true", "false", "1", "0"]).transform((value) => value === "true" || value === "1");
export const dateTime = z.string().refine((value) => !Number.isNaN(Date.parse(value)), "a date and time was expected");
export const moRef: z.ZodType<MoRef> = z.object({ type: z.string().regex(/^\w+$/), id: z.string().min(1) });

/** None, one or several elements of one name. */
export function list<T extends z.ZodType>(item: T) {
  return z.preprocess((value) => {
    if (value === undefined || value === "") return [];
    return Array.isArray(value) ? value : [value];
  }, z.array(item));
}

/** An object, also when it came as an empty element. */
export function object<T extends z.ZodRawShape>(shape: T) {
  return z.preprocess((value) => (value === "" ? {} : value), z.object(shape));
}

/** The value as its schema has it; a ReplyError with the place where it differs. */
export function believe<T extends z.ZodType>(schema: T, value: unknown, method: string, at = ""): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const inner = (issue?.path ?? []).map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  const path = `${at}${inner}`.replace(/^\./, "").replace(/ \./, " ");
  throw new ReplyError(method, path, issue?.message ?? "unknown");
}

import { type Data, isData, Ref, Typed, type Value } from "../wire/values";

/** A value of a call as plain data: references as `Type:id`, data objects as objects. */
export type Plain = undefined | string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** One SOAP call, as it was received and answered. */
export interface CallRecord {
  readonly method: string;
  /** Type and id of the managed object. */
  readonly object: { readonly type: string; readonly id: string };
  /** The arguments; passwords are left out. Empty if the request could not be read. */
  readonly args: { readonly [name: string]: Plain };
  /** API version that the call was served with. */
  readonly version: string;
  readonly time: Date;
  /** `pending` until it is answered, then `ok`, the fault's type, or `dropped` or `http 503` by a planned fault. */
  outcome: string;
  /** For a method that starts a task: its id. */
  task?: string;
}

const secret = /password/i;

export function plain(value: Value): Plain {
  if (value instanceof Ref) return value.toString();
  if (value instanceof Typed) return plain(value.value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (isData(value)) return plainData(value);
  return value as Plain;
}

export function plainData(data: Data): { readonly [name: string]: Plain } {
  const kept = Object.entries(data).filter(([key]) => !secret.test(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, plain(value)]));
}

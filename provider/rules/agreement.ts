/** Resources that share a VM or a host are carried out together, so they have to want the same. */
import type { Problem } from "./rule";
import { wording } from "./wording";

/** What one of several resources says of a setting that they share. */
export interface Said {
  /** Name of the resource. */
  readonly name: string;
  /** undefined: takes what the others say. */
  readonly value: unknown;
}

/** The value that counts for all; undefined when nobody says anything. */
export function agreed<Value>(own: Value | undefined, others: readonly (Value | undefined)[]): Value | undefined {
  return own ?? others.find((value) => value !== undefined);
}

/** Several values for one setting. */
export function disagreement(input: string, what: string, said: readonly Said[]): Problem | undefined {
  const given = said.filter(({ value }) => value !== undefined);
  const values = new Set(given.map(({ value }) => JSON.stringify(value)));
  if (values.size < 2) return undefined;
  return wording.conflict(
    input,
    what,
    given.map(({ name, value }) => `${name}: ${JSON.stringify(value)}`),
  );
}

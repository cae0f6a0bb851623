/**
 * What Pulumi sends in place of a value that is not known yet, in check and diff, at the exact leaf
 * (`pulumi.runtime.unknownValue`; written out because the handlers know nothing of Pulumi).
 */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value, or `undefined` where it is not known yet or not given. */
export function known<T>(value: T | typeof unknown | undefined): T | undefined {
  return value === unknown ? undefined : (value as T | undefined);
}

export function isUnknown(value: unknown): value is typeof unknown {
  return value === unknown;
}

/** Whether a value, or anything in it, is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasUnknown);
}

import { RefusedError } from "../errors";
import { type Failure, failure } from "../rules/rule";
import { wording } from "../rules/wording";
import type { Context } from "./resource";

/** Ends a write, or a diff, that rules refuse; nothing has been touched yet. */
export function refuseIfAny(failures: readonly Failure[]): void {
  if (failures.length > 0) throw new RefusedError(failures.map(({ message }) => message));
}

/** A replacement while the `refuse` setting forbids them. */
export function judgeReplacement(context: Context): readonly Failure[] {
  if (!context.settings.refuse.includes("replace")) return [];
  return [failure("refused-by-policy", "", wording.refusedByPolicy("this resource would be replaced", "replace"))];
}

import type { Properties } from "./resource";
import { isUnknown } from "./unknown";

/** Hidden input that attributes warnings, and keys the ledger: the engine does not tell a provider the URN. */
export const urnKey = "__urn";

/** Hidden input of VM resources: the resource that `vm` comes from, for a VM that does not exist yet. */
export const vmSourceKey = "__vmSource";

export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && !isUnknown(value) ? value : undefined;
}

export function urnOf(properties: Properties): string | undefined {
  return text(properties[urnKey]);
}

/** Hidden properties; they are kept in the state, so that read and delete know them too. */
export function hidden(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => key.startsWith("__")));
}

import type { Properties } from "./resource";
import { isUnknown } from "./unknown";

/** Hidden input that attributes warnings, and keys the ledger: the engine does not tell a provider the URN. */
export const urnKey = "__urn";

/** Hidden input of VM resources: the resource that `vm` comes from, for a VM that does not exist yet. */
export const vmSourceKey = "__vmSource";

/** Hidden input of attachments: the HostPassthroughDevice that the address comes from. */
export const deviceSourceKey = "__deviceSource";

/** Hidden output: settings as they were agreed on with others of the same host or VM. */
export const agreedKey = "__agreed";

/** Hidden output of a refresh: DRS would migrate the VM, and an override can be set again that holds it. */
export const migratableKey = "__migratable";

const observed: readonly string[] = [agreedKey, migratableKey];

export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && !isUnknown(value) ? value : undefined;
}

export function urnOf(properties: Properties): string | undefined {
  return text(properties[urnKey]);
}

/** Hidden inputs; they are kept in the state, so that read and delete know them too. */
export function hidden(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(([key]) => key.startsWith("__") && !observed.includes(key)),
  );
}

/** The name that the program gives a resource. */
export function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

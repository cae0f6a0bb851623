import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { notKnown, type Recorded, watchedProperties } from "../provider/rules/foreign";

/** Reading a value that is not known yet throws, and would turn the whole policy into advice. */
function guarded<T>(get: () => T): T | typeof notKnown {
  try {
    return get();
  } catch (error) {
    // By name as well: the class is not exported, and a pack can have another copy of it.
    if (error instanceof Error && /can't be known during preview/.test(error.message)) return notKnown;
    throw error;
  }
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, at) => plain(guarded(() => value[at])));
  return value === null || value === undefined ? undefined : typeof value === "object" ? notKnown : value;
}

/** The inputs of a resource, as far as the rules look at them. */
export function inputsOf({ type, props }: Pick<ResourceValidationArgs, "type" | "props">): Record<string, unknown> {
  const names = watchedProperties[type] ?? [];
  const read = names.map((name) => [name, plain(guarded(() => props[name]))] as const);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

/** Outputs that the `vsphere` provider reads from the server: not what the program says of them. */
const readBack = ["pciDeviceIds", "memoryReservation", "memoryReservationLockedToMax", "memory"];

function asUnknown(props: Record<string, unknown>): Record<string, unknown> {
  return { ...props, ...Object.fromEntries(readBack.map((name) => [name, notKnown])) };
}

/**
 * A stack policy sees the outputs of a resource, which hold what the server has now. What the program says is in the
 * inputs, if those were seen; without them what the provider reads back counts as not known.
 */
export function recordOf(
  resource: PolicyResource,
  inputs: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Recorded {
  const { urn, type, opts, propertyDependencies } = resource;
  const outputs = inputsOf(resource);
  const given = inputs.get(urn);
  const names = watchedProperties[type] ?? [];
  return {
    urn,
    type,
    props: given === undefined ? asUnknown(outputs) : { ...identifying(outputs), ...given },
    sources: Object.fromEntries(
      names.map((name) => [name, (propertyDependencies[name] ?? []).map((source) => source.urn)]),
    ),
    ignoreChanges: opts.ignoreChanges,
  };
}

/** Outputs that tell what a resource is; the rest is left to the inputs. */
function identifying(outputs: Record<string, unknown>): Record<string, unknown> {
  const names = ["moid", "uuid", "vmId", "hostId"];
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => names.includes(name)));
}

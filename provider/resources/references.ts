import { RefusedError, UnresolvedReferenceError } from "../errors";
import { type Impact, type InputImpact, when } from "../rules/impact";
import { type Failure, failure, sentence } from "../rules/rule";
import { wording } from "../rules/wording";
import { parsePciAddress } from "../vsphere/pciAddress";
import type { Context, Properties } from "./resource";
import { isUnknown, known, unknown } from "./unknown";

/** What an earlier check found for a reference. */
export interface Bound {
  readonly text: unknown;
  readonly id: unknown;
}

export interface Resolved {
  /** undefined: not known yet, or nothing fits. */
  readonly id: string | undefined;
  readonly failures: readonly Failure[];
}

const find = {
  host: (context: Context, text: string) => context.vsphere.findHost(text),
  vm: (context: Context, text: string) => context.vsphere.findVm(text),
};

const exists = {
  host: async (context: Context, id: string) => (await context.vsphere.host(id)) !== undefined,
  vm: async (context: Context, id: string) => (await context.vsphere.vm(id)) !== undefined,
};

/**
 * The object that `host` or `vm` refers to. Bound once: the same text keeps its object while that exists; and what an
 * unchanged program refers to is no failure when it is gone, since nothing will be written.
 */
export async function resolveReference(
  context: Context,
  kind: "host" | "vm",
  text: string | typeof unknown,
  bound: Bound,
): Promise<Resolved> {
  const reference = known(text);
  if (reference === undefined) return { id: undefined, failures: [] };
  const boundId =
    bound.text === reference && typeof bound.id === "string" && bound.id !== unknown ? bound.id : undefined;
  if (boundId !== undefined && (await exists[kind](context, boundId))) return { id: boundId, failures: [] };
  try {
    return { id: (await find[kind](context, reference)).id, failures: [] };
  } catch (error) {
    if (!(error instanceof UnresolvedReferenceError)) throw error;
    if (boundId !== undefined) return { id: boundId, failures: [] };
    return {
      id: undefined,
      failures: [failure("ambiguous", kind, wording.unresolved(error))],
    };
  }
}

/**
 * The impact of a reference to another object; the same object written in another way is no change. Of a resource that
 * may be replaced because of another one, the engine asks with the input unknown beside what check once found for it.
 */
export function whenOther(impact: Impact, input: "host" | "vm", found: "hostId" | "vmId"): InputImpact {
  const byId = when(impact, found);
  return (old, news) => (isUnknown(news[input]) ? impact : byId(old, news));
}

/** Resolves right before a write: nothing may be open any more. */
export async function mustResolve(context: Context, kind: "host" | "vm", text: string): Promise<string> {
  const { id, failures } = await resolveReference(context, kind, text, { text: undefined, id: undefined });
  if (id === undefined) throw new RefusedError(failures.map(({ message }) => message));
  return id;
}

/** A wrong endpoint must never hit another site's `host-12`. */
export async function guardServer(context: Context, state: Properties): Promise<string> {
  const { serverId } = await context.vsphere.server();
  const expected = state["serverId"];
  if (typeof expected !== "string" || expected === serverId || serverId === context.settings.acceptServer) {
    return serverId;
  }
  throw new RefusedError([sentence("other-server", "", wording.otherServer(serverId, expected))]);
}

/** `<first>/<second>` of an ID, such as `host-12/0000:3b:00.0`. */
export function splitId(id: string): readonly [string, string] {
  const slash = id.indexOf("/");
  const address = parsePciAddress(id.slice(slash + 1));
  if (slash > 0 && address !== undefined) return [id.slice(0, slash), address];
  const found = JSON.stringify(id);
  const expected = "expected <object ID>/<PCI address>, such as host-12/0000:3b:00.0 or vm-42/0000:3b:00.0";
  throw new RefusedError([sentence("input", "id", { wrong: "no ID of this resource", found, expected })]);
}

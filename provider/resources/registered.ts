/**
 * A host or VM that is registered anew has another managed object ID and the same UUID. What the state says of it is
 * read under the ID that it has now; and an ID that was given to another object is never taken for the old one.
 */
import { RefusedError } from "../errors";
import { registeredAnew } from "../rules/flags";
import { sentence } from "../rules/rule";
import { wording } from "../rules/wording";
import { guardServer } from "./references";
import type { Context, Properties, ResourceHandler } from "./resource";
import { text, urnOf } from "./urn";

export type Kind = "host" | "vm";

/** Where the ID of each kind is, and its UUID: as an output, and hidden among the inputs, since check sees no outputs. */
const keys = {
  host: { id: "hostId", uuid: "hostUuid", hidden: "__hostUuid" },
  vm: { id: "vmId", uuid: "vmInstanceUuid", hidden: "__vmUuid" },
} as const;
const kinds = ["host", "vm"] as const;

/** What some boards show in place of a UUID of their own. */
const placeholder = /^(?:0{8}-|f{8}-|03000200-0400-0500-0006-000700080009$)/i;

async function liveUuid(context: Context, kind: Kind, id: string): Promise<string | undefined> {
  const { vsphere } = context;
  return kind === "host" ? (await vsphere.host(id))?.uuid : (await vsphere.vm(id))?.instanceUuid;
}

interface Located {
  readonly id: string;
  /** The ID is another object's now, and nothing has the UUID. */
  readonly refusal?: string;
}

async function locate(context: Context, kind: Kind, id: string, uuid: string): Promise<Located> {
  const live = await liveUuid(context, kind, id);
  // An object that is not connected may tell no UUID, and cannot be written either.
  if (live === "" || live?.toLowerCase() === uuid.toLowerCase()) return { id };
  const found = (await context.vsphere.findByUuid(kind, uuid)).filter((one) => one !== id);
  const [only, ...others] = found;
  if (others.length > 0) throw new RefusedError([sentence("identity", kind, wording.severalOfUuid(kind, uuid, found))]);
  if (only !== undefined || live === undefined) return { id: only ?? id };
  return { id, refusal: sentence("identity", kind, wording.anotherObject(kind, id, live, uuid)) };
}

interface Registered {
  /** The properties, with the IDs that their objects have now. */
  readonly now: Properties;
  /** Why nothing may be written: what the resource is on is not there, and its ID is another object's. */
  readonly refusal: string | undefined;
}

async function asRegistered(context: Context, owner: Kind, properties: Properties): Promise<Registered> {
  const now: Record<string, unknown> = { ...properties };
  let refusal: string | undefined;
  for (const kind of kinds) {
    const id = text(properties[keys[kind].id]);
    const uuid = text(properties[keys[kind].uuid]) ?? text(properties[keys[kind].hidden]);
    if (id === undefined || uuid === undefined || placeholder.test(uuid)) continue;
    const located = await locate(context, kind, id, uuid);
    now[keys[kind].id] = located.id;
    if (kind === owner) refusal = located.refusal;
  }
  return { now, refusal };
}

/** Beside the IDs that check has found: the UUIDs of what they mean. What cannot be told stays as it was, or is left out. */
async function uuidsOf(context: Context, inputs: Properties, olds: Properties): Promise<Properties> {
  const found: Record<string, unknown> = {};
  for (const kind of kinds) {
    const { id: idKey, hidden } = keys[kind];
    const id = text(inputs[idKey]);
    if (id === undefined) continue;
    const uuid = text(await liveUuid(context, kind, id)) ?? (olds[idKey] === id ? text(olds[hidden]) : undefined);
    if (uuid !== undefined) found[hidden] = uuid;
  }
  return found;
}

function flagMoved(context: Context, state: Properties, now: Properties, urn: string | undefined): void {
  for (const kind of kinds) {
    const [before, after] = [text(state[keys[kind].id]), text(now[keys[kind].id])];
    if (before === undefined || after === undefined || before === after) continue;
    context.log.warn(registeredAnew(kind, before, after).message, urn);
  }
}

/** `<object ID>/<address>`, or the object ID alone, under the ID that the object has now. */
function currentId(owner: Kind, id: string, now: Properties): string {
  const current = text(now[keys[owner].id]);
  const slash = id.indexOf("/");
  return current === undefined ? id : `${current}${slash === -1 ? "" : id.slice(slash)}`;
}

/** A handler that finds its host and VM again. `owner`: whose ID the resource's ID begins with. */
export function recognising(owner: Kind, handler: ResourceHandler): ResourceHandler {
  async function find(context: Context, id: string, state: Properties) {
    // IDs and UUIDs of another server mean nothing here.
    await guardServer(context, state);
    const { now, refusal } = await asRegistered(context, owner, state);
    return { id: currentId(owner, id, now), now, refusal };
  }

  async function mustFind(context: Context, id: string, state: Properties) {
    const found = await find(context, id, state);
    if (found.refusal !== undefined) throw new RefusedError([found.refusal]);
    return found;
  }

  return {
    async check(context, olds, news) {
      // What cannot be told apart is refused by diff, which knows the server too.
      const { now } = await asRegistered(context, owner, olds).catch((error: unknown) => {
        if (error instanceof RefusedError) return { now: olds };
        throw error;
      });
      const { inputs, failures } = await handler.check(context, now, news);
      return { inputs: { ...inputs, ...(await uuidsOf(context, inputs, now)) }, failures };
    },

    async diff(context, id, state, news) {
      const found = await mustFind(context, id, state);
      flagMoved(context, state, found.now, urnOf(news));
      return handler.diff(context, found.id, found.now, news);
    },

    create: handler.create,

    async read(context, id, state) {
      const idOf = (kind: Kind) => [state[keys[kind].id]].flatMap((known) => text(known) ?? []);
      await context.vsphere.refresh({ hosts: idOf("host"), vms: idOf("vm") });
      const found = await find(context, id, state);
      return found.refusal === undefined ? handler.read(context, found.id, found.now) : undefined;
    },

    async update(context, id, state, inputs) {
      const found = await mustFind(context, id, state);
      return handler.update(context, found.id, found.now, inputs);
    },

    async delete(context, id, state) {
      const found = await mustFind(context, id, state);
      await handler.delete(context, found.id, found.now);
    },
  };
}

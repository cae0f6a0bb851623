import { setImmediate as turn } from "node:timers/promises";
import { VSphereFaultError } from "../errors/vSphereFaultError";
import { type ObjectProperties, type Query, retrieve } from "./properties";
import type { Session } from "./session";
import type { MoRef } from "./wire";

/** Objects, with the paths to read of their types. */
export type Wanted = Omit<Query, "select">;

interface Gathering {
  readonly wanted: Wanted[];
  readonly read: Promise<ReadonlyMap<string, ObjectProperties>>;
}

/** What is to be read in this turn of the event loop. */
const open = new WeakMap<Session, Gathering>();

/** Reads in one call all that is asked for in one turn of the event loop. Objects that do not exist are left out. */
export async function retrieveTogether(session: Session, wanted: Wanted): Promise<readonly ObjectProperties[]> {
  const gathering = open.get(session) ?? gather(session);
  gathering.wanted.push(wanted);
  try {
    const found = await gathering.read;
    return wanted.objects.flatMap((ref) => found.get(keyOf(ref)) ?? []);
  } catch (error) {
    // What is wrong with one object is no fault of the others.
    if (gathering.wanted.length === 1 || !(error instanceof VSphereFaultError)) throw error;
    return retrieve(session, wanted);
  }
}

function gather(session: Session): Gathering {
  const wanted: Wanted[] = [];
  const read = turn().then(async () => {
    open.delete(session);
    const found = await retrieve(session, merge(wanted));
    return new Map(found.map((one) => [keyOf(one.ref), one]));
  });
  const gathering = { wanted, read };
  open.set(session, gathering);
  return gathering;
}

function merge(all: readonly Wanted[]): Wanted {
  const objects = new Map(all.flatMap((one) => one.objects).map((ref) => [keyOf(ref), ref]));
  const paths: Record<string, readonly string[]> = {};
  for (const one of all)
    for (const [type, own] of Object.entries(one.paths)) paths[type] = [...new Set([...(paths[type] ?? []), ...own])];
  return { objects: [...objects.values()], paths, optional: all.flatMap(({ optional = [] }) => optional) };
}

function keyOf({ type, id }: MoRef): string {
  return `${type}:${id}`;
}

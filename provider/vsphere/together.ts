import { setTimeout as sleep } from "node:timers/promises";
import { VSphereFaultError } from "../errors/vSphereFaultError";
import { type ObjectProperties, type Query, retrieve } from "./properties";
import type { Session } from "./session";
import { refKey } from "./wire";

/** Objects, with the paths to read of their types. */
export type Wanted = Omit<Query, "select">;

interface Gathering {
  readonly wanted: Wanted[];
  readonly read: Promise<ReadonlyMap<string, ObjectProperties>>;
}

/** What is to be read next. */
const open = new WeakMap<Session, Gathering>();
/** What asks for something in the same turn of the event loop may come a few turns later. */
const joinMs = 2;

/** Reads in one call all that is asked for at the same time. Objects that do not exist are left out. */
export async function retrieveTogether(session: Session, wanted: Wanted): Promise<readonly ObjectProperties[]> {
  const gathering = open.get(session) ?? gather(session);
  gathering.wanted.push(wanted);
  try {
    const found = await gathering.read;
    return wanted.objects.flatMap((ref) => found.get(refKey(ref)) ?? []);
  } catch (error) {
    // What is wrong with one object is no fault of the others.
    if (gathering.wanted.length === 1 || !(error instanceof VSphereFaultError)) throw error;
    return retrieve(session, wanted);
  }
}

function gather(session: Session): Gathering {
  const wanted: Wanted[] = [];
  const read = sleep(joinMs).then(async () => {
    open.delete(session);
    const found = await retrieve(session, merge(wanted));
    return new Map(found.map((one) => [refKey(one.ref), one]));
  });
  const gathering = { wanted, read };
  open.set(session, gathering);
  return gathering;
}

function merge(all: readonly Wanted[]): Wanted {
  const objects = new Map(all.flatMap((one) => one.objects).map((ref) => [refKey(ref), ref]));
  const paths: Record<string, readonly string[]> = {};
  for (const one of all)
    for (const [type, own] of Object.entries(one.paths)) paths[type] = [...new Set([...(paths[type] ?? []), ...own])];
  return { objects: [...objects.values()], paths, optional: all.flatMap(({ optional = [] }) => optional) };
}

interface Beat {
  last: number;
  next: Promise<void> | undefined;
}

const beats = new WeakMap<Session, Beat>();
/** The shortest time between two reads of what changes while work is done side by side. */
const beatMs = 30;
/** How long the first one waits for others. */
const firstMs = 20;

/**
 * Resolves when it is time to look at what changes: all that is written side by side is looked at together, so a hundred
 * VMs take few calls more than one.
 */
export function beat(session: Session): Promise<void> {
  const known = beats.get(session) ?? { last: Number.NEGATIVE_INFINITY, next: undefined };
  beats.set(session, known);
  const waitMs = Math.max(firstMs, known.last + beatMs - performance.now());
  known.next ??= sleep(waitMs).then(() => {
    known.last = performance.now();
    known.next = undefined;
  });
  return known.next;
}

/** The same for a read that may be one of many, once tasks are looked at: before, such as in a refresh, nothing waits. */
export async function joinBeat(session: Session): Promise<void> {
  if (beats.has(session)) await beat(session);
}

import { setTimeout as sleep } from "node:timers/promises";
import { VSphereFaultError } from "../errors/vSphereFaultError";
import { type ObjectProperties, type Query, retrieveEach, type Take } from "./properties";
import type { Session } from "./session";
import { refKey } from "./wire";

/** Objects, with the paths to read of their types. */
export type Wanted = Omit<Query, "select" | "pageObjects">;

/** What one of those that share a read wants of it. */
interface Share {
  readonly wanted: Wanted;
  readonly take: Take;
  /** What it could not make anything of: no fault of the others. */
  failed?: unknown;
}

interface Gathering {
  readonly shares: Share[];
  readonly read: Promise<void>;
}

/** What is to be read next. */
const open = new WeakMap<Session, Gathering>();
/** What asks for something in the same turn of the event loop may come a few turns later. */
const joinMs = 2;
/** A host tells some 30 KB, a VM some 6: a page is a few megabytes at most. */
const pageObjects = 100;

/** Reads in one call all that is asked for at the same time, and tells each of its own. Objects that do not exist are left out. */
export async function retrieveTogether(session: Session, wanted: Wanted, take: Take): Promise<void> {
  const gathering = open.get(session) ?? gather(session);
  const share: Share = { wanted, take };
  gathering.shares.push(share);
  try {
    await gathering.read;
  } catch (error) {
    // What is wrong with one object is no fault of the others.
    if (gathering.shares.length === 1 || !(error instanceof VSphereFaultError)) throw error;
    await retrieveEach(session, { ...wanted, pageObjects }, take);
  }
  if (share.failed !== undefined) throw share.failed;
}

function gather(session: Session): Gathering {
  const shares: Share[] = [];
  const read = sleep(joinMs).then(() => {
    open.delete(session);
    const takers = takersOf(shares);
    return retrieveEach(session, merge(shares.map(({ wanted }) => wanted)), (one) => {
      for (const share of takers.get(refKey(one.ref)) ?? []) tell(share, one);
    });
  });
  const gathering = { shares, read };
  open.set(session, gathering);
  return gathering;
}

function takersOf(shares: readonly Share[]): ReadonlyMap<string, readonly Share[]> {
  const takers = new Map<string, Share[]>();
  for (const share of shares) {
    for (const key of new Set(share.wanted.objects.map(refKey))) takers.set(key, [...(takers.get(key) ?? []), share]);
  }
  return takers;
}

function tell(share: Share, one: ObjectProperties): void {
  try {
    share.take(one);
  } catch (error) {
    share.failed ??= error;
  }
}

function merge(all: readonly Wanted[]): Query {
  const objects = new Map(all.flatMap((one) => one.objects).map((ref) => [refKey(ref), ref]));
  const paths: Record<string, readonly string[]> = {};
  for (const one of all)
    for (const [type, own] of Object.entries(one.paths)) paths[type] = [...new Set([...(paths[type] ?? []), ...own])];
  const optional = all.flatMap((one) => one.optional ?? []);
  return { objects: [...objects.values()], paths, optional, pageObjects };
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

import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { VSphereFaultError } from "../errors/vSphereFaultError";
import { type ObjectProperties, type Query, retrieve } from "./properties";
import type { Session } from "./session";
import type { MoRef } from "./wire";

/** Objects with the paths to read of their types; no traversal. */
export type Wanted = Omit<Query, "select">;

/** How soon a read has to go out. */
export type Patience = "now" | "soon";

/** What is written side by side is read side by side: within this time there are others that want to know something. */
const soonMs = 50;

interface Gathering {
  readonly objects: Map<string, MoRef>;
  readonly paths: Map<string, Set<string>>;
  readonly optional: Set<string>;
  readonly read: Promise<ReadonlyMap<string, ObjectProperties>>;
  readonly hurry: () => void;
  readers: number;
}

const open = new WeakMap<Session, Gathering>();

/**
 * Reads objects in one call with all that others want to read in the same turn of the event loop, or within a moment.
 * Objects that do not exist are left out.
 */
export async function retrieveTogether(
  session: Session,
  wanted: Wanted,
  patience: Patience,
): Promise<readonly ObjectProperties[]> {
  if (wanted.objects.length === 0) return [];
  const gathering = open.get(session) ?? gather(session);
  for (const ref of wanted.objects) gathering.objects.set(ref.id, ref);
  for (const [type, paths] of Object.entries(wanted.paths)) {
    const known = gathering.paths.get(type) ?? new Set();
    gathering.paths.set(type, known);
    for (const path of paths) known.add(path);
  }
  for (const path of wanted.optional ?? []) gathering.optional.add(path);
  gathering.readers++;
  if (patience === "now") gathering.hurry();
  try {
    const found = await gathering.read;
    return wanted.objects.map(({ id }) => found.get(id)).filter((one) => one !== undefined);
  } catch (error) {
    // What is wrong with one object is no fault of the others.
    if (gathering.readers === 1 || !(error instanceof VSphereFaultError)) throw error;
    return retrieve(session, wanted);
  }
}

function gather(session: Session): Gathering {
  const objects = new Map<string, MoRef>();
  const paths = new Map<string, Set<string>>();
  const optional = new Set<string>();
  let hurry = () => {};
  const isUrgent = new Promise<void>((resolve) => {
    hurry = resolve;
  });
  const read = async () => {
    await Promise.race([isUrgent.then(() => turn()), sleep(soonMs)]);
    open.delete(session);
    const types = Object.fromEntries([...paths].map(([type, own]) => [type, [...own]]));
    const found = await retrieve(session, { objects: [...objects.values()], paths: types, optional: [...optional] });
    return new Map(found.map((one) => [one.ref.id, one]));
  };
  const gathering: Gathering = { objects, paths, optional, read: read(), hurry, readers: 0 };
  open.set(session, gathering);
  return gathering;
}

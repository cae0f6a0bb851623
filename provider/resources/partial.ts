import { PartialError } from "../errors";
import type { Properties } from "./resource";

/**
 * Does a piece of work; when it fails half-way, what is there nevertheless is recorded, so that a later refresh, up or
 * destroy knows of it. `found` answers undefined when nothing of it is there.
 */
export async function recordOnFailure<State extends Properties>(
  id: string,
  work: () => Promise<State>,
  found: () => Promise<State | undefined>,
): Promise<State> {
  try {
    return await work();
  } catch (error) {
    const state = await found().catch(() => undefined);
    throw state === undefined ? error : new PartialError(id, state, error);
  }
}

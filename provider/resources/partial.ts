import { PartialError, RefusedError } from "../errors";
import type { Properties } from "./resource";

/**
 * Does a piece of work; when it fails half-way, what is there nevertheless is recorded, so that a later refresh, up or
 * destroy knows of it. `found` answers undefined when nothing of it is there. What a rule refuses has written nothing:
 * what is there then is not ours.
 */
export async function recordOnFailure<State extends Properties>(
  id: string,
  work: () => Promise<State>,
  found: () => Promise<State | undefined>,
): Promise<State> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PartialError || error instanceof RefusedError) throw error;
    const state = await found().catch(() => undefined);
    throw state === undefined ? error : new PartialError(id, state, error);
  }
}

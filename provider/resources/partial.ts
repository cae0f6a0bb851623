import { AwayError, PartialError, RefusedError } from "../errors";
import type { Properties } from "./resource";

/** Keeps in mind what a write starts from, for the case that nobody can tell any more what became of it. */
export class Begun<Seen> {
  /** The object right before a write was begun; undefined: none was. */
  seen: Seen | undefined;

  follow<Part>(decide: (fresh: Seen) => Promise<Part | undefined>): (fresh: Seen) => Promise<Part | undefined> {
    return async (fresh) => {
      const part = await decide(fresh);
      if (part !== undefined) this.seen = fresh;
      return part;
    };
  }
}

/** What a rule refuses has written nothing: what is there then is not ours. What is gone has nothing left. */
function hasWrittenNothing(error: unknown): boolean {
  return error instanceof RefusedError && !(error instanceof AwayError);
}

/**
 * Does a piece of work; when it fails half-way, what is there nevertheless is recorded, so that a later refresh, up or
 * destroy knows of it. `found` answers undefined when nothing of it is there, and fails when that cannot be told: then
 * `presumed` counts, since what is recorded and not there does no harm, and what is there and not recorded is lost.
 */
export async function recordOnFailure<State extends Properties>(
  id: string,
  work: () => Promise<State>,
  found: () => Promise<State | undefined>,
  presumed: () => Promise<State | undefined>,
): Promise<State> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PartialError || hasWrittenNothing(error)) throw error;
    const state = await found()
      .catch((reason: unknown) => (hasWrittenNothing(reason) ? undefined : presumed()))
      .catch(() => undefined);
    throw state === undefined ? error : new PartialError(id, state, error);
  }
}

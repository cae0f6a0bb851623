import { AwayError, PartialError, RefusedError, WaitTimeoutError } from "../errors";
import type { Properties } from "./resource";

/** What a rule refuses has written nothing: what is there then is not ours. What is gone has nothing left. */
function hasWrittenNothing(error: unknown): boolean {
  return error instanceof RefusedError && !(error instanceof AwayError);
}

/**
 * Does a piece of work; when it fails half-way, what is there nevertheless is recorded, so that a later refresh, up or
 * destroy knows of it. `found` answers undefined when nothing of it is there, and fails when that cannot be told. Then,
 * and when the server was still at it when the time was up, `presumed` counts: what may be there once a write was begun.
 * What is recorded and not there does no harm, and what is there and not recorded is lost.
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
    const isLate = error instanceof WaitTimeoutError;
    const state = await found()
      .then((there) => there ?? (isLate ? presumed() : undefined))
      .catch((reason: unknown) => (hasWrittenNothing(reason) ? undefined : presumed()))
      .catch(() => undefined);
    throw state === undefined ? error : new PartialError(id, state, error);
  }
}

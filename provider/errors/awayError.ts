import { RefusedError } from "./refusedError";

/** A host or VM that shows nothing of itself now: what is there can neither be told nor changed. */
export class AwayError extends RefusedError {
  /** It may be back in a moment. */
  readonly passing: boolean;

  constructor(message: string, passing: boolean) {
    super([message]);
    this.passing = passing;
  }
}

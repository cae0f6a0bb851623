import { PassthroughError } from "./passthroughError";

export interface WaitFacts {
  /** What was waited for, such as `task task-12 (EnterMaintenanceMode_Task on host-21)`. */
  readonly what: string;
  /** What was last seen, such as `running, 40 %`. */
  readonly lastState: string;
  readonly elapsedMs: number;
  /** What was done about it, such as `the task was cancelled`. */
  readonly outcome?: string;
}

/** A wait that ran into its limit. */
export class WaitTimeoutError extends PassthroughError {
  readonly what: string;
  readonly lastState: string;
  readonly elapsedMs: number;

  constructor(facts: WaitFacts, cause?: unknown) {
    const outcome = facts.outcome === undefined ? "" : `; ${facts.outcome}`;
    super(`${facts.what} did not end in ${seconds(facts.elapsedMs)}; last seen: ${facts.lastState}${outcome}`, {
      cause,
    });
    this.what = facts.what;
    this.lastState = facts.lastState;
    this.elapsedMs = facts.elapsedMs;
  }
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms / 1000)} s`;
}

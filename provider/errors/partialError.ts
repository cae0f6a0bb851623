import { PassthroughError } from "./passthroughError";

/** A create or update that failed after it had changed something: state records what is there now. */
export class PartialError extends PassthroughError {
  readonly id: string;
  readonly state: Readonly<Record<string, unknown>>;

  constructor(id: string, state: Readonly<Record<string, unknown>>, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.id = id;
    this.state = state;
  }
}

import { PassthroughError } from "./passthroughError";

/** A write that a rule refuses, found right before it. */
export class RefusedError extends PassthroughError {
  /** One message for each rule that refuses. */
  readonly messages: readonly string[];

  constructor(messages: readonly string[]) {
    super(messages.join("\n"));
    this.messages = messages;
  }
}

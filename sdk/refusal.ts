import * as pulumi from "@pulumi/pulumi";

/** Pulumi puts the way that an error came into its message; this one says what it says. */
export class Refusal extends pulumi.RunError {
  constructor(text: string) {
    super(text);
    Object.defineProperty(this, "message", { get: () => text, set: () => undefined });
  }
}

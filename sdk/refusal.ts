import * as pulumi from "@pulumi/pulumi";

/**
 * Pulumi puts the way that an error came into its message, and shows the stack of one that comes after the program's
 * synchronous part; this one says what it says.
 */
export class Refusal extends pulumi.RunError {
  constructor(text: string) {
    super(text);
    Object.defineProperty(this, "message", { get: () => text, set: () => undefined });
    Object.defineProperty(this, "stack", { value: undefined });
  }
}

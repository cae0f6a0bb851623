import type * as pulumi from "@pulumi/pulumi";

export type Kind = "HostPassthroughDevice" | "VmPciAttachment" | "VmMemoryReservation" | "PassthroughPlan";

/** The type token; a dynamic resource's must begin like this. */
export function typeToken(kind: Kind): string {
  return `pulumi-nodejs:dynamic/vsphere-passthrough:${kind}`;
}

/**
 * The text of the serialized provider. It lives in users' state for years and is evaluated from there: a permanent
 * contract, together with the export that it names.
 */
export function providerText(kind: Kind): string {
  return `exports.handler=()=>require("pulumi-vsphere-passthrough/provider").${kind}`;
}

/** The inputs of a dynamic resource: the user's, the computed outputs (so that the object has them), the provider. */
export function dynamicInputs(
  kind: Kind,
  inputs: pulumi.Inputs,
  outputs: readonly string[],
  hidden: pulumi.Inputs,
): pulumi.Inputs {
  const computed = Object.fromEntries(outputs.map((name) => [name, undefined]));
  return { ...computed, ...inputs, ...hidden, __provider: providerText(kind) };
}

/**
 * A device is held by one VM, and a slot by one device: what is replaced goes first. The provider says so of each
 * replacement that it asks for; one that the user forces (`--replace`, a taint) is not put to it.
 */
export function dynamicOptions(opts: pulumi.CustomResourceOptions | undefined): pulumi.CustomResourceOptions {
  return { ...opts, deleteBeforeReplace: true };
}

/**
 * Pulumi notes a stack trace with each of the four promises behind each property, to show it for one that never settles:
 * with twenty properties that is more than all the rest of a registration. The position of the resource in the program
 * it reads with a limit of its own. Answers what puts the limit back.
 */
export function withoutTraces(): () => void {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  return () => {
    Error.stackTraceLimit = limit;
  };
}

/** Whether an object is of a kind, also when another copy of this package has made it. */
export function isOfKind(object: unknown, kind: Kind): boolean {
  return (
    typeof object === "object" && object !== null && "__pulumiType" in object && object.__pulumiType === typeToken(kind)
  );
}

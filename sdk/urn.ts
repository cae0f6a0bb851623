import * as pulumi from "@pulumi/pulumi";

/** What every resource object has at run time, and the declarations of Pulumi leave out. */
interface ResourceInternals {
  readonly __pulumiType?: string;
  readonly __name?: string;
  readonly __parentResource?: pulumi.Resource;
}

const stackType = "pulumi:pulumi:Stack";

function ancestry(type: string, parent: pulumi.Resource | undefined): string {
  const { __pulumiType: parentType, __parentResource: grandparent } = (parent ?? {}) as ResourceInternals;
  if (parentType === undefined || parentType === stackType) return type;
  return `${ancestry(parentType, grandparent)}$${type}`;
}

/**
 * The URN that a resource is going to have, without waiting for anything: `pulumi.createUrn` waits for the parent, and a
 * plan that names a child of a resource that waits for the plan would never end.
 */
export function expectedUrn(name: string, type: string, parent: pulumi.Resource | undefined): string {
  return `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::${ancestry(type, parent)}::${name}`;
}

/** The URN of a resource object; undefined where Pulumi does not tell what it is. */
export function urnOf(resource: pulumi.Resource): string | undefined {
  const { __pulumiType: type, __name: name, __parentResource: parent } = resource as ResourceInternals;
  return type === undefined || name === undefined ? undefined : expectedUrn(name, type, parent);
}

/** The resource that a value comes from; there at run time, not in Pulumi's declarations. */
export function sourceOf(input: unknown): pulumi.Resource | undefined {
  if (!pulumi.Output.isInstance(input)) return undefined;
  const { resources } = input as { resources?: () => Iterable<pulumi.Resource> };
  return resources === undefined ? undefined : [...resources.call(input)][0];
}

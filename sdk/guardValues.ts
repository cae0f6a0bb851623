import * as pulumi from "@pulumi/pulumi";
import { notKnown, type Recorded, watchedProperties } from "../provider/rules/foreign";
import { urnOf } from "./urn";

/** What an Output has at run time, and the declarations of Pulumi leave out. */
interface OutputInternals {
  readonly isKnown?: Promise<boolean>;
  readonly isSecret?: Promise<boolean>;
  readonly promise?: () => Promise<unknown>;
  readonly resources?: () => Iterable<pulumi.Resource>;
  readonly allResources?: () => Promise<Iterable<pulumi.Resource>>;
}

/** A value as the rules see it, and the URNs of the resources that it comes from. */
interface Seen {
  readonly value: unknown;
  readonly sources: readonly string[];
}

const unseen: Seen = { value: notKnown, sources: [] };

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return value === undefined || ["string", "number", "boolean"].includes(typeof value) ? value : notKnown;
}

function urnsOf(resources: Iterable<pulumi.Resource> | undefined): readonly string[] {
  return [...(resources ?? [])].flatMap((resource) => urnOf(resource) ?? []);
}

function joined(seen: readonly Seen[]): Seen {
  return { value: seen.map(({ value }) => value), sources: [...new Set(seen.flatMap(({ sources }) => sources))] };
}

/** What can be said of an input at once: literals, and where an Output comes from. */
function seeNow(input: unknown): Seen {
  if (Array.isArray(input)) return joined(input.map(seeNow));
  if (!pulumi.Output.isInstance(input)) return { value: plain(input), sources: [] };
  const { resources } = input as OutputInternals;
  return { value: notKnown, sources: urnsOf(resources?.call(input)) };
}

/** What can be said of an input once it is there. A secret stays unknown: messages must not tell it. */
async function seeSettled(input: unknown): Promise<Seen> {
  if (Array.isArray(input)) return joined(await Promise.all(input.map(seeSettled)));
  const output = pulumi.output(input) as OutputInternals;
  const [known, secret, value] = await Promise.all([output.isKnown, output.isSecret, output.promise?.()]);
  const sources = urnsOf(await output.allResources?.());
  return known === true && secret !== true ? { value: plain(value), sources } : { ...unseen, sources };
}

/** What is recorded of a resource besides its inputs. */
export type Identity = Pick<Recorded, "urn" | "type" | "ignoreChanges" | "readId">;

function withSeen(known: Recorded, name: string, { value, sources }: Seen): Recorded {
  if (value === undefined) return known;
  return { ...known, props: { ...known.props, [name]: value }, sources: { ...known.sources, [name]: sources } };
}

function watchedInputs(type: string, inputs: pulumi.Inputs): readonly (readonly [string, unknown])[] {
  return (watchedProperties[type] ?? []).map((name) => [name, inputs[name]]);
}

/** A resource as far as it is known while it is declared. */
export function recordNow(identity: Identity, inputs: pulumi.Inputs): Recorded {
  return watchedInputs(identity.type, inputs).reduce<Recorded>(
    (known, [name, input]) => withSeen(known, name, seeNow(input)),
    { ...identity, props: {}, sources: {} },
  );
}

/**
 * Tells more of a resource with each input that is there; ends when all are. An input that fails is Pulumi's to report.
 */
export async function recordSettling(
  declared: Recorded,
  inputs: pulumi.Inputs,
  note: (recorded: Recorded) => void,
): Promise<void> {
  let known = declared;
  const settling = watchedInputs(declared.type, inputs).map(async ([name, input]) => {
    known = withSeen(known, name, await seeSettled(input).catch(() => unseen));
    note(known);
  });
  await Promise.all(settling);
}

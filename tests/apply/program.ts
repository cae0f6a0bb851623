/** Programs as the engine sees them: who needs whom, and what goes when something is replaced. */
import type { Context, Properties } from "../../provider/resources/resource";
import { unknown } from "../../provider/resources/unknown";
import { type Declared, type Kind, kinds, urnFor, wire } from "../provider/resources/operation";

export type Program = readonly Declared[];

export interface Stored {
  readonly kind: Kind;
  readonly id: string;
  readonly inputs: Properties;
  readonly state: Properties;
  /** URNs of what it takes inputs from. */
  readonly needs: readonly string[];
  /** What a PartialError said; the next up updates. */
  readonly initError?: string;
}

/** Names of the resources that inputs come from. */
export function dependencies({ inputs }: Declared): readonly string[] {
  const names = new Set<string>();
  if (typeof inputs === "function") {
    inputs((name) => {
      names.add(name);
      return unknown;
    });
  }
  return [...names];
}

/** What takes a replacing input from a resource that is replaced: it goes before it, last first. */
export async function dependents(
  context: Context,
  program: Program,
  stored: ReadonlyMap<string, Stored>,
  replaced: string,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { kind, name, inputs } of program) {
    const urn = urnFor(kind, name);
    const old = stored.get(urn);
    if (typeof inputs !== "function" || old === undefined) continue;
    const from = Object.entries(inputs((other) => (other === replaced ? unknown : undefined)));
    const blurred = Object.fromEntries(from.filter(([, value]) => value === unknown));
    if (Object.keys(blurred).length === 0) continue;
    const { replaces } = await kinds[kind].diff(context, old.id, wire(old.state), wire({ ...old.inputs, ...blurred }));
    if (replaces.length > 0) found.unshift(...(await dependents(context, program, stored, name)), urn);
  }
  return found;
}

/** One at a time, in the order of arrival. */
export class Turn {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine;
    return mine;
  }
}

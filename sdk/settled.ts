import * as pulumi from "@pulumi/pulumi";

/** What an Output has at run time, and the declarations of Pulumi leave out. */
interface OutputInternals {
  readonly isKnown?: Promise<boolean>;
  readonly isSecret?: Promise<boolean>;
  readonly promise?: () => Promise<unknown>;
  readonly resources?: () => Iterable<pulumi.Resource>;
  readonly allResources?: () => Promise<Iterable<pulumi.Resource>>;
}

/** How long look-ups and other promises of the program may take before the plan goes on without them. */
const patienceMs = 3_000;

const open = Symbol("not known yet");

async function ofOutput(output: OutputInternals): Promise<unknown> {
  const [known, secret, value, sources] = await Promise.all([
    output.isKnown,
    output.isSecret,
    output.promise?.(),
    output.allResources?.(),
  ]);
  // A secret must not get into a list that is stored in clear.
  return known === true && secret === false && [...(sources ?? [])].length === 0 ? value : open;
}

async function settle(input: unknown, late: Promise<typeof open>): Promise<unknown> {
  if (pulumi.Output.isInstance(input)) {
    const output = input as OutputInternals;
    // What comes from a resource may wait for one of ours, and that waits for the plan.
    if ([...(output.resources?.call(input) ?? [])].length > 0) return open;
    return settle(await Promise.race([ofOutput(output), late]), late);
  }
  if (input instanceof Promise) return settle(await Promise.race([input, late]), late);
  if (typeof input !== "object" || input === null) return input;
  if (!Array.isArray(input) && Object.getPrototypeOf(input) !== Object.prototype) return open;
  const entries = Object.entries(input).map(async ([key, value]) => [key, await settle(value, late)] as const);
  const settled = await Promise.all(entries);
  if (settled.some(([, value]) => value === open)) return open;
  return Array.isArray(input) ? settled.map(([, value]) => value) : Object.fromEntries(settled);
}

export interface Settled {
  /** What is known by now, and no secret. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Names of inputs that are given, and not known. */
  readonly open: readonly string[];
}

/**
 * What inputs are as far as they do not come from a resource: literals, and look-ups, promises and the like that are there
 * within some seconds.
 */
export async function settled(inputs: readonly pulumi.Inputs[]): Promise<readonly Settled[]> {
  let stop: () => void = () => undefined;
  const late = new Promise<typeof open>((resolve) => {
    const timer = setTimeout(() => resolve(open), patienceMs);
    stop = () => clearTimeout(timer);
  });
  const one = async (given: pulumi.Inputs): Promise<Settled> => {
    const entries = Object.entries(given).map(async ([key, value]) => {
      // What a promise of the program fails with is reported where it is used.
      return [key, await settle(value, late).catch(() => open)] as const;
    });
    const found = await Promise.all(entries);
    return {
      values: Object.fromEntries(found.filter(([, value]) => value !== open && value !== undefined)),
      open: found.filter(([, value]) => value === open).map(([key]) => key),
    };
  };
  try {
    return await Promise.all(inputs.map(one));
  } finally {
    stop();
  }
}

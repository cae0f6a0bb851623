import { setImmediate as turn } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { type Kind, typeToken } from "./dynamic";
import { PassthroughPlan } from "./passthroughPlan";
import { settled } from "./settled";
import { expectedUrn, sourceOf, urnOf } from "./urn";

/** What the program says of one resource, as far as that is known before any of them is checked. */
export interface Declaration {
  readonly kind: "device" | "attachment" | "memory";
  readonly urn: string;
  /** URN of the resource that `vm` comes from. */
  readonly vmSource?: string;
  /** URN of the resource that `address` comes from. */
  readonly device?: string;
  /** `retainOnDelete`: leaving the program costs nothing. */
  readonly retained?: boolean;
  /** The inputs by their names, as far as they do not come from a resource. */
  readonly [input: string]: unknown;
}

interface Noted {
  readonly declaration: Declaration;
  readonly inputs: pulumi.Inputs;
}

/** One plan per program run and provider. */
interface Declared {
  readonly noted: Noted[];
  /** Resolved once the plan resource is registered, so that it is checked before all others, and then for these in turn. */
  planned: Promise<undefined>;
}

const noProvider = {};
const runs = new WeakMap<object, WeakMap<object, Declared>>();

function withoutUndefined<T extends object>(fields: { [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function sourceUrn(input: unknown): string | undefined {
  const source = sourceOf(input);
  return source === undefined ? undefined : urnOf(source);
}

/** What makes a difference to the plan; the limits of waits do not. */
const inputNames: readonly string[] = [
  ...["host", "address", "match", "expect", "hardwareLabel", "reboot", "evacuate", "allowCritical"],
  ...["vm", "power", "drsAutomation", "mmio64SizeGB"],
];

/** Inputs that come from a resource of the list; that has what they are. */
function fromList({ device, vmSource }: Declaration): readonly string[] {
  return [...(device === undefined ? [] : ["address", "host", "expect"]), ...(vmSource === undefined ? [] : ["vm"])];
}

async function listOf(noted: readonly Noted[]): Promise<readonly Declaration[]> {
  const known = await settled(noted.map(({ inputs }) => inputs));
  return noted.map(({ declaration }, index) => {
    const { values = {}, open = [] } = known[index] ?? {};
    const unknown = open.filter((key) => !fromList(declaration).includes(key));
    return { ...values, ...(unknown.length === 0 ? {} : { open: unknown }), ...declaration };
  });
}

function startPlan(provider: pulumi.ProviderResource | undefined): Declared {
  const noted: Noted[] = [];
  const plan = new PassthroughPlan(
    // After the synchronous part of the program, when all that it declares outside of `apply` is known.
    turn().then(() => listOf(noted)),
    provider,
  );
  return { noted, planned: plan.registered() };
}

function declaredFor(provider: pulumi.ProviderResource | undefined): Declared {
  const run: object = pulumi.runtime.getStackResource() ?? runs;
  const plans = runs.get(run) ?? new WeakMap<object, Declared>();
  runs.set(run, plans);
  const known = plans.get(provider ?? noProvider);
  if (known !== undefined) return known;
  const started = startPlan(provider);
  plans.set(provider ?? noProvider, started);
  return started;
}

/** More than the engine works on side by side by default: four for each processor. */
const sentTogether = 25;

/** In turn and not all at once: the engine works on the first while the program still sends the others. */
function takeTurn(plan: Declared): Promise<undefined> {
  const { planned } = plan;
  if (plan.noted.length % sentTogether === 0) plan.planned = planned.then(() => turn(undefined));
  return planned;
}

const packageName = "pulumi-vsphere-passthrough";
let isResolvable: boolean | undefined;

/**
 * The provider process looks for this package in the folder of the program; a program that has it through another
 * package only would fail there, with an error that says nothing of that.
 */
function warnIfNotResolvable(): void {
  if (isResolvable !== undefined || pulumi.runtime.getStackResource() === undefined) return;
  try {
    require.resolve(`${packageName}/provider`, { paths: [process.cwd()] });
    isResolvable = true;
  } catch {
    isResolvable = false;
    void pulumi.log.warn(
      `${packageName} is not found from the folder of the program; the provider process looks for it there; add it to the dependencies in the package.json of the program [input]`,
    );
  }
}

/** What ties a resource to the plan. */
export interface Tie {
  /** Hidden inputs. */
  readonly hidden: pulumi.Inputs;
  /**
   * Resolves, to nothing, when the resource may be registered. It is passed as the reference to a package, which is the
   * last that a registration waits for: all before that is done while the engine starts the provider and asks it of the plan.
   */
  readonly turn: Promise<undefined> | undefined;
}

/** Notes what the program declares. What is only read is no part of the plan. */
export function declare(
  kind: Kind,
  name: string,
  inputs: pulumi.Inputs,
  opts: pulumi.CustomResourceOptions | undefined,
): Tie {
  if (opts?.id !== undefined) return { hidden: {}, turn: undefined };
  warnIfNotResolvable();
  const type = typeToken(kind);
  const urn = expectedUrn(name, type, opts?.parent);
  const vmSource = sourceUrn(inputs["vm"]);
  const device = sourceUrn(inputs["address"]);
  const plan = declaredFor(opts?.provider ?? opts?.parent?.getProvider(type));
  const declaration = withoutUndefined<Declaration>({
    kind: kind === "HostPassthroughDevice" ? "device" : kind === "VmPciAttachment" ? "attachment" : "memory",
    urn,
    vmSource,
    device,
    retained: opts?.retainOnDelete === true ? true : undefined,
  });
  const given = Object.entries(inputs).filter(([key, value]) => inputNames.includes(key) && value !== undefined);
  plan.noted.push({ declaration, inputs: Object.fromEntries(given) });
  const hidden = withoutUndefined({ __urn: urn, __vmSource: vmSource, __deviceSource: device });
  return { hidden, turn: takeTurn(plan) };
}

import * as pulumi from "@pulumi/pulumi";
import { type Kind, typeToken } from "./dynamic";
import { PassthroughPlan } from "./passthroughPlan";
import { expectedUrn, sourceOf, urnOf } from "./urn";

/** What the program says of one resource, as far as it is literal: the plan is known before any of them is checked. */
export interface Declaration {
  readonly kind: "device" | "attachment" | "memory";
  readonly urn: string;
  readonly host?: string;
  readonly address?: string;
  readonly match?: Readonly<Record<string, string | number>>;
  readonly vm?: string;
  /** URN of the resource that `vm` comes from. */
  readonly vmSource?: string;
  /** URN of the resource that `address` comes from. */
  readonly device?: string;
  /** Settings that resources of one host or VM share. */
  readonly reboot?: string;
  readonly evacuate?: string;
  readonly power?: string;
  readonly drsAutomation?: string;
  readonly mmio64SizeGB?: number;
  /** `retainOnDelete`: leaving the program costs nothing. */
  readonly retained?: boolean;
}

/** One plan per program run and provider. */
interface Declared {
  readonly declarations: Declaration[];
  /** Resolved once the plan resource is registered, so that it is checked before all others. */
  readonly planned: Promise<void>;
}

const noProvider = {};
const runs = new WeakMap<object, WeakMap<object, Declared>>();

function literal(input: unknown): string | undefined {
  return typeof input === "string" ? input : undefined;
}

function literalMatch(input: unknown): Readonly<Record<string, string | number>> | undefined {
  if (typeof input !== "object" || input === null || pulumi.Output.isInstance(input)) return undefined;
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const isLiteral = given.every(([, value]) => typeof value === "string" || typeof value === "number");
  return isLiteral && given.length > 0 ? Object.fromEntries(given) : undefined;
}

function withoutUndefined<T extends object>(fields: { [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function sourceUrn(input: unknown): string | undefined {
  const source = sourceOf(input);
  return source === undefined ? undefined : urnOf(source);
}

/** Resolves after the synchronous part of the program, when all that it declares outside of `apply` is known. */
function afterProgram(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function startPlan(provider: pulumi.ProviderResource | undefined): Declared {
  const declarations: Declaration[] = [];
  const list = afterProgram().then(() => [...declarations].sort((one, other) => (one.urn < other.urn ? -1 : 1)));
  const plan = new PassthroughPlan(list, provider);
  return { declarations, planned: plan.registered() };
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

/** Notes what the program declares, and answers the hidden inputs that tie the resource to the plan. */
export function declare(
  kind: Kind,
  name: string,
  inputs: pulumi.Inputs,
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.Inputs {
  warnIfNotResolvable();
  const type = typeToken(kind);
  const urn = expectedUrn(name, type, opts?.parent);
  const vmSource = sourceUrn(inputs["vm"]);
  const device = sourceUrn(inputs["address"]);
  const { declarations, planned } = declaredFor(opts?.provider ?? opts?.parent?.getProvider(type));
  declarations.push(
    withoutUndefined<Declaration>({
      kind: kind === "HostPassthroughDevice" ? "device" : kind === "VmPciAttachment" ? "attachment" : "memory",
      urn,
      host: literal(inputs["host"]),
      address: literal(inputs["address"]),
      match: literalMatch(inputs["match"]),
      vm: literal(inputs["vm"]),
      vmSource,
      device,
      reboot: literal(inputs["reboot"]),
      evacuate: literal(inputs["evacuate"]),
      power: literal(inputs["power"]),
      drsAutomation: literal(inputs["drsAutomation"]),
      mmio64SizeGB: typeof inputs["mmio64SizeGB"] === "number" ? inputs["mmio64SizeGB"] : undefined,
      retained: opts?.retainOnDelete === true ? true : undefined,
    }),
  );
  return {
    __urn: urn,
    ...(vmSource === undefined ? {} : { __vmSource: vmSource }),
    ...(device === undefined ? {} : { __deviceSource: device }),
    // Resolves to nothing, so nothing of it is stored; the registration waits for it.
    __planned: planned,
  };
}

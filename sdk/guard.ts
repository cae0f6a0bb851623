import { setImmediate as turn } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import {
  type Accepted,
  judgeForeign,
  messageOf,
  type Recorded,
  types,
  watchedProperties,
} from "../provider/rules/foreign";
import { recordNow, recordSettling } from "./guardValues";
import { Refusal } from "./refusal";
import { expectedUrn } from "./urn";

/** Options of `guardPassthrough`. */
export interface GuardOptions {
  /**
   * What is accepted, neither refused nor flagged: a rule (`"ha-restart"`), or a rule for one resource by its name in
   * the program (`"vmotion-enabled:my-override"`). Default: nothing.
   */
  accept?: readonly Accepted[];
}

/** What waits for the verdict: both sides of every rule, so that neither is registered when they do not fit. */
const gated: ReadonlySet<string> = new Set([
  types.attachment,
  types.cluster,
  types.device,
  types.drsOverride,
  types.haOverride,
  types.machine,
  types.plan,
  types.reservation,
  types.vnic,
]);

/** Watches one program run. */
class Guard {
  readonly #accept: readonly Accepted[];
  readonly #recorded = new Map<string, Recorded>();
  readonly #resources = new Map<string, pulumi.Resource>();
  readonly #told = new Set<string>();
  /** One error for all that waits: Pulumi reports the same error once. */
  #refusal: pulumi.RunError | undefined;

  constructor({ accept = [] }: GuardOptions) {
    this.#accept = accept;
  }

  readonly transformation: pulumi.ResourceTransformation = ({ resource, type, name, props, opts }) => {
    if (watchedProperties[type] === undefined) return undefined;
    const { id, ignoreChanges = [] } = opts as pulumi.CustomResourceOptions;
    const urn = expectedUrn(name, type, opts.parent);
    // An ID that comes later still tells that nothing is written.
    const readId = id === undefined ? {} : { readId: typeof id === "string" ? id : "" };
    const declared = recordNow({ urn, type, ignoreChanges, ...readId }, props);
    this.#recorded.set(urn, declared);
    this.#resources.set(urn, resource);
    if (id !== undefined || !gated.has(type)) return undefined;
    const verdict = this.#verdict(declared, props);
    // The registration that waits for it reports a refusal.
    verdict.catch(() => undefined);
    // Resolves to nothing, so nothing of it is sent to a provider or stored. First, since inputs are awaited in turn, and
    // what waits for the plan resource would wait for ever when that is refused.
    return { props: { __guard: verdict, ...props }, opts };
  };

  /**
   * Waits for nothing but what the registration of the resource waits for as well, so that no two can wait for each
   * other. What others are is known from what is literal there and where their inputs come from.
   */
  async #verdict(declared: Recorded, props: pulumi.Inputs): Promise<undefined> {
    const settling = recordSettling(declared, props, (recorded) => this.#recorded.set(recorded.urn, recorded));
    // The synchronous part of the program, and what is resolved already, come first.
    await turn();
    await settling;
    await turn();
    this.#judge();
    return undefined;
  }

  #judge(): void {
    if (this.#refusal !== undefined) throw this.#refusal;
    const findings = judgeForeign([...this.#recorded.values()], this.#accept);
    for (const { rule, offenders } of findings.filter((finding) => finding.rule.verdict === "flagged")) {
      for (const one of offenders) this.#tell(messageOf({ rule, offenders: [one] }), this.#resources.get(one.urn));
    }
    const refused = findings.filter((finding) => finding.rule.verdict === "refused");
    if (refused.length === 0) return;
    this.#refusal = new Refusal(refused.map(messageOf).join("\n"));
    throw this.#refusal;
  }

  #tell(message: string, resource: pulumi.Resource | undefined): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    void pulumi.log.warn(message, resource);
  }
}

/** Shared by all copies of this package in a process; one guard per stack. */
const guardedKey = Symbol.for("pulumi-vsphere-passthrough.guarded");

function guardedStacks(): WeakSet<object> {
  const shared = globalThis as { [guardedKey]?: WeakSet<object> };
  shared[guardedKey] ??= new WeakSet();
  return shared[guardedKey];
}

/** Resources that the guard would have had to see, declared before it. */
function declaredBefore(resource: pulumi.Resource): readonly string[] {
  const { __childResources: children = [] } = resource as { __childResources?: Iterable<pulumi.Resource> };
  return [...children].flatMap((child) => {
    const { __pulumiType: type = "", __name: name = "" } = child as { __pulumiType?: string; __name?: string };
    return [...(gated.has(type) ? [name] : []), ...declaredBefore(child)];
  });
}

/**
 * Watches what the program declares with the `vsphere` package beside the devices of this one, and refuses a plan that
 * goes against them, at preview and before anything of it is registered: DRS levels that would migrate a VM with a
 * device, a VirtualMachine placed on another host, without its memory reserved, or with `pciDeviceIds` of its own. HA
 * settings and vMotion networks that cannot work are flagged. It judges what the program says, not what is in force.
 *
 * Call it once, before the first resource. Values that are not known yet skip what needs them; which resource a value
 * comes from is known at once. What is declared later, inside `apply`, is judged when it is declared.
 *
 * @throws RunError when resources that it has to see are declared already.
 */
export function guardPassthrough(options: GuardOptions = {}): void {
  const stack = pulumi.runtime.getStackResource();
  if (stack !== undefined) {
    if (guardedStacks().has(stack)) return;
    const before = declaredBefore(stack);
    if (before.length > 0) {
      throw new pulumi.RunError(
        `guardPassthrough: it sees only what is declared after it; found ${[...before].sort().join(", ")} before it; call it at the top of the program [input]`,
      );
    }
    guardedStacks().add(stack);
  }
  pulumi.runtime.registerStackTransformation(new Guard(options).transformation);
}

import { VimFault } from "../model/fault";
import { faultEnvelope } from "../wire/envelope";
import { Ref, type Value } from "../wire/values";
import type { CallRecord } from "./callLog";

/** A managed object. */
export interface ObjectReference {
  readonly type: string;
  readonly id: string;
}

/** What a planned fault does to the calls that it fits. */
export type FaultEffect =
  /** A vim fault such as `ConcurrentAccess`; `asTask`: the method starts a task, and that fails with it. */
  | {
      readonly kind: "fault";
      readonly type: string;
      readonly message?: string;
      /** The fault's own fields; a reference is `{ type, id }`. */
      readonly fields?: Readonly<Record<string, string | number | boolean | ObjectReference>>;
      readonly asTask?: boolean;
    }
  /** The connection is dropped before the server has done anything, or after it has done all. */
  | { readonly kind: "drop"; readonly when: "before" | "after" }
  /** An answer that is no SOAP at all. */
  | { readonly kind: "http"; readonly status: number }
  /** The answer comes later; milliseconds of real time. */
  | { readonly kind: "delay"; readonly milliseconds: number };

/** Which calls fail, and how. */
export interface FaultPlan {
  readonly method: string;
  /** Managed object id, such as `host-12`; any object by default. */
  readonly object?: string;
  readonly effect: FaultEffect;
  /** How many calls it hits; 1 by default, `Infinity` for all. */
  readonly times?: number;
  /** Calls that fit and are let through first; 0 by default. */
  readonly after?: number;
}

/** Takes a plan back, and tells how often it has struck. */
export interface PlannedFault {
  readonly hits: number;
  /** Calls succeed again. */
  remove(): void;
}

interface Active {
  readonly plan: FaultPlan;
  skip: number;
  left: number;
  hits: number;
}

export class FaultPlans {
  private readonly active = new Set<Active>();

  constructor(private readonly apiVersion: string) {}

  /** Throws on a fault that could not be sent: a type that does not exist, or a field that is missing or unknown. */
  add(plan: FaultPlan): PlannedFault {
    if (plan.effect.kind === "fault") faultEnvelope(planned(plan.effect), this.apiVersion);
    const entry: Active = { plan, skip: plan.after ?? 0, left: plan.times ?? 1, hits: 0 };
    this.active.add(entry);
    return {
      get hits() {
        return entry.hits;
      },
      remove: () => {
        this.active.delete(entry);
      },
    };
  }

  /** The effect that this call gets. Of several plans that fit, the oldest one strikes. */
  match(call: Pick<CallRecord, "method" | "object">): FaultEffect | undefined {
    for (const entry of this.active) {
      const { plan } = entry;
      if (plan.method !== call.method || (plan.object !== undefined && plan.object !== call.object.id)) continue;
      if (entry.skip > 0) {
        entry.skip--;
        continue;
      }
      entry.hits++;
      entry.left--;
      if (entry.left <= 0) this.active.delete(entry);
      return plan.effect;
    }
    return undefined;
  }
}

/** The fault itself. */
export function planned({ type, message, fields = {} }: FaultEffect & { kind: "fault" }): VimFault {
  const values = Object.entries(fields).map(([name, value]): [string, Value] => [
    name,
    typeof value === "object" ? new Ref(value.type, value.id) : value,
  ]);
  return new VimFault(type, message ?? `Planned fault ${type}`, Object.fromEntries(values));
}

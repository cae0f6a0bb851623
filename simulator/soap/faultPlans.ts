import type { CallRecord } from "./callLog";

/** What a planned fault does to the calls that it fits. */
export type FaultEffect =
  /** A vim fault such as `ConcurrentAccess`; `asTask`: the method starts a task, and that fails with it. */
  | {
      readonly kind: "fault";
      readonly type: string;
      readonly message?: string;
      readonly fields?: Readonly<Record<string, string | number | boolean>>;
      readonly asTask?: boolean;
    }
  /** The connection is dropped before the server has done anything, or after it has done all. */
  | { readonly kind: "drop"; readonly when: "before" | "after" }
  /** An answer that is no SOAP at all. */
  | { readonly kind: "http"; readonly status: number }
  /** The answer comes later; milliseconds of real time. */
  | { readonly kind: "delay"; readonly milliseconds: number };

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

  add(plan: FaultPlan): PlannedFault {
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

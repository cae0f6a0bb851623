import { Cancelled } from "../model/clock";
import { faults, VimFault } from "../model/fault";
import type { Call } from "../model/managed";
import type { Session } from "../model/sessions";
import type { World } from "../model/world";
import type { Data, Value } from "../wire/values";
import type { Filter } from "./filter";
import { Pages } from "./retrieve";

export interface Waiting {
  readonly version: string | undefined;
  /** undefined: as long as the server likes; zero: look once. */
  readonly maxWaitSeconds: number | undefined;
  readonly maxObjectUpdates: number | undefined;
}

const serverPolicySeconds = 600;

/** The filters and versions of one collector of one session. */
export class Collector {
  readonly filters = new Set<Filter>();
  readonly pages = new Pages();
  private version = 0;
  private waiter: AbortController | undefined;

  /** UpdateSet, or undefined when the time is up without a change. */
  async wait(call: Call, wanted: Waiting): Promise<Value> {
    this.cancel();
    this.checkVersion(wanted.version);
    const limit = wanted.maxObjectUpdates ?? Number.POSITIVE_INFINITY;
    if (wanted.maxWaitSeconds === 0) return this.collect(limit);
    const waiter = new AbortController();
    this.waiter = waiter;
    const timer = new AbortController();
    const over = new AbortController();
    const milliseconds = (wanted.maxWaitSeconds ?? serverPolicySeconds) * 1000;
    call.world.clock.wait(milliseconds, over.signal).then(
      () => timer.abort(),
      () => undefined,
    );
    try {
      return await this.first(call.world, limit, AbortSignal.any([waiter.signal, call.signal, timer.signal]));
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      if (timer.signal.aborted) return undefined;
      throw new VimFault("RequestCanceled", "The request was canceled.");
    } finally {
      over.abort();
      if (this.waiter === waiter) this.waiter = undefined;
    }
  }

  /** Ends a wait in progress with RequestCanceled. */
  cancel(): void {
    this.waiter?.abort();
    this.waiter = undefined;
  }

  private async first(world: World, limit: number, signal: AbortSignal): Promise<Data | undefined> {
    let update: Data | undefined;
    await world.until(() => {
      update = this.collect(limit);
      return update !== undefined;
    }, signal);
    return update;
  }

  private checkVersion(version: string | undefined): void {
    if (version === undefined || version === "") {
      for (const filter of this.filters) filter.reset();
    } else if (version !== String(this.version)) {
      throw new VimFault("InvalidCollectorVersion", "The version of the property collector is not valid.");
    }
  }

  private collect(limit: number): Data | undefined {
    if (limit <= 0) throw faults.invalidArgument("options.maxObjectUpdates");
    let left = limit;
    let truncated = false;
    const filterSet: Data[] = [];
    for (const filter of this.filters) {
      const result = filter.update(left);
      left -= result.count;
      truncated ||= result.truncated;
      if (result.update) filterSet.push(result.update);
    }
    if (filterSet.length === 0) return undefined;
    this.version++;
    return { version: String(this.version), filterSet, truncated: truncated ? true : undefined };
  }
}

/** A collector that clients made for themselves, or the one that each session has. */
export class CollectorState {
  private readonly bySession = new WeakMap<Session, Collector>();

  of(call: Call): Collector {
    const { session } = call;
    if (!session) throw faults.notAuthenticated(call.ref);
    const known = this.bySession.get(session);
    if (known) return known;
    const made = new Collector();
    this.bySession.set(session, made);
    session.onEnd.add(() => made.cancel());
    return made;
  }
}

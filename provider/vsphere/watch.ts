import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { ConnectError } from "../errors/connectError";
import { NotVSphereError } from "../errors/notVSphereError";
import { reasonOf } from "../errors/reasonOf";
import { VSphereFaultError } from "../errors/vSphereFaultError";
import { WaitTimeoutError } from "../errors/waitTimeoutError";
import type { VimClient } from "./client";
import { faultTypes, isFault, localizedFault } from "./faults";
import { filterSpec, refuseMissing } from "./properties";
import { believe, list, moRef, object, string } from "./reply";
import { backOffMs } from "./retry";
import type { Session } from "./session";
import type { Wait } from "./types";
import type { MoRef } from "./wire";

/** Last known properties of the watched objects, by managed object ID; no entry: not seen yet, or gone. */
export type Seen = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export interface Watched {
  readonly ref: MoRef;
  readonly paths: readonly string[];
  /** The wait goes on without it when the server does not have it any more. */
  readonly mayVanish?: boolean;
}

export interface WatchRequest<T> {
  /** What is waited for, for messages. */
  readonly what: string;
  readonly objects: readonly Watched[];
  /** undefined: not yet. What it throws ends the wait. */
  readonly until: (seen: Seen) => T | undefined;
  /** How far it is, for progress and for the error of a wait that ran out. */
  readonly state: (seen: Seen) => string;
  readonly wait: Wait;
  /** Errors to wait through, beside those of a server that is away for a while and of a collector that was lost. */
  readonly rideOver?: (error: unknown) => boolean;
}

/** Longest that the server holds back an answer. */
const pollSeconds = 10;
/** How long its answer may then still take. */
const graceMs = 20_000;
const progressMs = 10_000;
const destroyMs = 5_000;

const missingSet = list(z.object({ path: string, fault: z.unknown().optional() }));
const change = z.object({ name: string, val: z.unknown().optional() });
const update = object({
  version: string.optional(),
  filterSet: list(
    z.object({
      objectSet: list(z.object({ kind: string, obj: moRef, changeSet: list(change), missingSet })),
      missingSet: list(z.object({ obj: moRef, fault: z.unknown().optional() })),
    }),
  ),
});

/** Waits for the server's own updates until `until` has an answer; bounded by `wait`, over lost connections too. */
export async function watch<T>(session: Session, request: WatchRequest<T>): Promise<T> {
  const watcher = new Watcher(session, request);
  const { progress } = request.wait;
  const heartbeat =
    progress === undefined
      ? undefined
      : setInterval(() => progress(`${request.what}: ${watcher.state()}`, watcher.elapsedMs()), progressMs);
  try {
    return await watcher.run();
  } finally {
    clearInterval(heartbeat);
  }
}

class Watcher<T> {
  readonly #session: Session;
  readonly #request: WatchRequest<T>;
  readonly #seen = new Map<string, Record<string, unknown>>();
  readonly #started = performance.now();
  #objects: readonly Watched[];
  /** What `until` throws is an outcome, whatever it looks like. */
  #ended = false;

  constructor(session: Session, request: WatchRequest<T>) {
    this.#session = session;
    this.#request = request;
    this.#objects = request.objects;
  }

  elapsedMs(): number {
    return Math.round(performance.now() - this.#started);
  }

  state(): string {
    return this.#seen.size === 0 ? "nothing yet" : this.#request.state(this.#seen);
  }

  async run(): Promise<T> {
    for (let failures = 0; ; ) {
      const before = this.elapsedMs();
      try {
        return await this.#observe();
      } catch (error) {
        if (this.#ended || !this.#goesOn(error)) throw error;
        // A wait that ran well for a while starts counting anew.
        failures = this.elapsedMs() - before > progressMs ? 1 : failures + 1;
        const pause = backOffMs(failures, Math.random());
        if (this.#leftMs() < pause) throw this.#timeout(error);
        if (failures === 1) this.#session.tell(`${this.#request.what}: ${reasonOf(error)}; the wait goes on`);
        await sleep(pause);
      }
    }
  }

  /** Collectors live and die with the session: each attempt has its own, and no call on it is repeated in another one. */
  async #observe(): Promise<T> {
    const method = "CreatePropertyCollector";
    const { client, answer } = await this.#session.within(async (link) => ({
      client: link.client,
      answer: await link.client.call(method, link.content.propertyCollector),
    }));
    const collector = believe(moRef, answer, method);
    try {
      await this.#createFilter(client, collector);
      return await this.#follow(client, collector);
    } finally {
      // Whatever is left of it ends with the session.
      await client.call("DestroyPropertyCollector", collector, {}, destroyMs).catch(() => undefined);
    }
  }

  async #createFilter(client: VimClient, collector: MoRef): Promise<void> {
    const paths: Record<string, readonly string[]> = {};
    for (const { ref, paths: own } of this.#objects) paths[ref.type] = own;
    const spec = filterSpec({ objects: this.#objects.map(({ ref }) => ref), paths });
    await client.call("CreateFilter", collector, { spec, partialUpdates: false });
  }

  async #follow(client: VimClient, collector: MoRef): Promise<T> {
    const method = "WaitForUpdatesEx";
    for (let version = ""; ; ) {
      const left = this.#leftMs();
      if (left <= 0) throw this.#timeout();
      const maxWaitSeconds = Math.max(1, Math.min(pollSeconds, Math.floor(left / 1000)));
      const options = { version, options: { maxWaitSeconds } };
      const answer = await client.call(method, collector, options, maxWaitSeconds * 1000 + graceMs);
      const changes = believe(update, answer, method);
      version = changes.version ?? version;
      this.#apply(changes);
      const result = this.#judge();
      if (result !== undefined) return result;
    }
  }

  #judge(): T | undefined {
    try {
      return this.#request.until(this.#seen);
    } catch (error) {
      this.#ended = true;
      throw error;
    }
  }

  #apply({ filterSet }: z.output<typeof update>): void {
    for (const { objectSet, missingSet } of filterSet) {
      for (const { kind, obj, changeSet, missingSet } of objectSet) {
        refuseMissing(obj, missingSet);
        if (kind === "leave") this.#gone(obj);
        else this.#change(obj, changeSet);
      }
      for (const { obj, fault } of missingSet) this.#gone(obj, fault);
    }
  }

  #change({ id }: MoRef, changes: readonly z.output<typeof change>[]): void {
    const values = this.#seen.get(id) ?? {};
    for (const { name, val } of changes) values[name] = val;
    this.#seen.set(id, values);
  }

  #gone(ref: MoRef, fault?: unknown): void {
    this.#seen.delete(ref.id);
    if (this.#objects.find((object) => object.ref.id === ref.id)?.mayVanish) {
      this.#objects = this.#objects.filter((object) => object.ref.id !== ref.id);
      return;
    }
    const type = "ManagedObjectNotFound";
    const unknown = { fault: type, types: faultTypes(type), serverMessage: "", fields: { obj: ref }, details: [] };
    const facts = fault === undefined ? unknown : localizedFault(fault);
    throw new VSphereFaultError(this.#request.what, ref.id, facts.fault === type ? facts : unknown);
  }

  /** Whether to try again after an error; takes note of an object that is gone and may be. */
  #goesOn(error: unknown): boolean {
    if (error instanceof WaitTimeoutError) return false;
    if (isFault(error, "ManagedObjectNotFound")) return this.#survives(error);
    // The wait is bounded, and something was there to wait for: whoever answers no more may do so again.
    const lost = error instanceof ConnectError || error instanceof NotVSphereError;
    const collector = ["InvalidCollectorVersion", "RequestCanceled", "NotAuthenticated"];
    return lost || collector.some((type) => isFault(error, type)) || (this.#request.rideOver?.(error) ?? false);
  }

  #survives({ fields }: VSphereFaultError): boolean {
    const id = moRef.safeParse(fields["obj"]).data?.id;
    const object = this.#objects.find(({ ref }) => ref.id === id);
    // Not one of ours: the collector, which ended with its session.
    if (object === undefined) return true;
    this.#objects = this.#objects.filter(({ ref }) => ref.id !== id);
    return object.mayVanish === true;
  }

  #leftMs(): number {
    return this.#request.wait.timeoutMs - this.elapsedMs();
  }

  #timeout(cause?: unknown): WaitTimeoutError {
    const { what } = this.#request;
    const facts = { what, lastState: this.state(), elapsedMs: this.elapsedMs() };
    const outcome = cause instanceof Error ? { outcome: `the last attempt to look failed: ${cause.message}` } : {};
    return new WaitTimeoutError({ ...facts, ...outcome }, cause);
  }
}

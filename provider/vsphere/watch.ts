import { setTimeout as sleep } from "node:timers/promises";
import { ConnectError } from "../errors/connectError";
import { NotVSphereError } from "../errors/notVSphereError";
import { reasonOf } from "../errors/reasonOf";
import { VSphereFaultError } from "../errors/vSphereFaultError";
import { WaitTimeoutError } from "../errors/waitTimeoutError";
import { faultTypes, isFault, localizedFault } from "./faults";
import { type MissingObject, type ObjectUpdate, observe, type Watched } from "./observation";
import { refuseMissing } from "./properties";
import { moRef } from "./reply";
import { backOffMs } from "./retry";
import type { Session } from "./session";
import type { Wait } from "./types";
import type { MoRef } from "./wire";

/** Last known properties of the watched objects, by managed object ID; no entry: not seen yet, or gone. */
export type Seen = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export interface WatchRequest<T> {
  /** What is waited for, for messages. */
  readonly what: string;
  readonly objects: readonly Watched[];
  /** undefined: not yet. What it throws ends the wait. */
  readonly until: (seen: Seen) => T | undefined;
  /** How far it is, for progress and for the error of a wait that ran out. */
  readonly state: (seen: Seen) => string;
  readonly wait: Wait;
  /** When what is waited for was started, by `performance.now()`. Default: now. */
  readonly started?: number;
  /** Errors to wait through, beside those of a server that is away for a while and of a collector that was lost. */
  readonly rideOver?: (error: unknown) => boolean;
}

const progressMs = 10_000;

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
  readonly #started: number;
  #objects: readonly Watched[];
  /** What `until` throws is an outcome, whatever it looks like. */
  #ended = false;

  constructor(session: Session, request: WatchRequest<T>) {
    this.#session = session;
    this.#request = request;
    this.#objects = request.objects;
    this.#started = request.started ?? performance.now();
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

  async #observe(): Promise<T> {
    let stop: () => void = () => undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        timer = setTimeout(() => reject(this.#timeout()), this.#leftMs());
        const take = (updates: readonly ObjectUpdate[], missing: readonly MissingObject[]) => {
          try {
            this.#apply(updates, missing);
            const result = this.#judge();
            if (result === undefined) return false;
            resolve(result);
          } catch (error) {
            reject(error);
          }
          return true;
        };
        stop = observe(this.#session, { objects: this.#objects, take, fail: reject });
      });
    } finally {
      clearTimeout(timer);
      stop();
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

  #apply(updates: readonly ObjectUpdate[], missing: readonly MissingObject[]): void {
    for (const { kind, obj, changeSet, missingSet } of updates) {
      refuseMissing(obj, missingSet);
      if (kind === "leave") this.#gone(obj);
      else this.#change(obj, changeSet);
    }
    for (const { obj, fault } of missing) this.#gone(obj, fault);
  }

  #change({ id }: MoRef, changes: ObjectUpdate["changeSet"]): void {
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

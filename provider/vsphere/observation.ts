import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { VimClient } from "./client";
import { filterSpec } from "./properties";
import { believe, list, moRef, object, string } from "./reply";
import type { Session } from "./session";
import type { MoRef } from "./wire";

export interface Watched {
  readonly ref: MoRef;
  readonly paths: readonly string[];
  /** The wait goes on without it when the server does not have it any more. */
  readonly mayVanish?: boolean;
}

const fault = z.unknown().optional();
const objectUpdate = z.object({
  kind: string,
  obj: moRef,
  changeSet: list(z.object({ name: string, val: z.unknown().optional() })),
  missingSet: list(z.object({ path: string, fault })),
});
const missingObject = z.object({ obj: moRef, fault });
const update = object({
  version: string.optional(),
  filterSet: list(z.object({ objectSet: list(objectUpdate), missingSet: list(missingObject) })),
});

export type ObjectUpdate = z.output<typeof objectUpdate>;
export type MissingObject = z.output<typeof missingObject>;

/** Who waits for something to happen to objects of the server. */
export interface Observer {
  readonly objects: readonly Watched[];
  /** True: it has seen enough, and is told nothing more. */
  take(updates: readonly ObjectUpdate[], missing: readonly MissingObject[]): boolean;
  /** Nothing more can be seen this way. */
  fail(error: unknown): void;
}

/** Longest that the server holds back an answer. */
const pollSeconds = 10;
/** How long its answer may then still take. */
const graceMs = 20_000;
const destroyMs = 5_000;

/** What is done side by side is waited for side by side: so long is a collector open for others, and an answer for more. */
const gatherMs = 30;

/** Observations whose filter is not made yet. */
const open = new WeakMap<Session, Observation>();

/**
 * Tells the observer what the server says of its objects, until it has seen enough or something goes wrong; answers what
 * ends that early. Those that come while a collector is made share it: tasks that start together end together, and one
 * answer tells of all of them.
 */
export function observe(session: Session, observer: Observer): () => void {
  const known = open.get(session);
  const observation = known ?? new Observation(session);
  observation.add(observer);
  if (known === undefined) {
    open.set(session, observation);
    void observation.run();
  }
  return () => observation.remove(observer);
}

/** Collectors live and die with the session: no call on one is repeated in another session. */
class Observation {
  readonly #session: Session;
  readonly #observers = new Set<Observer>();
  #destroy: () => void = () => undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  add(observer: Observer): void {
    this.#observers.add(observer);
  }

  remove(observer: Observer): void {
    if (this.#observers.delete(observer)) this.#endUnlessWanted();
  }

  async run(): Promise<void> {
    try {
      await sleep(gatherMs);
      const { client, collector } = await this.#create();
      this.#close();
      await this.#createFilter(client, collector);
      await this.#follow(client, collector);
    } catch (error) {
      this.#close();
      const failed = [...this.#observers];
      this.#observers.clear();
      this.#endUnlessWanted();
      for (const observer of failed) observer.fail(error);
    }
  }

  async #create(): Promise<{ readonly client: VimClient; readonly collector: MoRef }> {
    const method = "CreatePropertyCollector";
    const { client, answer } = await this.#session.within(async (link) => ({
      client: link.client,
      answer: await link.client.call(method, link.content.propertyCollector),
    }));
    const collector = believe(moRef, answer, method);
    this.#destroy = () => {
      this.#destroy = () => undefined;
      // Whatever is left of it ends with the session. A wait that is under way is cancelled by this.
      client.call("DestroyPropertyCollector", collector, {}, destroyMs).catch(() => undefined);
    };
    return { client, collector };
  }

  /** Whoever comes from now on needs another filter. */
  #close(): void {
    if (open.get(this.#session) === this) open.delete(this.#session);
  }

  #endUnlessWanted(): void {
    if (this.#observers.size === 0) this.#destroy();
  }

  async #createFilter(client: VimClient, collector: MoRef): Promise<void> {
    const watched = [...this.#observers].flatMap(({ objects }) => objects);
    const paths: Record<string, readonly string[]> = {};
    for (const { ref, paths: own } of watched) paths[ref.type] = [...new Set([...(paths[ref.type] ?? []), ...own])];
    const refs = new Map(watched.map(({ ref }) => [ref.id, ref]));
    const spec = filterSpec({ objects: [...refs.values()], paths });
    await client.call("CreateFilter", collector, { spec, partialUpdates: false });
  }

  async #follow(client: VimClient, collector: MoRef): Promise<void> {
    const method = "WaitForUpdatesEx";
    for (let version = ""; this.#observers.size > 0; ) {
      const options = { version, options: { maxWaitSeconds: pollSeconds } };
      const answer = await client.call(method, collector, options, pollSeconds * 1000 + graceMs);
      const { version: next, filterSet } = believe(update, answer, method);
      // After silence all is asked for anew: what a server forgets to tell would else be waited for to the end.
      version = next ?? "";
      for (const { objectSet, missingSet } of filterSet) this.#tell(objectSet, missingSet);
      if (this.#observers.size > 0) await sleep(gatherMs);
    }
    this.#endUnlessWanted();
  }

  #tell(updates: readonly ObjectUpdate[], missing: readonly MissingObject[]): void {
    for (const observer of [...this.#observers]) {
      const ids = new Set(observer.objects.map(({ ref }) => ref.id));
      const own = updates.filter(({ obj }) => ids.has(obj.id));
      const gone = missing.filter(({ obj }) => ids.has(obj.id));
      if (own.length + gone.length > 0 && observer.take(own, gone)) this.#observers.delete(observer);
    }
    this.#endUnlessWanted();
  }
}

import { setImmediate as turn } from "node:timers/promises";

/** Reads several objects at once; an object that does not exist has no entry. */
export type Load<T> = (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>;

interface Gathering<T> {
  readonly ids: Set<string>;
  readonly loaded: Promise<ReadonlyMap<string, T>>;
}

/**
 * Facts by object ID, kept until they are forgotten. What is asked for in one turn of the event loop, or while an earlier
 * read is under way, is one read; whoever asks for what is being read shares it.
 */
export class FactCache<T> {
  readonly #load: Load<T>;
  readonly #kept = new Map<string, Promise<T | undefined>>();
  /** What is to be read next. */
  #next: Gathering<T> | undefined;
  /** The read that is under way. */
  #reading: Promise<unknown> = Promise.resolve();

  constructor(load: Load<T>) {
    this.#load = load;
  }

  get(id: string): Promise<T | undefined> {
    const kept = this.#kept.get(id);
    if (kept !== undefined) return kept;
    const next = this.#gather();
    next.ids.add(id);
    const facts = next.loaded.then((loaded) => loaded.get(id));
    this.#kept.set(id, facts);
    // Neither a failure nor the absence of an object is a fact to keep.
    const drop = () => {
      if (this.#kept.get(id) === facts) this.#kept.delete(id);
    };
    facts.then((found) => found === undefined && drop(), drop);
    return facts;
  }

  /** What is asked for from now on comes from a read that has not started yet. */
  forget(id: string): void {
    if (this.#next?.ids.has(id) !== true) this.#kept.delete(id);
  }

  clear(): void {
    this.#kept.clear();
    this.#next = undefined;
  }

  #gather(): Gathering<T> {
    if (this.#next !== undefined) return this.#next;
    const ids = new Set<string>();
    const next = { ids, loaded: this.#read(ids) };
    this.#next = next;
    return next;
  }

  async #read(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, T>> {
    await turn();
    await this.#reading;
    // Nobody joins any more.
    if (this.#next?.ids === ids) this.#next = undefined;
    const loading = this.#load([...ids]);
    this.#reading = loading.catch(() => undefined);
    return loading;
  }
}

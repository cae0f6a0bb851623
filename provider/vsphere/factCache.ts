import { setImmediate as turn } from "node:timers/promises";

/** Reads several objects at once; an object that does not exist has no entry. */
export type Load<T> = (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>;

/**
 * Facts by object ID, kept until they are forgotten. What is asked for in one turn of the event loop is one read, and
 * whoever asks while it is under way shares it.
 */
export class FactCache<T> {
  readonly #load: Load<T>;
  readonly #kept = new Map<string, Promise<T | undefined>>();
  #waiting: { readonly ids: Set<string>; readonly loaded: Promise<ReadonlyMap<string, T>> } | undefined;

  constructor(load: Load<T>) {
    this.#load = load;
  }

  get(id: string): Promise<T | undefined> {
    const kept = this.#kept.get(id);
    if (kept !== undefined) return kept;
    const batch = this.#batch();
    batch.ids.add(id);
    const facts = batch.loaded.then((loaded) => loaded.get(id));
    this.#kept.set(id, facts);
    // Neither a failure nor the absence of an object is a fact to keep.
    const drop = () => {
      if (this.#kept.get(id) === facts) this.#kept.delete(id);
    };
    facts.then((found) => found === undefined && drop(), drop);
    return facts;
  }

  /** What is read from now on comes from the server, and from a read that starts now. */
  forget(id: string): void {
    this.#kept.delete(id);
    if (this.#waiting?.ids.has(id)) this.#waiting = undefined;
  }

  clear(): void {
    this.#kept.clear();
    this.#waiting = undefined;
  }

  #batch() {
    if (this.#waiting === undefined) {
      const ids = new Set<string>();
      const batch = {
        ids,
        loaded: turn().then(() => {
          if (this.#waiting === batch) this.#waiting = undefined;
          return this.#load([...ids]);
        }),
      };
      this.#waiting = batch;
    }
    return this.#waiting;
  }
}

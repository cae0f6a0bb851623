import { Gate } from "./gate";

/** Reads several objects at once; an object that does not exist has no entry. */
export type Load<T> = (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>;

interface Gathering<T> {
  readonly ids: Set<string>;
  readonly loaded: Promise<ReadonlyMap<string, T>>;
  /** When its read started, as a count; undefined: it has not yet. */
  started: number | undefined;
}

interface Kept<T> {
  readonly facts: Promise<T | undefined>;
  readonly from: Gathering<T>;
}

/**
 * Facts by object ID, kept until they are forgotten. What is asked for in one turn of the event loop, or while an earlier
 * read is under way, is one read; whoever asks for what is being read shares it.
 */
export class FactCache<T> {
  readonly #load: Load<T>;
  readonly #gate: Gate;
  readonly #kept = new Map<string, Kept<T>>();
  /** When objects were last forgotten, as a count. */
  readonly #forgotten = new Map<string, number>();
  /** What is to be read next. */
  #next: Gathering<T> | undefined;
  #count = 0;

  /** `gate`: shared with others whose reads are to go out together with these. */
  constructor(load: Load<T>, gate: Gate = new Gate()) {
    this.#load = load;
    this.#gate = gate;
  }

  get(id: string): Promise<T | undefined> {
    const kept = this.#kept.get(id);
    if (kept !== undefined) return kept.facts;
    const from = this.#gather(id);
    const facts = from.loaded.then((loaded) => loaded.get(id));
    this.#keep(id, { facts, from });
    return facts;
  }

  /** Reads an object anew; until that is done, whoever asks for it is told what is kept. */
  async refresh(id: string): Promise<void> {
    if (!this.#kept.has(id)) return void (await this.get(id));
    const from = this.#gather(id);
    const facts = from.loaded.then((loaded) => loaded.get(id));
    try {
      await facts;
    } finally {
      const isStale = (from.started ?? 0) <= (this.#forgotten.get(id) ?? 0);
      if (!isStale && !this.#isNewer(this.#kept.get(id)?.from, from)) this.#keep(id, { facts, from });
    }
  }

  /** What is asked for from now on comes from a read that has not started yet. */
  forget(id: string): void {
    this.#forgotten.set(id, ++this.#count);
    if (this.#kept.get(id)?.from.started !== undefined) this.#kept.delete(id);
  }

  clear(): void {
    this.#kept.clear();
    this.#next = undefined;
  }

  /** Neither a failure nor the absence of an object is a fact to keep. */
  #keep(id: string, kept: Kept<T>): void {
    this.#kept.set(id, kept);
    const drop = () => {
      if (this.#kept.get(id) === kept) this.#kept.delete(id);
    };
    kept.facts.then((found) => found === undefined && drop(), drop);
  }

  #isNewer(one: Gathering<T> | undefined, other: Gathering<T>): boolean {
    if (one === undefined) return false;
    return one.started === undefined || one.started > (other.started ?? 0);
  }

  #gather(id: string): Gathering<T> {
    if (this.#next === undefined) {
      const ids = new Set<string>();
      this.#next = { ids, loaded: this.#gate.pass(() => this.#read(ids)), started: undefined };
    }
    this.#next.ids.add(id);
    return this.#next;
  }

  #read(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, T>> {
    // Nobody joins any more.
    if (this.#next?.ids === ids) {
      this.#next.started = ++this.#count;
      this.#next = undefined;
    }
    return this.#load([...ids]);
  }
}

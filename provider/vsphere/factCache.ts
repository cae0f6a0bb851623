import { Gate } from "./gate";

/** Told of each object as soon as it is read; of an object that does not exist nothing is told. */
export type Tell<T> = (id: string, facts: T) => void;

/** Reads several objects at once. */
export type Load<T> = (ids: readonly string[], tell: Tell<T>) => Promise<void>;

/** All that a load tells. */
export async function collect<T>(load: (tell: Tell<T>) => Promise<void>): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>();
  await load((id, facts) => found.set(id, facts));
  return found;
}

/** One read of several objects: whoever asks for one need not wait for the others. */
class Reading<T> {
  /** When it started, as a count; undefined: it has not yet. */
  started: number | undefined;
  readonly #told = new Map<string, (facts: T) => void>();
  readonly #facts = new Map<string, Promise<T | undefined>>();
  readonly #ended: Promise<undefined>;

  /** `run`: makes the read, some turns of the event loop later. */
  constructor(run: (reading: Reading<T>) => Promise<void>) {
    this.#ended = run(this).then(() => undefined);
  }

  /** Those that are asked for. */
  get ids(): readonly string[] {
    return [...this.#facts.keys()];
  }

  tell(id: string, facts: T): void {
    this.#told.get(id)?.(facts);
  }

  ask(id: string): Promise<T | undefined> {
    const asked = this.#facts.get(id);
    if (asked !== undefined) return asked;
    const told = new Promise<T>((resolve) => this.#told.set(id, resolve));
    const facts = Promise.race([told, this.#ended]);
    this.#facts.set(id, facts);
    return facts;
  }
}

interface Kept<T> {
  readonly facts: Promise<T | undefined>;
  readonly from: Reading<T>;
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
  #next: Reading<T> | undefined;
  #count = 0;

  /** `gate`: shared with others whose reads are to go out together with these. */
  constructor(load: Load<T>, gate: Gate = new Gate()) {
    this.#load = load;
    this.#gate = gate;
  }

  get(id: string): Promise<T | undefined> {
    const kept = this.#kept.get(id);
    if (kept !== undefined) return kept.facts;
    const from = this.#gather();
    const facts = from.ask(id);
    this.#keep(id, { facts, from });
    return facts;
  }

  /** Reads an object anew; until that is done, whoever asks for it is told what is kept. */
  async refresh(id: string): Promise<void> {
    if (!this.#kept.has(id)) return void (await this.get(id));
    const from = this.#gather();
    const facts = from.ask(id);
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

  #isNewer(one: Reading<T> | undefined, other: Reading<T>): boolean {
    if (one === undefined) return false;
    return one.started === undefined || one.started > (other.started ?? 0);
  }

  #gather(): Reading<T> {
    this.#next ??= new Reading((reading) => this.#gate.pass(() => this.#read(reading)));
    return this.#next;
  }

  #read(reading: Reading<T>): Promise<void> {
    reading.started = ++this.#count;
    // Nobody joins any more.
    if (this.#next === reading) this.#next = undefined;
    return this.#load(reading.ids, (id, facts) => reading.tell(id, facts));
  }
}

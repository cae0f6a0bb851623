/** How long a batch stays open after its last arrival; the engine starts what is independent within a few milliseconds. */
export const batchWindowMs = 250;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly settle: (result: PromiseSettledResult<Result>) => void;
}

interface Open<Item, Result> {
  readonly waiting: Waiting<Item, Result>[];
  /** How many are still being prepared. */
  preparing: number;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Work that arrives together for one key (a host, a VM) is done together: one UpdatePassthruConfig and one reboot, one
 * ReconfigVM_Task and one power cycle. Batches of a key run one after another.
 */
export class Batches<Item, Result> {
  readonly #run: (key: string, items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>;
  readonly #open = new Map<string, Open<Item, Result>>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #windowMs: number;

  constructor(
    run: (key: string, items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>,
    windowMs: number,
  ) {
    this.#run = run;
    this.#windowMs = windowMs;
  }

  submit(key: string, item: Item): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const settle = (result: PromiseSettledResult<Result>) =>
        result.status === "fulfilled" ? resolve(result.value) : reject(result.reason);
      this.#arrive(key).waiting.push({ item, settle });
    });
  }

  /**
   * Work that has arrived and takes a while to be prepared: the batch stays open for it. undefined: there is nothing to
   * do.
   */
  async submitPrepared(key: string, prepare: () => Promise<Item | undefined>): Promise<Result | undefined> {
    const open = this.#arrive(key);
    open.preparing++;
    let submitted: Promise<Result> | undefined;
    try {
      const item = await prepare();
      submitted = item === undefined ? undefined : this.submit(key, item);
    } finally {
      open.preparing--;
      this.#arrive(key);
    }
    return submitted;
  }

  /** The batch that is open closes a window after its last arrival. */
  #arrive(key: string): Open<Item, Result> {
    const open = this.#open.get(key) ?? { waiting: [], preparing: 0, timer: undefined };
    clearTimeout(open.timer);
    open.timer = setTimeout(() => this.#close(key, open), this.#windowMs);
    this.#open.set(key, open);
    return open;
  }

  #close(key: string, batch: Open<Item, Result>): void {
    if (batch.preparing > 0) return;
    this.#open.delete(key);
    if (batch.waiting.length === 0) return;
    const before = this.#running.get(key) ?? Promise.resolve();
    const done = before.then(() => this.#execute(key, batch.waiting));
    this.#running.set(key, done);
    void done.then(() => {
      if (this.#running.get(key) === done) this.#running.delete(key);
    });
  }

  async #execute(key: string, waiting: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#run(
        key,
        waiting.map(({ item }) => item),
      );
      waiting.forEach(({ settle }, index) => {
        settle(results[index] ?? { status: "rejected", reason: new Error(`no result for work on ${key}`) });
      });
    } catch (reason) {
      for (const { settle } of waiting) settle({ status: "rejected", reason });
    }
  }
}

export function fulfilled<Result>(value: Result): PromiseSettledResult<Result> {
  return { status: "fulfilled", value };
}

export function rejected(reason: unknown): PromiseRejectedResult {
  return { status: "rejected", reason };
}

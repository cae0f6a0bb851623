/** How long a batch stays open after its last arrival; the engine starts what is independent within a few milliseconds. */
export const batchWindowMs = 250;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly settle: (result: PromiseSettledResult<Result>) => void;
}

/**
 * Work that arrives together for one key (a host, a VM) is done together: one UpdatePassthruConfig and one reboot, one
 * ReconfigVM_Task and one power cycle. Batches of a key run one after another.
 */
export class Batches<Item, Result> {
  readonly #run: (key: string, items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>;
  readonly #open = new Map<string, { waiting: Waiting<Item, Result>[]; timer: NodeJS.Timeout }>();
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
      const open = this.#open.get(key);
      const waiting = [...(open?.waiting ?? []), { item, settle }];
      if (open !== undefined) clearTimeout(open.timer);
      this.#open.set(key, { waiting, timer: setTimeout(() => this.#close(key), this.#windowMs) });
    });
  }

  #close(key: string): void {
    const batch = this.#open.get(key);
    this.#open.delete(key);
    if (batch === undefined) return;
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

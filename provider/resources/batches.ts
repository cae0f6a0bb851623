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
  /** Nothing has arrived for a while, or nothing else can. */
  isDue: boolean;
}

type Run<Item, Result> = (key: string, items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>;

export interface BatchOptions<Item> {
  /** How long a batch stays open after its last arrival. */
  readonly windowMs: number;
  /** Whether nothing can join these items any more: then nothing is waited for. */
  readonly isComplete?: (key: string, items: readonly Item[]) => boolean;
}

/**
 * Work that arrives together for one key (a host, a VM) is done together: one UpdatePassthruConfig and one reboot, one
 * ReconfigVM_Task and one power cycle. Batches of a key run one after another; what arrives while one runs is the next.
 */
export class Batches<Item, Result> {
  readonly #run: Run<Item, Result>;
  readonly #options: BatchOptions<Item>;
  readonly #open = new Map<string, Open<Item, Result>>();
  readonly #running = new Set<string>();

  constructor(run: Run<Item, Result>, options: BatchOptions<Item>) {
    this.#run = run;
    this.#options = options;
  }

  submit(key: string, item: Item): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const settle = (result: PromiseSettledResult<Result>) =>
        result.status === "fulfilled" ? resolve(result.value) : reject(result.reason);
      const open = this.#arrive(key);
      open.waiting.push({ item, settle });
      const items = open.waiting.map((one) => one.item);
      if (this.#options.isComplete?.(key, items) === true) this.#due(key, open);
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

  /** The batch that is open is due a window after its last arrival. */
  #arrive(key: string): Open<Item, Result> {
    const open = this.#open.get(key) ?? { waiting: [], preparing: 0, timer: undefined, isDue: false };
    clearTimeout(open.timer);
    open.isDue = false;
    open.timer = setTimeout(() => this.#due(key, open), this.#options.windowMs);
    this.#open.set(key, open);
    return open;
  }

  #due(key: string, open: Open<Item, Result>): void {
    clearTimeout(open.timer);
    open.isDue = true;
    this.#start(key);
  }

  #start(key: string): void {
    const open = this.#open.get(key);
    if (open === undefined || !open.isDue || open.preparing > 0 || this.#running.has(key)) return;
    this.#open.delete(key);
    if (open.waiting.length === 0) return;
    this.#running.add(key);
    void this.#execute(key, open.waiting).then(() => {
      this.#running.delete(key);
      this.#start(key);
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

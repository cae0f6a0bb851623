/** A stack and the engine over it, as far as handlers can tell: order, concurrency, what the state keeps. */
import { PartialError } from "../../provider/errors";
import type { Properties } from "../../provider/resources/resource";
import type { Settings } from "../../provider/resources/settings";
import type { Simulator } from "../../simulator";
import { type Declared, kinds, nameOf, urnFor, wire } from "../provider/resources/operation";
import { dependencies, dependents, type Program, type Stored, Turn } from "./program";
import { type KillPoint, ProviderProcess } from "./providerProcess";

/** What one operation did and said. */
export class Outcome {
  /** `name: step`, such as `gpu: create`. */
  readonly steps: string[] = [];
  readonly errors: string[] = [];
  isKilled = false;

  constructor(readonly provider: ProviderProcess) {}

  get isWhole(): boolean {
    return this.errors.length === 0 && !this.isKilled;
  }
}

export interface UpOptions {
  readonly kill?: KillPoint | undefined;
  /** How long a batch stays open after its last arrival. */
  readonly windowMs?: number;
}

/** Done, failed, or the process is dead: then the engine never hears of it. */
type Ended = "done" | "failed";

export class Stack {
  readonly stored = new Map<string, Stored>();
  /** The process of the operation that runs now, or ran last. */
  provider: ProviderProcess | undefined;
  /** Runs on the process of each operation before anything else. */
  prepare: (provider: ProviderProcess) => void = () => undefined;

  constructor(
    readonly simulator: Simulator,
    readonly settings: Partial<Settings> = {},
  ) {}

  state(name: string): Properties | undefined {
    return [...this.stored].find(([urn]) => nameOf(urn) === name)?.[1].state;
  }

  async up(program: Program, options: UpOptions = {}): Promise<Outcome> {
    const provider = new ProviderProcess(this.simulator, options.kill, this.settings, options.windowMs);
    this.provider = provider;
    this.prepare(provider);
    const outcome = new Outcome(provider);
    await new Update(this, program, outcome).run();
    outcome.isKilled = provider.isDead;
    await provider.end();
    return outcome;
  }

  async destroy(options: UpOptions = {}): Promise<Outcome> {
    return this.up([], options);
  }

  async refresh(): Promise<Outcome> {
    const provider = new ProviderProcess(this.simulator, undefined);
    const outcome = new Outcome(provider);
    for (const [urn, { initError: _, ...old }] of this.stored) {
      const found = await provider.run(() => kinds[old.kind].read(provider.context, old.id, wire(old.state)));
      if (found === undefined) this.stored.delete(urn);
      else if (found !== "killed") this.stored.set(urn, { ...old, ...found });
    }
    await provider.end();
    return outcome;
  }
}

/** One update of a stack. */
class Update {
  readonly #turn = new Turn();
  readonly #recreated = new Set<string>();

  constructor(
    readonly stack: Stack,
    readonly program: Program,
    readonly outcome: Outcome,
  ) {}

  async run(): Promise<void> {
    const done = new Map<string, Promise<void>>();
    for (const declared of this.program) {
      const needs = dependencies(declared).map((name) => done.get(name));
      done.set(
        declared.name,
        Promise.all(needs).then(() => this.#register(declared)),
      );
    }
    await Promise.all(done.values());
    if (this.outcome.isWhole && !this.#isDead) await this.#deleteWhatLeft();
  }

  get #isDead(): boolean {
    return this.outcome.provider.isDead;
  }

  /** Steps are planned one at a time and carried out side by side; after a failure no other one starts. */
  async #register(declared: Declared): Promise<void> {
    const apply = await this.#turn.take(async () => {
      if (!this.outcome.isWhole || this.#isDead) return undefined;
      return this.#plan(declared);
    });
    await apply?.();
  }

  async #plan({ kind, name, inputs }: Declared): Promise<(() => Promise<unknown>) | undefined> {
    const urn = urnFor(kind, name);
    const { stored } = this.stack;
    const given = typeof inputs === "function" ? inputs((of, property) => this.stack.state(of)?.[property]) : inputs;
    const old = this.#recreated.has(urn) ? undefined : stored.get(urn);
    const one = { urn, kind, name, news: { __urn: urn, ...given }, needs: this.#needs({ kind, name, inputs }) };
    const first = await this.#check(one, old?.inputs ?? {});
    if (first === undefined) return undefined;
    if (old === undefined) return () => this.#create(one, first);
    const difference = await this.#call(name, ({ context }) =>
      kinds[kind].diff(context, old.id, wire(old.state), wire(first)),
    );
    if (difference === undefined) return undefined;
    if (difference.replaces.length > 0) return this.#replace(one, old);
    if (difference.changes || old.initError !== undefined) return () => this.#update(one, old, first);
    this.outcome.steps.push(`${name}: same`);
    stored.set(urn, { ...old, inputs: first });
    return undefined;
  }

  #needs(declared: Declared): readonly string[] {
    const names = dependencies(declared);
    return this.program.filter(({ name }) => names.includes(name)).map((one) => urnFor(one.kind, one.name));
  }

  async #check(one: Registered, olds: Properties): Promise<Properties | undefined> {
    const checked = await this.#call(one.name, ({ context }) =>
      kinds[one.kind].check(context, wire(olds), wire(one.news)),
    );
    this.outcome.errors.push(...(checked?.failures ?? []).map(({ message }) => `${one.name}: refused: ${message}`));
    return checked?.failures.length === 0 ? checked.inputs : undefined;
  }

  /** What takes a replacing input from it goes first; then it is deleted and made anew. */
  async #replace(one: Registered, old: Stored): Promise<(() => Promise<unknown>) | undefined> {
    const again = await this.#check(one, {});
    if (again === undefined) return undefined;
    const { context } = this.outcome.provider;
    const before = await this.outcome.provider.run(() =>
      dependents(context, this.program, this.stack.stored, one.name),
    );
    if (before === "killed") return undefined;
    for (const urn of before) this.#recreated.add(urn);
    this.outcome.steps.push(`${one.name}: replace`);
    return async () => {
      for (const urn of [...before, one.urn]) if ((await this.#delete(urn)) !== "done") return;
      await this.#create({ ...one, kind: old.kind }, again);
    };
  }

  async #create(one: Registered, inputs: Properties): Promise<void> {
    const { urn, kind, name, needs } = one;
    this.outcome.steps.push(`${name}: create`);
    await this.#call(
      name,
      async ({ context }) => {
        const { id, state } = await kinds[kind].create(context, wire(inputs));
        return { kind, id, inputs, state, needs };
      },
      ({ id, state }, initError) => ({ kind, id, inputs, state, needs, initError }),
      urn,
    );
  }

  async #update({ urn, kind, name, needs }: Registered, { id, state: old }: Stored, inputs: Properties): Promise<void> {
    this.outcome.steps.push(`${name}: update`);
    await this.#call(
      name,
      async ({ context }) => {
        const state = await kinds[kind].update(context, id, wire(old), wire(inputs));
        return { kind, id, inputs, state, needs };
      },
      (partial, initError) => ({ kind, id: partial.id, inputs, state: partial.state, needs, initError }),
      urn,
    );
  }

  async #delete(urn: string): Promise<Ended> {
    const old = this.stack.stored.get(urn);
    if (old === undefined) return "done";
    this.outcome.steps.push(`${nameOf(urn)}: delete`);
    const done = await this.#call(nameOf(urn), async ({ context }) => {
      await kinds[old.kind].delete(context, old.id, wire(old.state));
      return true;
    });
    if (done !== true) return "failed";
    this.stack.stored.delete(urn);
    return "done";
  }

  /** A handler's answer; undefined: it failed, or the process did. A resource's answer goes into the state. */
  async #call<T>(
    name: string,
    work: (provider: ProviderProcess) => Promise<T>,
    partly?: (partial: PartialError, message: string) => Stored,
    urn?: string,
  ): Promise<T | undefined> {
    const { provider, errors } = this.outcome;
    try {
      const answer = await provider.run(() => work(provider));
      if (answer === "killed") return undefined;
      if (urn !== undefined) this.stack.stored.set(urn, answer as Stored);
      return answer;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      errors.push(`${name}: ${error.message}`);
      if (error instanceof PartialError && partly !== undefined && urn !== undefined)
        this.stack.stored.set(urn, partly(error, error.message));
      return undefined;
    }
  }

  /** Dependents first; what does not depend on one another goes at once. */
  async #deleteWhatLeft(): Promise<void> {
    const { stored } = this.stack;
    const stays = new Set(this.program.map(({ kind, name }) => urnFor(kind, name)));
    while (this.outcome.isWhole && !this.#isDead) {
      const leaving = [...stored].filter(([urn]) => !stays.has(urn));
      const needed = new Set(leaving.flatMap(([, { needs }]) => needs));
      const free = leaving.filter(([urn]) => !needed.has(urn));
      if (free.length === 0) return;
      await Promise.all(free.map(([urn]) => this.#delete(urn)));
    }
  }
}

interface Registered {
  readonly urn: string;
  readonly kind: Declared["kind"];
  readonly name: string;
  readonly news: Properties;
  readonly needs: readonly string[];
}

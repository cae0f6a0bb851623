/** As much of the Pulumi engine as handlers can tell: the order of calls, what state holds, what is known when. */
import { PartialError } from "../../../provider/errors";
import type { Properties } from "../../../provider/resources/resource";
import { unknown } from "../../../provider/resources/unknown";
import type { FakeVSphere, World } from "./fakeVSphere";
import {
  type Clock,
  type Declared,
  elapse,
  type Kind,
  kinds,
  nameOf,
  type Of,
  Operation,
  type Stored,
  settings,
  urnFor,
  wire,
} from "./operation";

export class Engine {
  readonly stored = new Map<string, Stored>();
  settings = settings;
  /** Runs on the fake client of each operation before anything else. */
  prepare: (fake: FakeVSphere) => void = () => undefined;

  constructor(
    readonly world: World,
    readonly clock: Clock,
  ) {}

  start(): Operation {
    const operation = new Operation(this.world, this.settings);
    this.prepare(operation.fake);
    return operation;
  }

  state(name: string): Properties | undefined {
    return [...this.stored].find(([urn]) => nameOf(urn) === name)?.[1].state;
  }

  /** Ends at the first refusal, as a preview does. */
  async preview(program: readonly Declared[]): Promise<Operation> {
    return this.#run(program, "preview");
  }

  async up(program: readonly Declared[]): Promise<Operation> {
    return this.#run(program, "up");
  }

  async #run(program: readonly Declared[], mode: "preview" | "up"): Promise<Operation> {
    const operation = this.start();
    const outputs = new Map<string, Properties>();
    const of: Of = (name, property) => outputs.get(name)?.[property] ?? unknown;
    const applying: Promise<void>[] = [];
    for (const declared of program) {
      const urn = urnFor(declared.kind, declared.name);
      // What needs the outputs of another resource waits for it; the rest is created side by side.
      if (typeof declared.inputs === "function") await elapse(this.clock, Promise.all(applying));
      const given = typeof declared.inputs === "function" ? declared.inputs(of) : declared.inputs;
      const planned = await this.#plan(operation, program, declared, { __urn: urn, ...given });
      if (planned === undefined) break;
      outputs.set(declared.name, planned.inputs);
      if (mode === "up") {
        applying.push(
          planned.apply().then(() => void outputs.set(declared.name, this.stored.get(urn)?.state ?? planned.inputs)),
        );
      }
    }
    await elapse(this.clock, Promise.all(applying));
    const isWhole = operation.refused.length + operation.errors.length === 0;
    if (mode === "up" && isWhole) await this.#deleteWhatLeft(operation, program);
    return operation;
  }

  async #plan(operation: Operation, program: readonly Declared[], { kind, name }: Declared, news: Properties) {
    const handler = kinds[kind];
    const urn = urnFor(kind, name);
    const { context } = operation;
    const old = operation.recreated.has(urn) ? undefined : this.stored.get(urn);
    const check = async (olds: Properties) => {
      const { inputs, failures } = await handler.check(context, wire(olds), wire(news));
      operation.refused.push(...failures.map(({ message }) => `${name}: ${message}`));
      return failures.length === 0 ? inputs : undefined;
    };
    const first = await check(old?.inputs ?? {});
    if (first === undefined) return undefined;
    const isNew = operation.recreated.has(urn) ? "recreate" : "create";
    if (old === undefined)
      return this.#step(operation, name, isNew, first, () => this.#create(operation, kind, name, first));
    const { changes, replaces } = await handler.diff(context, old.id, wire(old.state), wire(first));
    if (replaces.length > 0) {
      const again = await check({});
      if (again === undefined) return undefined;
      const dependents = await this.#dependents(operation, program, name);
      return this.#step(operation, name, `replace ${[...replaces].sort().join(",")}`, again, async () => {
        for (const one of [...dependents, urn]) if (!(await this.#delete(operation, one))) return;
        await this.#create(operation, kind, name, again);
      });
    }
    if (!changes && old.initError === undefined) {
      // A preview stores nothing.
      return this.#step(operation, name, "same", { ...old.state, ...first }, async () => {
        this.stored.set(urn, { ...old, inputs: first });
      });
    }
    return this.#step(operation, name, "update", first, () => this.#update(operation, urn, old, first));
  }

  /** What takes a replacing input from a resource that is replaced goes before it; last first. */
  async #dependents(operation: Operation, program: readonly Declared[], replaced: string): Promise<readonly string[]> {
    const found: string[] = [];
    for (const { kind, name, inputs } of program) {
      const urn = urnFor(kind, name);
      const old = this.stored.get(urn);
      if (typeof inputs !== "function" || old === undefined) continue;
      const from = Object.entries(inputs((other) => (other === replaced ? unknown : undefined)));
      const blurred = Object.fromEntries(from.filter(([, value]) => value === unknown));
      if (Object.keys(blurred).length === 0) continue;
      const news = wire({ ...old.inputs, ...blurred });
      const { replaces } = await kinds[kind].diff(operation.context, old.id, wire(old.state), news);
      if (replaces.length === 0) continue;
      operation.recreated.add(urn);
      found.unshift(...(await this.#dependents(operation, program, name)), urn);
    }
    return found;
  }

  #step(operation: Operation, name: string, step: string, inputs: Properties, apply: () => Promise<void>) {
    operation.steps.push(`${name}: ${step}`);
    return { inputs, apply };
  }

  async #create(operation: Operation, kind: Kind, name: string, inputs: Properties): Promise<void> {
    const urn = urnFor(kind, name);
    await kinds[kind].create(operation.context, wire(inputs)).then(
      ({ id, state }) => void this.stored.set(urn, { kind, id, inputs, state }),
      (error: Error) =>
        this.#failed(operation, name, error, (partial) => void this.stored.set(urn, { kind, inputs, ...partial })),
    );
  }

  async #update(operation: Operation, urn: string, old: Stored, inputs: Properties): Promise<void> {
    await kinds[old.kind].update(operation.context, old.id, wire(old.state), wire(inputs)).then(
      (state) => void this.stored.set(urn, { kind: old.kind, id: old.id, inputs, state }),
      (error: Error) =>
        this.#failed(
          operation,
          nameOf(urn),
          error,
          (partial) => void this.stored.set(urn, { kind: old.kind, inputs, ...partial }),
        ),
    );
  }

  #failed(
    operation: Operation,
    name: string,
    error: Error,
    record: (partial: Omit<Stored, "kind" | "inputs">) => void,
  ): void {
    operation.errors.push(`${name}: ${error.message}`);
    if (error instanceof PartialError) record({ id: error.id, state: error.state, initError: error.message });
  }

  async #delete(operation: Operation, urn: string): Promise<boolean> {
    const old = this.stored.get(urn);
    if (old === undefined) return true;
    return kinds[old.kind].delete(operation.context, old.id, wire(old.state)).then(
      () => this.stored.delete(urn),
      (error: Error) => {
        operation.errors.push(`${nameOf(urn)}: ${error.message}`);
        return false;
      },
    );
  }

  async #deleteWhatLeft(operation: Operation, program: readonly Declared[]): Promise<void> {
    const stays = new Set(program.map(({ kind, name }) => urnFor(kind, name)));
    for (const urn of [...this.stored.keys()].reverse().filter((one) => !stays.has(one))) {
      operation.steps.push(`${nameOf(urn)}: delete`);
      await elapse(this.clock, this.#delete(operation, urn));
    }
  }

  async destroy(): Promise<Operation> {
    const operation = this.start();
    await this.#deleteWhatLeft(operation, []);
    return operation;
  }

  async refresh(): Promise<Operation> {
    const operation = this.start();
    for (const [urn, old] of this.stored) {
      const found = await kinds[old.kind].read(operation.context, old.id, wire(old.state)).catch((error: Error) => {
        operation.errors.push(`${nameOf(urn)}: ${error.message}`);
        return old;
      });
      if (found === undefined) this.stored.delete(urn);
      else this.stored.set(urn, { kind: old.kind, inputs: old.inputs, ...found });
    }
    return operation;
  }
}

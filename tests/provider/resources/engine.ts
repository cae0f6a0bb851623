/** As much of the Pulumi engine as handlers can tell: the order of calls, what state holds, what is known when. */
import { PartialError } from "../../../provider/errors";
import { OperationContext } from "../../../provider/resources/context";
import { hostPassthroughDevice } from "../../../provider/resources/hostPassthroughDevice";
import { passthroughPlan } from "../../../provider/resources/passthroughPlan";
import type { Properties, ResourceHandler } from "../../../provider/resources/resource";
import type { Settings } from "../../../provider/resources/settings";
import { unknown } from "../../../provider/resources/unknown";
import { vmMemoryReservation } from "../../../provider/resources/vmMemoryReservation";
import { vmPciAttachment } from "../../../provider/resources/vmPciAttachment";
import { FakeVSphere, type World } from "./fakeVSphere";

export const kinds = {
  HostPassthroughDevice: hostPassthroughDevice,
  VmPciAttachment: vmPciAttachment,
  VmMemoryReservation: vmMemoryReservation,
  PassthroughPlan: passthroughPlan,
} as const satisfies Record<string, ResourceHandler>;
export type Kind = keyof typeof kinds;

/** The value of another resource's property: at preview unknown unless it is an input. */
export type Of = (name: string, property: string) => unknown;

export interface Declared {
  readonly kind: Kind;
  readonly name: string;
  readonly inputs: Properties | ((of: Of) => Properties);
}

export const device = (name: string, inputs: Declared["inputs"]): Declared => ({
  kind: "HostPassthroughDevice",
  name,
  inputs,
});
export const attachment = (name: string, inputs: Declared["inputs"]): Declared => ({
  kind: "VmPciAttachment",
  name,
  inputs,
});
export const memory = (name: string, inputs: Declared["inputs"]): Declared => ({
  kind: "VmMemoryReservation",
  name,
  inputs,
});

export function urnFor(kind: Kind, name: string): string {
  return `urn:pulumi:dev::demo::pulumi-nodejs:dynamic/vsphere-passthrough:${kind}::${name}`;
}

/** A name in place of a URN: what a warning or a step is about. */
const nameOf = (urn: string | undefined) => urn?.slice(urn.lastIndexOf("::") + 2) ?? "";

export interface Stored {
  readonly kind: Kind;
  readonly id: string;
  readonly inputs: Properties;
  readonly state: Properties;
  /** What a PartialError said; the next up updates. */
  readonly initError?: string;
}

/** One engine operation: what it did, and what the user was told. */
export class Operation {
  readonly fake: FakeVSphere;
  readonly context: OperationContext;
  /** `name: step`, such as `gpu: create`. */
  readonly steps: string[] = [];
  /** `name: text` of what check refused. */
  readonly refused: string[] = [];
  /** `name: text` of what create, update and delete rejected with. */
  readonly errors: string[] = [];
  readonly warnings: string[] = [];
  readonly progress: string[] = [];

  constructor(world: World, settings: Settings) {
    this.fake = new FakeVSphere(world);
    this.context = new OperationContext(this.fake, settings, {
      warn: (message, urn) =>
        void (this.warnings.includes(`${nameOf(urn)}: ${message}`) || this.warnings.push(`${nameOf(urn)}: ${message}`)),
      info: (message, urn) => void this.progress.push(`${nameOf(urn)}: ${message}`),
    });
  }
}

export const settings: Settings = {
  connection: { server: "vc.test", user: "u", password: "p", allowUnverifiedSsl: false, apiTimeoutMs: 300_000 },
  maxDevicesPerVm: 2,
  refuse: [],
  acceptServer: undefined,
};

interface Clock {
  tickAsync(ms: number): Promise<number>;
}

/** Lets faked time pass until a promise is settled. */
export async function elapse<T>(clock: Clock, work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = () => {
    isDone = true;
  };
  work.then(done, done);
  for (let ticks = 0; !isDone && ticks < 2000; ticks++) await clock.tickAsync(125);
  if (!isDone) throw new Error("still waiting after four minutes of faked time");
  return work;
}

/** What crosses the wire keeps no order of keys and no `undefined`. */
function wire(value: Properties): Properties {
  const turn = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(turn);
    if (typeof one !== "object" || one === null) return one;
    const entries = Object.entries(one).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(entries.reverse().map(([key, inner]) => [key, turn(inner)]));
  };
  return turn(value) as Properties;
}

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
      const planned = await this.#plan(operation, declared, { __urn: urn, ...given });
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

  async #plan(operation: Operation, { kind, name }: Declared, news: Properties) {
    const handler = kinds[kind];
    const urn = urnFor(kind, name);
    const { context } = operation;
    const old = this.stored.get(urn);
    const check = async (olds: Properties) => {
      const { inputs, failures } = await handler.check(context, wire(olds), wire(news));
      operation.refused.push(...failures.map(({ message }) => `${name}: ${message}`));
      return failures.length === 0 ? inputs : undefined;
    };
    const first = await check(old?.inputs ?? {});
    if (first === undefined) return undefined;
    if (old === undefined)
      return this.#step(operation, name, "create", first, () => this.#create(operation, kind, name, first));
    const { changes, replaces } = await handler.diff(context, old.id, wire(old.state), wire(first));
    if (replaces.length > 0) {
      const again = await check({});
      if (again === undefined) return undefined;
      return this.#step(operation, name, `replace ${[...replaces].sort().join(",")}`, again, async () => {
        if (await this.#delete(operation, urn)) await this.#create(operation, kind, name, again);
      });
    }
    if (!changes && old.initError === undefined) {
      this.stored.set(urn, { ...old, inputs: first });
      return this.#step(operation, name, "same", { ...old.state, ...first }, async () => undefined);
    }
    return this.#step(operation, name, "update", first, () => this.#update(operation, urn, old, first));
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
      else this.stored.set(urn, { kind: old.kind, ...found });
    }
    return operation;
  }
}

/** Programs, and one engine operation over them: what it did, and what the user was told. */
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

const inputNames = [
  ...["host", "address", "match", "expect", "hardwareLabel", "reboot", "evacuate", "allowCritical"],
  ...["vm", "power", "drsAutomation", "mmio64SizeGB", "retained"],
];

/** The plan resource, as the classes register it before all others. */
export function plan(...program: readonly Declared[]): readonly Declared[] {
  const declared = program.map(({ kind, name, inputs: given }) => {
    const inputs = typeof given === "function" ? given(() => unknown) : given;
    const said = Object.entries(inputs).filter(([key, value]) => inputNames.includes(key) && value !== undefined);
    const { __vmSource: vmSource, __deviceSource: source } = inputs;
    const passedOn = [
      ...(source === undefined ? [] : ["address", "host", "expect"]),
      ...(vmSource === undefined ? [] : ["vm"]),
    ];
    const open = said.filter(([key, value]) => value === unknown && !passedOn.includes(key)).map(([key]) => key);
    return {
      ...Object.fromEntries(said.filter(([, value]) => value !== unknown)),
      ...(open.length === 0 ? {} : { open }),
      kind: kind === "HostPassthroughDevice" ? "device" : kind === "VmPciAttachment" ? "attachment" : "memory",
      urn: urnFor(kind, name),
      ...(vmSource === undefined ? {} : { vmSource }),
      ...(source === undefined ? {} : { device: source }),
    };
  });
  return [{ kind: "PassthroughPlan", name: "plan", inputs: { declared: JSON.stringify(declared) } }, ...program];
}

export function urnFor(kind: Kind, name: string): string {
  return `urn:pulumi:dev::demo::pulumi-nodejs:dynamic/vsphere-passthrough:${kind}::${name}`;
}

/** A name in place of a URN: what a warning or a step is about. */
export const nameOf = (urn: string | undefined) => urn?.slice(urn.lastIndexOf("::") + 2) ?? "";

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
  /** URNs of what is replaced because of something else. */
  readonly recreated = new Set<string>();

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

export interface Clock {
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
export function wire(value: Properties): Properties {
  const turn = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(turn);
    if (typeof one !== "object" || one === null) return one;
    const entries = Object.entries(one).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(entries.reverse().map(([key, inner]) => [key, turn(inner)]));
  };
  return turn(value) as Properties;
}

import { notKnown, type Recorded, types } from "../../provider/rules/foreign";

type Type = keyof typeof types;

interface Extra {
  readonly sources?: Readonly<Record<string, readonly string[]>>;
  readonly ignoreChanges?: readonly string[];
  readonly readId?: string;
}

export function urn(type: Type, name: string): string {
  return `urn:pulumi:test::e2e::${types[type]}::${name}`;
}

export function resource(type: Type, name: string, props: Recorded["props"] = {}, extra: Extra = {}): Recorded {
  return { urn: urn(type, name), type: types[type], props, sources: {}, ignoreChanges: [], ...extra };
}

/** An input that is not known yet, and comes from these. */
export function from(property: string, ...sources: readonly string[]): Pick<Recorded, "props" | "sources"> {
  return { props: { [property]: notKnown }, sources: { [property]: sources } };
}

/** The reserved VM `ml` that the program creates. */
export function machine(props: Recorded["props"] = {}, extra: Extra = { ignoreChanges: ["pciDeviceIds"] }): Recorded {
  return resource(
    "machine",
    "ml",
    { memory: 4096, memoryReservation: 4096, memoryReservationLockedToMax: true, ...props },
    extra,
  );
}

/** Reservation and attachment of that VM, whose ID is not known yet. */
export function chain(props: Recorded["props"] = {}): readonly Recorded[] {
  const ofMachine = from("vm", urn("machine", "ml"));
  const ofMemory = from("vm", urn("reservation", "memory"));
  return [
    resource("reservation", "memory", ofMachine.props, { sources: ofMachine.sources }),
    resource("attachment", "gpu", { ...ofMemory.props, ...props }, { sources: ofMemory.sources }),
  ];
}

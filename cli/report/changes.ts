/** What a preview plans for the resources of this package. */

import { unpack } from "../../provider/hidden";
import { isUnknown } from "../../provider/resources/unknown";
import { agreedKey } from "../../provider/resources/urn";
import { nameOf } from "./messages";
import type { Kind } from "./model";
import type { Step } from "./preview";

/** Inputs and outputs by name; of what comes next, inputs only are known. */
export type Facts = Readonly<Record<string, unknown>>;

export interface Change {
  readonly op: "create" | "update" | "replace" | "delete" | "same";
  readonly kind: Kind;
  readonly urn: string;
  readonly name: string;
  /** The provider, and so the server: managed object IDs are unique per server only. */
  readonly site: string;
  /** ID before the change. */
  readonly id: string;
  readonly old: Facts | undefined;
  readonly next: Facts | undefined;
  /** Inputs that force a replacement. */
  readonly because: readonly string[];
  /** Leaves the program without being undone. */
  readonly retained: boolean;
}

export interface Changes {
  readonly own: readonly Change[];
  /** Sites whose plan resource goes too: the preview has not looked at what their deletions cost. */
  readonly unplanned: ReadonlySet<string>;
  /** How many resources of other packages change. */
  readonly others: number;
}

const ops: Readonly<Record<string, Change["op"]>> = {
  create: "create",
  import: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "import-replacement": "replace",
  delete: "delete",
  same: "same",
};

const kinds: Readonly<Record<string, Kind | "plan">> = {
  HostPassthroughDevice: "device",
  VmPciAttachment: "attachment",
  VmMemoryReservation: "memory",
  PassthroughPlan: "plan",
};

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function kindOf(urn: string): Kind | "plan" | undefined {
  const [, name = ""] = /^pulumi-nodejs:dynamic\/vsphere-passthrough:(\w+)$/.exec(typeOf(urn)) ?? [];
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

/** A provider reference is its URN and its ID. */
function siteOf({ provider = "" }: Step): string {
  return provider.split("::").slice(0, -1).join("::");
}

/** Text, if it is known already. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && !isUnknown(value) ? value : undefined;
}

/** A setting; one that is not given took what others of the same host or VM gave, and the state has that. */
export function settingOf(facts: Facts, key: string): unknown {
  const agreed = facts[agreedKey];
  const others = typeof agreed === "object" && agreed !== null ? (agreed as Facts)[key] : undefined;
  return facts[key] ?? others;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function changeOf(step: Step, kind: Kind, op: Change["op"]): Change {
  const { urn, oldState, newState } = step;
  return {
    op,
    kind,
    urn,
    name: nameOf(urn),
    site: siteOf(step),
    id: oldState?.id ?? "",
    old: oldState ? unpack({ ...oldState.inputs, ...oldState.outputs }) : undefined,
    next: newState ? unpack({ ...newState.inputs }) : undefined,
    because: step.replaceReasons ?? [],
    retained: oldState?.retainOnDelete ?? false,
  };
}

/** With `--show-replacement-steps` one replacement is three steps. */
function merged(one: Change, other: Change): Change {
  return {
    ...one,
    id: one.id || other.id,
    old: one.old ?? other.old,
    next: one.next ?? other.next,
    because: [...new Set([...one.because, ...other.because])].sort(),
    retained: one.retained || other.retained,
  };
}

/** Resources that something is done for; components and providers are only bookkeeping. */
function isForeignChange(step: Step, op: Change["op"] | undefined): boolean {
  const isCustom = (step.newState ?? step.oldState)?.custom === true;
  return isCustom && op !== undefined && op !== "same" && !typeOf(step.urn).startsWith("pulumi:");
}

function byName(one: Change, other: Change): number {
  const key = ({ name, urn, op }: Change) => `${name}\n${urn}\n${op}`;
  return key(one) < key(other) ? -1 : 1;
}

export function changesOf(steps: readonly Step[]): Changes {
  const own = new Map<string, Change>();
  const unplanned = new Set<string>();
  const others = new Set<string>();
  for (const step of steps) {
    const op = Object.hasOwn(ops, step.op) ? ops[step.op] : undefined;
    const kind = kindOf(step.urn);
    if (kind === undefined) {
      if (isForeignChange(step, op)) others.add(step.urn);
    } else if (kind === "plan") {
      if (op === "delete") unplanned.add(siteOf(step));
    } else if (op !== undefined) {
      const change = changeOf(step, kind, op);
      const key = `${op} ${step.urn}`;
      const earlier = own.get(key);
      own.set(key, earlier === undefined ? change : merged(earlier, change));
    }
  }
  const sorted = [...own.values()].sort(byName);
  return { own: sorted, unplanned, others: others.size };
}

/** Sentences about references, and about several resources at once. */
import { list, shortList } from "./labels";
import type { Problem } from "./rule";

/** A reference that fits nothing or several things, as the inventory look-up found it. */
export interface Unresolved {
  readonly kind: "host" | "vm";
  readonly reference: string;
  readonly ambiguous: boolean;
  /** What it fits, or what comes close. */
  readonly candidates: readonly { readonly id: string; readonly path: string }[];
}

const nouns = { host: "host", vm: "VM" } as const;

export const planWording = {
  conflict: (input: string, what: string, said: readonly string[]): Problem => ({
    wrong: `${what} must agree on \`${input}\``,
    found: list(said),
    expected: "one value, set once or everywhere the same",
  }),

  duplicate: (what: string, names: readonly string[]): Problem => ({
    wrong: `${what} is declared more than once`,
    found: list(names),
    expected: "exactly one resource",
    advice: "remove the others",
  }),

  refusedByPolicy: (what: string, setting: string): Problem => ({
    wrong: what,
    found: `"${setting}" in vsphere-passthrough:refuse`,
    expected: "the setting forbids it",
    advice: "run it in a maintenance window, without the setting",
  }),

  unresolved: (unresolved: Unresolved): Problem => ({
    wrong: `"${unresolved.reference}" fits ${unresolved.ambiguous ? `${unresolved.candidates.length} objects` : `no ${nouns[unresolved.kind]}`}`,
    found:
      unresolved.candidates.length === 0
        ? `no ${nouns[unresolved.kind]} at all that this user can see`
        : shortList(unresolved.candidates.map(({ path, id }) => `${path} (${id})`)),
    expected: "exactly one",
    advice:
      unresolved.kind === "vm"
        ? "give the managed object ID, the inventory path or a UUID; if this program creates the VM, use its `moid` output"
        : "give the managed object ID or the inventory path",
  }),

  anotherObject: (kind: "host" | "vm", id: string, found: string, expected: string): Problem => ({
    wrong: `${id} is another ${nouns[kind]} than the one in the state, and none here has the UUID of that one`,
    found: `UUID ${found}`,
    expected: `expected ${expected}`,
    advice: `run \`pulumi refresh\`: it drops what is gone from the state; ${kind === "host" ? "if only the mainboard was replaced" : "if only its UUID was changed"}, the next up takes over what is in force`,
  }),

  severalOfUuid: (kind: "host" | "vm", uuid: string, found: readonly string[]): Problem => ({
    wrong: `several ${nouns[kind]}s have the UUID of the one in the state, ${uuid}`,
    found: list(found),
    expected: "exactly one",
    advice: "give them UUIDs of their own",
  }),

  goneVm: (vmId: string): Problem => ({
    wrong: `the VM ${vmId} does not exist any more`,
    advice: "run `pulumi refresh`",
  }),

  goneHost: (hostId: string): Problem => ({
    wrong: `the host ${hostId} does not exist any more`,
    advice: "run `pulumi refresh`",
  }),

  otherServer: (found: string, expected: string): Problem => ({
    wrong: "this is another vSphere server than the one the state was written against",
    found: `server ${found}`,
    expected: `expected ${expected}`,
    advice: `correct vsphere:vsphereServer, or set vsphere-passthrough:acceptServer to ${found} if the server was rebuilt`,
  }),
} as const;

import assert from "node:assert/strict";
import { haveAllArrived } from "../../../provider/resources/companions";
import { Ledger } from "../../../provider/resources/ledger";
import type { Context } from "../../../provider/resources/resource";
import type { VmItem } from "../../../provider/resources/work";

const shared = { hostId: "host-12", power: undefined, drsAutomation: undefined, mmio64SizeGB: undefined };
const attachment = (urn: string, vm: string | undefined, vmSource?: string) =>
  ({ kind: "attachment", urn, vm, vmSource, address: `address of ${urn}`, ...shared }) as const;
const memory = (urn: string, vm: string | undefined) => ({ kind: "memory", urn, vm }) as const;
const item = (urn: string | undefined): VmItem => ({
  ...{ urn, power: "requireOff", powerTimeoutMs: 0, restart: "now" },
  decide: async () => undefined,
});

function ledger(...claims: readonly Parameters<Ledger["declare"]>[0][]): Ledger {
  const all = new Ledger();
  for (const claim of claims) all.declare(claim);
  all.makeWhole();
  return all;
}

/** Whether work on vm-1 starts at once when these have arrived. */
function startsAtOnce(known: Ledger, ...urns: readonly (string | undefined)[]): boolean {
  return haveAllArrived({ ledger: known } as unknown as Context, "vm-1", urns.map(item));
}

describe("work on a VM starts at once", () => {
  it("when all that the program declares for the VM has arrived, and not before", () => {
    const known = ledger(attachment("a", "vm-1"), attachment("b", "vm-1"), attachment("c", "vm-2"));
    assert.deepEqual([startsAtOnce(known, "a"), startsAtOnce(known, "b", "a")], [false, true]);
  });

  it("without what comes before or after, in order by data", () => {
    const known = ledger(memory("m", "vm-1"), attachment("a", "vm-1", "m"), attachment("b", "vm-1", "a"));
    assert.deepEqual([startsAtOnce(known, "m"), startsAtOnce(known, "a", "b")], [true, true]);
    const unordered = ledger(memory("m", "vm-1"), attachment("a", "vm-1"));
    assert.deepEqual([startsAtOnce(unordered, "m"), startsAtOnce(unordered, "a")], [false, false]);
  });

  const never: Readonly<Record<string, () => readonly [Ledger, ...(string | undefined)[]]>> = {
    "the plan is not known": () => {
      const known = new Ledger();
      known.declare(attachment("a", "vm-1"));
      return [known, "a"];
    },
    "a resource says no name": () => [ledger(attachment("a", "vm-1")), undefined],
    "it leaves the program: others may leave with it": () => [ledger(), "a"],
    "the VM of another one is not known yet": () => [ledger(attachment("a", "vm-1"), attachment("b", undefined)), "a"],
    "the VM of another one does not exist yet": () => [ledger(attachment("a", "vm-1"), memory("m", "from:vm")), "a"],
    "another one moves to another VM": () => {
      const known = ledger(attachment("a", "vm-1"), attachment("b", "vm-2"));
      known.hold("b", { vmId: "vm-1", hostId: "host-12", address: "there" });
      return [known, "a"];
    },
    "another one that it had before leaves the program": () => {
      const known = ledger(attachment("a", "vm-1"));
      known.holdDeclared("gone", { vmId: "vm-1", hostId: "host-12", address: "there" });
      return [known, "a"];
    },
  };
  for (const [when, given] of Object.entries(never)) {
    it(`not when ${when}`, () => {
      assert.equal(startsAtOnce(...given()), false);
    });
  }
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { attachRules } from "../../../provider/rules/attachment";
import { ruleCatalog } from "../../../provider/rules/catalog";
import { enableRules } from "../../../provider/rules/hostDevice";
import { sentence } from "../../../provider/rules/rule";
import { wording } from "../../../provider/rules/wording";
import { gpu, host } from "../facts";
import { judgeAttaching } from "./subjects";

describe("a message", () => {
  const table = [
    ["host", { wrong: "w", found: "f", expected: "e", advice: "a" }, "host: w; found f; e; a [ambiguous]"],
    ["host", { wrong: "w", expected: "e" }, "host: w; e [ambiguous]"],
    ["host", { wrong: "w", advice: "" }, "host: w [ambiguous]"],
    ["", { wrong: "w", found: "f" }, "w; found f [ambiguous]"],
  ] as const;
  for (const [property, problem, expected] of table) {
    it(expected, () => {
      assert.equal(sentence("ambiguous", property, problem), expected);
    });
  }

  it("does not depend on the order in which members are seen", () => {
    const members = ["0000:01:00.0", "0000:02:00.0", "0000:03:00.0", "0000:04:00.0"];
    const [first, ...others] = [members, [...members].reverse()].map((list) =>
      judgeAttaching({ counted: list.map((label) => ({ identity: label, label })) }),
    );
    assert.equal(first?.length, 1);
    for (const one of others) assert.deepEqual(one, first);
    fc.assert(
      fc.property(fc.shuffledSubarray(members, { minLength: 4 }), (list) => {
        assert.deepEqual(judgeAttaching({ counted: list.map((label) => ({ identity: label, label })) }), first);
      }),
    );
  });

  it("lists ten candidates of an unresolved reference, and how many more there are", () => {
    const candidates = Array.from({ length: 12 }, (_, index) => ({
      id: `host-${index + 10}`,
      path: `/DC0/host/esx-${index + 10}`,
    }));
    const shown = candidates.slice(0, 10).map(({ id, path }) => `${path} (${id})`);
    assert.equal(
      sentence(
        "ambiguous",
        "host",
        wording.unresolved({ kind: "host", reference: "esx-1", ambiguous: true, candidates }),
      ),
      `host: "esx-1" fits 12 objects; found ${shown.join(", ")} and 2 more; exactly one; give the managed object ID or the inventory path [ambiguous]`,
    );
  });

  const waiting = "0000:3b:00.0 still waits for a reboot";
  it("says what is left to do after a reboot that did not help", () => {
    assert.equal(
      sentence("reboot-pending", "", wording.pendingAfterReboot(host(), [gpu])),
      `host esx-01 (host-12) was rebooted, and ${waiting}; found enabled and active to differ; see whether the host could save its configuration, and whether VMkernel.Boot.disableACSCheck is needed for this hardware [reboot-pending]`,
    );
  });
});

describe("the rule tables", () => {
  it("refuse by what the catalog calls a refusal", () => {
    const verdicts = [...attachRules, ...enableRules].map(({ id }) => [id, ruleCatalog[id].verdict]);
    assert.deepEqual(
      verdicts.filter(([, verdict]) => verdict !== "refused"),
      [],
    );
  });

  it("have every rule this release promises", () => {
    const ids = new Set([...attachRules, ...enableRules].map(({ id }) => id));
    assert.deepEqual([...ids].sort(), [
      "ambiguous",
      "critical-device",
      "device-limit",
      "device-shared",
      "hardware-version",
      "identity",
      "label-version",
      "memory-not-reserved",
      "mmio",
      "no-iommu",
      "not-active",
      "not-capable",
      "not-connected",
      "platform-limit",
      "sriov-physical-function",
      "vm-state",
      "vmotion-enabled",
      "wrong-host",
    ]);
  });
});

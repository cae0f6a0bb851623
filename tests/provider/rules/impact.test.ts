import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { canonical, type Impact, impactByInput, impacts, replaces, when, worst } from "../../../provider/rules/impact";

describe("impact", () => {
  it("is ordered from nothing to the worst", () => {
    assert.deepEqual(impacts, ["none", "record", "update", "powerCycle", "replace", "replaceWithReboot"]);
  });

  it("of a plan is its worst, in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<Impact>(...impacts)), (found) => {
        const highest = Math.max(0, ...found.map((one) => impacts.indexOf(one)));
        assert.equal(worst(found), impacts[highest]);
      }),
    );
  });

  for (const impact of impacts) {
    it(`${impact} ${impact.startsWith("replace") ? "replaces" : "does not replace"}`, () => {
      assert.equal(replaces(impact), impact === "replace" || impact === "replaceWithReboot");
    });
  }

  it("of a value at its default and of one that is not given is the same", () => {
    const row = when("update", "reboot", "never");
    assert.deepEqual(
      [
        row({}, { reboot: "never" }),
        row({ reboot: "never" }, {}),
        row({ reboot: null }, {}),
        row({}, { reboot: "ifNeeded" }),
      ],
      ["none", "none", "none", "update"],
    );
  });

  it("leaves out inputs that cause nothing", () => {
    const table = { a: when("update", "a"), b: when("replace", "b") };
    assert.deepEqual([...impactByInput(table, { a: 1, b: 1 }, { a: 2, b: 1 })], [["a", "update"]]);
  });
});

function shuffled(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((inner) => shuffled(inner, seed));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, shuffled(inner, seed)] as const);
  const by = (key: string) => [...key].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0) * seed) % 9973, seed);
  return Object.fromEntries(entries.sort(([one], [other]) => by(one) - by(other)));
}

describe("canonical text", () => {
  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 9000 }), (value, seed) => {
        assert.equal(canonical(shuffled(value, seed)), canonical(value));
      }),
    );
  });

  it("tells different values apart", () => {
    const values = fc.dictionary(
      fc.string(),
      fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer())),
    );
    fc.assert(
      fc.property(values, values, (one, other) => {
        assert.equal(canonical(one) === canonical(other), isDeepStrictEqual({ ...one }, { ...other }));
      }),
    );
  });

  const table = [
    [{ b: 1, a: "x" }, '{"a":"x","b":1}'],
    [{ a: undefined, b: null }, "{}"],
    [[2, 1], "[2,1]"],
    [undefined, "null"],
    ["1", '"1"'],
    [1, "1"],
  ] as const;
  for (const [value, expected] of table) {
    it(expected, () => {
      assert.equal(canonical(value), expected);
    });
  }
});

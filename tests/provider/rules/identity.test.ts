import assert from "node:assert/strict";
import { judgeAttaching, judgeEnabling } from "./subjects";

const other = { vendorId: "10de", deviceId: "2235" };
const same = { vendorId: "10de", deviceId: "20b5" };
const refusal = {
  rule: "identity",
  property: "address",
  message:
    "address: another card is at 0000:3b:00.0; found 10de:20b5; expected 10de:2235; the card was moved or swapped: correct the address, or write the new ids to `expect` to accept this card [identity]",
};

describe("rule identity", () => {
  it("refuses to enable another card than the one expected", () => {
    assert.deepEqual(judgeEnabling({ expect: other }), [refusal]);
  });

  it("refuses to attach another card than the one expected", () => {
    assert.deepEqual(judgeAttaching({ expect: other }), [refusal]);
  });

  for (const expect of [same, undefined]) {
    it(`lets pass what is expected: ${JSON.stringify(expect)}`, () => {
      assert.deepEqual(judgeEnabling({ expect }), []);
      assert.deepEqual(judgeAttaching({ expect }), []);
    });
  }

  it("compares the vendor too", () => {
    assert.deepEqual(
      judgeEnabling({ expect: { vendorId: "1002", deviceId: "20b5" } }).map(({ rule }) => rule),
      ["identity"],
    );
  });

  it("is skipped while the device is not known", () => {
    assert.deepEqual(judgeAttaching({ host: undefined, expect: other }), []);
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { pack, unpack } from "../../provider/hidden";

describe("what a resource hides among its properties", () => {
  const shown = { vm: "vm-42", __provider: "exports.handler=x" };

  it("is one property, beside what Pulumi itself hides", () => {
    assert.deepEqual(pack({ ...shown, __urn: "urn:1", __agreed: { power: "shutdown" }, __migratable: undefined }), {
      ...shown,
      __hidden: '{"__urn":"urn:1","__agreed":{"power":"shutdown"}}',
    });
    assert.deepEqual(pack(shown), shown);
  });

  it("is found again, whatever it is", () => {
    const key = fc.constantFrom("__urn", "__hostUuid", "__agreed", "__provider", "vm", "address", "expect");
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue()), (properties) => {
        const onWire = (value: unknown) => JSON.parse(JSON.stringify(value));
        assert.deepEqual(onWire(unpack(pack(properties))), onWire(properties));
      }),
    );
  });

  it("may come one by one, as the program and earlier states have it", () => {
    assert.deepEqual(unpack({ ...shown, __hidden: '{"__urn":"old","__vmUuid":"5001"}', __urn: "new" }), {
      ...shown,
      __urn: "new",
      __vmUuid: "5001",
    });
  });

  it("is nothing when the text is none of ours", () => {
    for (const text of ["", "{", "null", "[1]", '"x"', 7, undefined, { __urn: "u" }]) {
      assert.deepEqual(unpack({ ...shown, __hidden: text }), shown, JSON.stringify(text));
    }
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { Encoder, type Field, type Schema, type TypeDef } from "../../../provider/vsphere/wire";

const field = (name: string, type: string, more: Partial<Field> = {}): Field => ({
  name,
  type,
  required: false,
  many: false,
  ...more,
});
const types: Readonly<Record<string, TypeDef>> = {
  Base: { fields: [field("a", "xsd:int", { required: true }), field("b", "xsd:string")] },
  Sub: { base: "Base", fields: [field("c", "xsd:boolean"), field("d", "xsd:string", { since: "7.0.0.0" })] },
  Other: { fields: [] },
};
const schema: Schema = {
  types: new Map(Object.entries(types)),
  methods: new Map([
    [
      "Do",
      [
        field("_this", "ManagedObjectReference", { required: true }),
        field("one", "Base"),
        field("many", "Base", { many: true }),
        field("any", "xsd:anyType"),
        field("short", "xsd:short"),
        field("long", "xsd:long"),
      ],
    ],
  ]),
};
const self = { type: "Thing", id: "thing-1" };
const encode = (args: Record<string, unknown>, version = "6.7") => new Encoder(schema, version).call("Do", self, args);

describe("arguments on the wire", () => {
  it("stand in the order of the schema, a subclass behind its base, whatever their own order", () => {
    const node = encode({ many: [{ b: "x", a: 1 }], one: { c: true, $type: "Sub", b: "y", a: 2 } });
    assert.equal(
      JSON.stringify(node),
      JSON.stringify({
        _this: { $attributes: { type: "Thing" }, $xml: "thing-1" },
        one: { $attributes: { "xsi:type": "Sub" }, a: "2", b: "y", c: "true" },
        many: [{ a: "1", b: "x" }],
      }),
    );
  });

  it("of any type say what they are", () => {
    assert.deepEqual(encode({ any: "<a>" })["any"], { $attributes: { "xsi:type": "xsd:string" }, $xml: "&lt;a&gt;" });
    assert.deepEqual(encode({ any: self })["any"], {
      $attributes: { type: "Thing", "xsi:type": "ManagedObjectReference" },
      $xml: "thing-1",
    });
  });

  it("keep a 64-bit number exact", () => {
    assert.equal(encode({ long: 9223372036854775807n })["long"], "9223372036854775807");
  });

  it("leave out what is undefined and empty lists", () => {
    assert.deepEqual(Object.keys(encode({ one: undefined, many: [] })), ["_this"]);
  });

  const mistakes: readonly [title: string, args: Record<string, unknown>, message: string][] = [
    ["an unknown element", { two: 1 }, "Do has no element two"],
    ["an unknown element within", { one: { a: 1, z: 1 } }, "Do.one has no element z"],
    ["a subclass's element without its type", { one: { a: 1, c: true } }, "Do.one has no element c"],
    ["a required element left out", { many: [{ a: 1 }, {}] }, "Do.many[1].a is required"],
    ["a type that does not fit", { one: { $type: "Other" } }, "Do.one: Other is no Base"],
    ["a type that is unknown", { one: { $type: "Nope" } }, "Do.one: the WSDL has no type Nope"],
    [
      "an element newer than the version",
      { one: { $type: "Sub", a: 1, d: "" } },
      "Do.one.d needs API 7.0.0.0, the server speaks 6.7",
    ],
    ["a list where there is one", { one: [{ a: 1 }] }, "Do.one is no list"],
    ["one where there is a list", { many: { a: 1 } }, "Do.many is a list"],
    ["a short that is unsigned", { short: 0x8086 }, "Do.short is no xsd:short"],
    ["a number that is text", { short: "1" }, "Do.short is no xsd:short"],
    ["a fraction", { long: 1.5 }, "Do.long is no xsd:long"],
    ["a character that XML has not", { any: "a\u0001" }, "Do.any has a character that XML cannot carry"],
    ["half a surrogate pair", { any: "\ud800" }, "Do.any has a character that XML cannot carry"],
  ];
  for (const [title, args, message] of mistakes) {
    it(`are refused with ${title}`, () => assert.throws(() => encode(args), { name: "TypeError", message }));
  }

  it("never hold markup that came from text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const { $xml } = encode({ any: text })["any"] as { $xml: string };
        assert.ok(!/[<>]|&(?!(?:amp|lt|gt|#x[9AD]);)/.test($xml));
      }),
    );
  });
});

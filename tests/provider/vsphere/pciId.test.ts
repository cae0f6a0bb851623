import assert from "node:assert/strict";
import fc from "fast-check";
import { fromSigned16, parsePciId, toSigned16 } from "../../../provider/vsphere/pciId";

const ids: readonly [id: string, signed: number, unsigned: number][] = [
  ["0000", 0, 0],
  ["7fff", 32767, 0x7fff],
  ["8000", -32768, 0x8000],
  ["8086", -32634, 0x8086],
  ["ffff", -1, 0xffff],
];

describe("a PCI id", () => {
  for (const [id, signed, unsigned] of ids) {
    it(`${id} is ${signed} on the wire, and read from number, signed number and text alike`, () => {
      assert.equal(toSigned16(id), signed);
      assert.equal(fromSigned16(signed), id);
      for (const written of [unsigned, signed, id, `0x${id}`, id.toUpperCase(), ` ${id} `]) {
        assert.equal(parsePciId(written), id);
      }
    });
  }

  it("in short text is filled up", () => assert.equal(parsePciId("0x1E"), "001e"));

  it("is nothing else", () => {
    for (const written of ["", "0x", "10dex", "12345", "-1", 65_536, -32_769, 1.5, Number.NaN]) {
      assert.equal(parsePciId(written), undefined);
    }
  });

  it("survives the way to the wire and back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), (value) => {
        const id = parsePciId(value) as string;
        const signed = toSigned16(id);
        assert.ok(signed >= -0x8000 && signed <= 0x7fff);
        assert.equal(fromSigned16(signed), id);
        assert.equal(parsePciId(signed), id);
      }),
    );
  });
});

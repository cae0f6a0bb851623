import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePciAddress } from "../../../provider/vsphere/pciAddress";

describe("a PCI address", () => {
  const written: readonly [text: string, address: string | undefined][] = [
    ["0000:3b:00.0", "0000:3b:00.0"],
    ["3b:00.0", "0000:3b:00.0"],
    [" 0001:AF:1f.7 ", "0001:af:1f.7"],
    ["", undefined],
    ["0000:3b:00", undefined],
    ["0000:3b:00.8", undefined],
    ["0000:3b:20.0", undefined],
    ["000:3b:00.0", undefined],
    ["0000:3b:00.0\n0000:3c:00.0", undefined],
    ["00000:059:00.0", undefined],
  ];
  for (const [text, address] of written) {
    it(`${JSON.stringify(text)} is ${address ?? "none"}`, () => assert.equal(parsePciAddress(text), address));
  }

  it("reads as itself however it is written", () => {
    const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff }),
        fc.integer({ min: 0, max: 0xff }),
        fc.integer({ min: 0, max: 0x1f }),
        fc.integer({ min: 0, max: 7 }),
        (segment, bus, device, fn) => {
          const short = `${hex(bus, 2)}:${hex(device, 2)}.${fn}`;
          const address = `${hex(segment, 4)}:${short}`;
          assert.equal(parsePciAddress(address.toUpperCase()), address);
          assert.equal(parsePciAddress(short), `0000:${short}`);
        },
      ),
    );
  });
});

import assert from "node:assert/strict";
import { parseAttachment } from "../../../provider/resources/attachmentInputs";
import { parseHostDevice } from "../../../provider/resources/hostDeviceInputs";
import { gpu } from "../facts";

describe("inputs", () => {
  it("are put into one form", () => {
    const raw = {
      host: " esx-01 ",
      match: { vendorId: "0x10DE", deviceId: -32634, classId: "302" },
      expect: { vendorId: 0x10de, deviceId: "8086" },
    };
    assert.deepEqual(parseHostDevice(raw), {
      inputs: {
        host: "esx-01",
        match: { vendorId: "10de", deviceId: "8086", classId: "0302" },
        expect: { vendorId: "10de", deviceId: "8086" },
      },
      failures: [],
    });
    assert.deepEqual(parseAttachment({ vm: "vm-42", address: "3B:00.0" }).inputs, { vm: "vm-42", address: gpu });
  });

  it("all that are bad are told at once", () => {
    assert.deepEqual(
      parseHostDevice({ hots: "x", address: "y" }).failures.map(({ property }) => property),
      ["host", "address", "hots"],
    );
  });

  it("that are null, hidden or added by check are no inputs of the user's", () => {
    const raw = {
      vm: "vm-42",
      address: gpu,
      power: null,
      __urn: "u",
      __provider: "p",
      vmId: "vm-42",
      hostId: "host-12",
    };
    assert.deepEqual(parseAttachment(raw), { inputs: { vm: "vm-42", address: gpu }, failures: [] });
  });
});

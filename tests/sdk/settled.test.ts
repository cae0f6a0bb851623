import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import sinon from "sinon";
import { VmMemoryReservation } from "../../sdk";
import { settled } from "../../sdk/settled";
import { runProgram } from "./mocked";

describe("what inputs are before the resources are registered", () => {
  async function judge(make: () => pulumi.Inputs) {
    let found: unknown;
    await runProgram(async () => {
      [found] = await settled([make()]);
    });
    return found;
  }

  const known: Readonly<Record<string, readonly [make: () => unknown, value: unknown]>> = {
    "a text": [() => "esx-01", "esx-01"],
    "a number": [() => 0x10de, 0x10de],
    "an Output of a literal": [() => pulumi.output("esx-01"), "esx-01"],
    "a promise": [() => Promise.resolve("esx-01"), "esx-01"],
    "an Output of a promise, with something made of it": [
      () => pulumi.output(Promise.resolve({ id: "host-12" })).apply(({ id }) => id),
      "host-12",
    ],
    "a list and an object with such in them": [
      () => ({ vendorId: pulumi.output(0x10de), classes: ["0302", Promise.resolve("0300")] }),
      { vendorId: 0x10de, classes: ["0302", "0300"] },
    ],
  };
  for (const [what, [make, value]] of Object.entries(known)) {
    it(`is known: ${what}`, async () => {
      assert.deepEqual(await judge(() => ({ host: make() })), { values: { host: value }, open: [] });
    });
  }

  const unknown: Readonly<Record<string, () => unknown>> = {
    "the output of a resource": () => new VmMemoryReservation("memory", { vm: "vm-42" }).vm,
    "what is made of one": () => new VmMemoryReservation("memory", { vm: "vm-42" }).vm.apply((vm) => vm.trim()),
    "a promise of one": () => Promise.resolve(new VmMemoryReservation("memory", { vm: "vm-42" }).vm),
    "an Output of a promise of one": () =>
      pulumi.output(Promise.resolve(new VmMemoryReservation("memory", { vm: "vm-42" }).vm)),
    "a resource itself": () => new VmMemoryReservation("memory", { vm: "vm-42" }),
    "a secret": () => pulumi.secret("esx-01"),
    "an object with a secret in it": () => ({ vendorId: "10de", deviceId: pulumi.secret("1eb8") }),
    "a promise that fails": () => Promise.reject(new Error("no such host")),
  };
  for (const [what, make] of Object.entries(unknown)) {
    it(`is not known: ${what}`, async () => {
      assert.deepEqual(await judge(() => ({ host: make(), reboot: "never" })), {
        values: { reboot: "never" },
        open: ["host"],
      });
    });
  }

  it("is not waited for longer than some seconds", async () => {
    const clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const never = new Promise<string>(() => undefined);
      const found = settled([{ host: never, address: "3b:00.0" }, { host: pulumi.output(never) }]);
      await clock.tickAsync(3_000);
      assert.deepEqual(await found, [
        { values: { address: "3b:00.0" }, open: ["host"] },
        { values: {}, open: ["host"] },
      ]);
      assert.equal(clock.countTimers(), 0);
    } finally {
      clock.restore();
    }
  });
});

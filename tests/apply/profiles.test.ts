import assert from "node:assert/strict";
import type { Behaviours, Profile, SimulatorOptions } from "../../simulator";
import { assertAsBefore, assertWanted, snapshot } from "./checks";
import { inventory, modem, type Where } from "./inventories";
import { canonical } from "./scenarios";
import { outcomes, servers } from "./server";
import type { Stack } from "./stack";

const power = { power: "shutdown" } as const;

/** Creates, finds nothing to do, replaces the device, refreshes and destroys: all of it must leave the server as it was. */
async function live(stack: Stack): Promise<void> {
  const { simulator } = stack;
  const before = snapshot(simulator.state());
  const first = canonical({}, power);
  assert.deepEqual((await stack.up(first)).errors, []);
  assertWanted(stack, first, before);
  const again = await stack.up(first);
  assert.deepEqual(
    again.steps.filter((step) => !step.endsWith(": same")),
    [],
  );
  const other = canonical({ address: modem }, power);
  assert.deepEqual((await stack.up(other)).errors, []);
  assertWanted(stack, other, before);
  assert.deepEqual((await stack.refresh()).errors, []);
  assert.deepEqual((await stack.destroy()).errors, []);
  assertAsBefore(simulator, before);
}

/** In all points where it is not certain what real servers do: the other behaviour. */
const others: Behaviours = {
  unknownDevice: "InvalidArgument",
  incapableDevice: "HostConfigFault",
  applyNowRefused: "HostConfigFault",
  siblings: "stay",
  powerOnRefusal: "InvalidVmConfig",
  hotPlugRefusal: "DeviceHotPlugNotSupported",
  coldMigration: "allowed",
  heldDevices: "hidden",
  deviceIdText: "hex",
  dynamicIds: "signed",
  overrideMismatch: "accepted",
  silentHost: "HostCommunication",
  readWithoutSession: "fault",
  newerVersion: "refused",
  noPermission: "missingPrivileges",
};

describe("the whole life, on each release of vSphere", function () {
  this.timeout(30_000);
  const { stack } = servers();

  /** Reboots of the host: to enable, to replace, to destroy. */
  const reboots: readonly (readonly [Profile, Where, number])[] = [
    // Nothing is applied at once before 7.0, whatever the host says of itself.
    ["6.7", "rebinds", 3],
    ["6.7", "lone", 3],
    ["7.0U3", "rebinds", 2],
    ["7.0U3", "reboots", 3],
    ["8.0U2", "rebinds", 2],
    ["8.0U2", "lone", 3],
    ["9.0", "rebinds", 2],
    ["9.0", "reboots", 3],
  ];
  for (const [profile, where, count] of reboots) {
    it(`${profile}, on a host that ${where === "lone" ? "is alone" : where}`, async () => {
      const options: SimulatorOptions = { profile, timeScale: 0.01 };
      const apply = await stack(inventory(where, where === "lone" ? "poweredOff" : "poweredOn"), options);
      await live(apply);
      assert.equal(outcomes(apply.simulator, "RebootHost_Task").filter((outcome) => outcome === "ok").length, count);
    });
  }

  for (const where of ["rebinds", "reboots"] as const) {
    it(`with all that is not certain the other way, on a host that ${where}`, async () => {
      const apply = await stack(inventory(where, "poweredOn"), { behaviours: others, timeScale: 0.01 });
      await live(apply);
    });
  }
});

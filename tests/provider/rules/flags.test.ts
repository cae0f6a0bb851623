import assert from "node:assert/strict";
import {
  adopted,
  deviceSharedWhileOff,
  drift,
  lostFeatures,
  needsReboot,
  rebootPending,
  siblings,
  unordered,
  vmUnborn,
} from "../../../provider/rules/flags";
import { gpu, host, passthruInfo } from "../facts";

describe("whether a change needs a reboot", () => {
  const table = [
    ["enable", true, false],
    ["enable", false, true],
    ["disable", true, true],
    ["disable", false, true],
  ] as const;
  for (const [change, rebindWithoutReboot, expected] of table) {
    it(`${change} on a host that ${rebindWithoutReboot ? "can" : "cannot"} rebind: ${expected}`, () => {
      assert.equal(needsReboot(host({ rebindWithoutReboot }), change), expected);
    });
  }
});

describe("flag reboot-pending", () => {
  const table = [
    [true, "enabled and not active yet", "active"],
    [false, "disabled and still active", "inactive"],
  ] as const;
  for (const [enabled, now, then] of table) {
    it(now, () => {
      const info = passthruInfo({ address: gpu, enabled, active: !enabled });
      assert.deepEqual(rebootPending(host(), info), {
        rule: "reboot-pending",
        message: `reboot: 0000:3b:00.0 on host esx-01 (host-12) is ${now}; found a change that waits for a host reboot; after the reboot it is ${then}; reboot the host, or set \`reboot: "ifNeeded"\` [reboot-pending]`,
      });
    });
  }
});

describe("flag vm-unborn", () => {
  const unseen =
    "vm: the VM is not known yet (the VM of clone); found no VM to look at: its limits, memory, host and power state are checked at apply";
  const table = [
    [
      "requireOff",
      `${unseen}; with \`power: "requireOff"\` the VM has to be off; if it is created powered on, set \`power\` to "shutdown" or "powerOff" [vm-unborn]`,
    ],
    ["shutdown", `${unseen} [vm-unborn]`],
  ] as const;
  for (const [policy, message] of table) {
    it(`with power ${policy}`, () => {
      assert.deepEqual(vmUnborn("the VM of clone", policy), { rule: "vm-unborn", message });
    });
  }
});

describe("flag device-shared", () => {
  it("names who else has the device configured, sorted", () => {
    assert.deepEqual(deviceSharedWhileOff(gpu, ["VM b (vm-2)", "VM a (vm-1)"]), {
      rule: "device-shared",
      message:
        "address: 0000:3b:00.0 is also configured on a VM that is off; found VM a (vm-1), VM b (vm-2); only one of the VMs can run at a time [device-shared]",
    });
  });
});

describe("other flags", () => {
  const table = [
    [
      siblings(host(), gpu, ["0000:3b:00.2", "0000:3b:00.1"]),
      "siblings",
      "address: other functions follow 0000:3b:00.0 on host esx-01 (host-12); found 0000:3b:00.1, 0000:3b:00.2; they share its dependent device and change together with it",
    ],
    [
      lostFeatures("VM trainer (vm-42)"),
      "lost-features",
      "vm: VM trainer (vm-42) loses vMotion, snapshots, suspend, fault tolerance and HA restart on another host; found its first passthrough device",
    ],
    [
      adopted("address", "VM trainer (vm-42) has 0000:3b:00.0"),
      "adopted",
      "address: VM trainer (vm-42) has 0000:3b:00.0 already; this resource takes it over, and deleting it will take it away; set `retainOnDelete` if it has to stay",
    ],
    [
      drift("vm", "VM trainer (vm-42)", "nothing", "all"),
      "drift",
      "vm: VM trainer (vm-42) differs from the state; found nothing; expected all; run with `--refresh`; the next up repairs it",
    ],
    [
      unordered("vm", "the reservation memory", "vm: memory.vm"),
      "unordered",
      "vm: nothing orders this attachment behind the reservation memory; found the same object written twice, with no data between the two resources; Pulumi runs and deletes them in any order; write `vm: memory.vm`",
    ],
  ] as const;
  for (const [flagged, rule, message] of table) {
    it(rule, () => {
      assert.deepEqual(flagged, { rule, message: `${message} [${rule}]` });
    });
  }
});

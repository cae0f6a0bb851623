import assert from "node:assert/strict";
import { deviceSharedWhileOff, hostReboot, needsReboot, powerCycle, rebootPending, vmUnborn } from "../../../provider/rules/flags";
import { gpu, host, passthruInfo, vm } from "../facts";

const running = [vm({ id: "vm-2", name: "web" }), vm({ id: "vm-9", name: "agent", managedBy: "x" }), vm({ id: "vm-1", name: "db" })];
const never = 'this program does not reboot it (reboot: "never"); the change stays pending until somebody does';
const ours = (evacuate: string) => `this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "${evacuate}")`;

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

describe("flag host-reboot", () => {
  const table = [
    ["enable", "never", "refuse", [], "enabling", "no VM running there", never],
    ["disable", "ifNeeded", "drs", running, "taking out of passthrough", "running there: VM db (vm-1), VM web (vm-2)", ours("drs")],
    ["finish", "ifNeeded", "shutdown", [], "finishing the pending change of", "no VM running there", ours("shutdown")],
  ] as const;
  for (const [change, reboot, evacuate, vms, doing, found, who] of table) {
    it(`${change}, reboot ${reboot}, evacuate ${evacuate}`, () => {
      assert.deepEqual(hostReboot({ host: host(), address: gpu, change, reboot, evacuate, running: vms }), {
        rule: "host-reboot",
        message: `address: ${doing} 0000:3b:00.0 needs a reboot of host esx-01 (host-12); found ${found}; ${who} [host-reboot]`,
      });
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

describe("flag power-cycle", () => {
  const table = [
    ["shutdown", "shuts the guest down gracefully"],
    ["powerOff", "cuts the power without asking the guest"],
  ] as const;
  for (const [policy, how] of table) {
    it(policy, () => {
      assert.deepEqual(powerCycle(vm(), policy, `attach ${gpu}`), {
        rule: "power-cycle",
        message: `vm: VM trainer (vm-42) is taken down and started again to attach 0000:3b:00.0; found it is running; power: "${policy}" ${how} [power-cycle]`,
      });
    });
  }
});

describe("flag vm-unborn", () => {
  const unseen = "vm: the VM is not known yet (the VM of clone); found no VM to look at: its limits, memory, host and power state are checked at apply";
  const table = [
    ["requireOff", `${unseen}; with \`power: "requireOff"\` the VM has to be off; if it is created powered on, set \`power\` to "shutdown" or "powerOff" [vm-unborn]`],
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

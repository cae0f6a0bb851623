import assert from "node:assert/strict";
import fc from "fast-check";
import { describeChanges, hostReboot, type PlannedChange, powerCycle } from "../../../provider/rules/changes";
import { attached, cluster, gpu, gpuTwo, host, loneHost, vm } from "../facts";

const web = vm({ id: "vm-2", name: "web" });
const db = vm({ id: "vm-1", name: "db", devices: [attached(gpuTwo)] });
const agent = vm({ id: "vm-9", name: "vCLS", managedBy: "eam" });
const never = 'this program does not reboot it (reboot: "never"); the change stays pending until somebody does';
const ours = (evacuate: string) =>
  `this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "${evacuate}")`;

describe("what a change does, in words", () => {
  const table: readonly (readonly [readonly PlannedChange[], string])[] = [
    [[], ""],
    [[{ change: "enable", address: gpu }], `enable ${gpu}`],
    [[{ change: "disable", address: gpu }], `take ${gpu} out of passthrough`],
    [[{ change: "finish", address: gpu }], `finish the pending change of ${gpu}`],
    [[{ change: "resize", address: gpu }], `set the MMIO space for ${gpu}`],
    [
      [
        { change: "attach", address: gpuTwo },
        { change: "attach", address: gpu },
        { change: "attach", address: gpu },
      ],
      `attach ${gpu}, ${gpuTwo}`,
    ],
    [
      [
        { change: "detach", address: gpu },
        { change: "attach", address: gpuTwo },
      ],
      `attach ${gpuTwo} and detach ${gpu}`,
    ],
    [
      [
        { change: "resize", address: gpu },
        { change: "detach", address: gpu },
        { change: "attach", address: gpuTwo },
      ],
      `attach ${gpuTwo}, detach ${gpu} and set the MMIO space for ${gpu}`,
    ],
  ];
  for (const [changes, text] of table) {
    it(text === "" ? "nothing" : text, () => {
      assert.equal(describeChanges(changes), text);
    });
  }

  it("does not depend on the order of the program", () => {
    const all = table.at(-1)?.[0] ?? [];
    fc.assert(
      fc.property(fc.shuffledSubarray([...all], { minLength: all.length }), (changes) => {
        assert.equal(describeChanges(changes), table.at(-1)?.[1]);
      }),
    );
  });
});

describe("flag host-reboot", () => {
  const changes = [{ change: "enable", address: gpu }] as const;
  const table = [
    [host(), "never", "refuse", [], `found no VM running there; ${never}`],
    [host(), "ifNeeded", "drs", [agent], `found no VM running there; ${ours("drs")}`],
    [
      host(),
      "ifNeeded",
      "shutdown",
      [web, agent, db],
      `found running there: VM db (vm-1) has a passthrough device and cannot be moved, VM web (vm-2) can be moved; ${ours("shutdown")}`,
    ],
    [
      loneHost(),
      "never",
      "refuse",
      [web],
      `found running there: VM web (vm-2) cannot be moved, there is no cluster; ${never}`,
    ],
  ] as const;
  for (const [on, reboot, evacuate, running, rest] of table) {
    it(rest, () => {
      assert.deepEqual(hostReboot({ host: on, changes, reboot, evacuate, running, cluster: undefined }), {
        rule: "host-reboot",
        message: `host: host esx-01 (host-12) needs a reboot to enable ${gpu}; ${rest} [host-reboot]`,
      });
    });
  }

  const automatic = cluster({ defaultBehavior: "fullyAutomated" });
  const moves = [
    ["DRS that moves by itself", automatic, "can be moved"],
    ["DRS that recommends", cluster({ defaultBehavior: "partiallyAutomated" }), "can be moved by hand, not by DRS"],
    ["DRS that is off", cluster({ ...automatic, drsEnabled: false }), "can be moved by hand, not by DRS"],
    [
      "an override that holds the VM",
      cluster({ ...automatic, overrides: { "vm-2": { enabled: false } } }),
      "can be moved by hand, not by DRS",
    ],
    [
      "an override that lets DRS",
      cluster({ overrides: { "vm-2": { enabled: true, behavior: "fullyAutomated" } } }),
      "can be moved",
    ],
  ] as const;
  for (const [what, of, can] of moves) {
    it(`tells whether a VM can be moved: ${what}`, () => {
      const subject = {
        host: host(),
        changes,
        reboot: "never",
        evacuate: "refuse",
        running: [web],
        cluster: of,
      } as const;
      assert.equal(
        hostReboot(subject).message,
        `host: host esx-01 (host-12) needs a reboot to enable ${gpu}; found running there: VM web (vm-2) ${can}; ${never} [host-reboot]`,
      );
    });
  }
});

describe("flag power-cycle", () => {
  const table = [
    ["requireOff", "does not allow that"],
    ["shutdown", "shuts the guest down gracefully"],
    ["powerOff", "cuts the power without asking the guest"],
  ] as const;
  for (const [policy, how] of table) {
    it(policy, () => {
      const on = vm({ powerState: "poweredOn" });
      assert.deepEqual(powerCycle(on, policy, [{ change: "attach", address: gpu }]), {
        rule: "power-cycle",
        message: `vm: VM trainer (vm-42) is taken down and started again to attach ${gpu}; found it is running; power: "${policy}" ${how} [power-cycle]`,
      });
    });
  }

  it("is told twice where deletions need it too", () => {
    const changes = [
      { change: "detach", address: gpu, isLast: true },
      { change: "attach", address: gpuTwo },
      { change: "resize", address: gpuTwo },
    ] as const;
    assert.equal(
      powerCycle(vm({ powerState: "poweredOn" }), "powerOff", changes).message,
      `vm: VM trainer (vm-42) is taken down and started again to attach ${gpuTwo} and set the MMIO space for ${gpuTwo}, and once more to detach ${gpu}, since deletions come last; found it is running; power: "powerOff" cuts the power without asking the guest [power-cycle]`,
    );
  });

  it("does not call a suspended VM running", () => {
    assert.equal(
      powerCycle(vm({ powerState: "suspended" }), "powerOff", [{ change: "detach", address: gpu }]).message,
      `vm: VM trainer (vm-42) is taken down and started again to detach ${gpu}; found it is suspended; power: "powerOff" cuts the power without asking the guest [power-cycle]`,
    );
  });
});

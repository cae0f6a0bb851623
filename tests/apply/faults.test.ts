import assert from "node:assert/strict";
import timers from "node:timers/promises";
import sinon from "sinon";
import type { FaultPlan } from "../../simulator";
import { beforeCall } from "./hooks";
import { gpu, inventory, modem } from "./inventories";
import { canonical } from "./scenarios";
import { outcomes, servers } from "./server";
import { inParallel } from "./walk";

const task = { type: "Task", id: "task-1" };
const attach = { method: "ReconfigVM_Task", after: 1 } as const;

/** Reads are gathered for less than this, and no wait between tries is as short. */
const gatheringMs = 100;

/** Records the waits between tries, and does not wait. */
function recordedWaits(): { readonly waits: readonly number[] } {
  const waits: number[] = [];
  const sleep = timers.setTimeout;
  beforeEach(() => {
    waits.length = 0;
    sinon.stub(timers, "setTimeout").callsFake(((ms: number, ...rest: []) => {
      if (ms > gatheringMs) waits.push(ms);
      return sleep(Math.min(ms, 5), ...rest);
    }) as typeof sleep);
  });
  afterEach(() => sinon.restore());
  return { waits };
}

describe("a fault that passes", function () {
  this.timeout(30_000);
  const { stack } = servers();
  const recorded = recordedWaits();

  const passing: readonly (readonly [string, FaultPlan["effect"]])[] = [
    ["TaskInProgress", { kind: "fault", type: "TaskInProgress", fields: { task } }],
    ["ConcurrentAccess", { kind: "fault", type: "ConcurrentAccess", asTask: true }],
    ["HostNotConnected", { kind: "fault", type: "HostNotConnected", asTask: true }],
    ["NotAuthenticated", { kind: "fault", type: "NotAuthenticated", fields: { object: task, privilegeId: "x" } }],
    ["a connection that breaks", { kind: "drop", when: "before" }],
    ["HTTP 503", { kind: "http", status: 503 }],
  ];
  for (const [name, effect] of passing) {
    it(`is waited through: ${name}, three times`, async () => {
      const apply = await stack(inventory("rebinds", "poweredOff"));
      const times = name === "NotAuthenticated" ? 1 : 3;
      const planned = apply.simulator.fault({ ...attach, times, effect });
      const { errors, provider } = await apply.up(canonical());
      assert.deepEqual([errors, planned.hits], [[], times]);
      assert.equal(outcomes(apply.simulator, "ReconfigVM_Task").length, 2 + times);
      const said = provider.progress.filter((text) => text.startsWith("trying again in "));
      const anew = provider.progress.filter((text) => text.endsWith(" has ended; logging in again"));
      assert.deepEqual([said.length, anew.length], name === "NotAuthenticated" ? [0, times] : [times, 0]);
    });
  }

  it("is waited through longer each time, with jitter, and not for ever", async () => {
    const apply = await stack(inventory("rebinds", "poweredOff"));
    const planned = apply.simulator.fault({ ...attach, times: Infinity, effect: passing[0]?.[1] ?? assert.fail() });
    const { errors } = await apply.up(canonical());
    assert.deepEqual(errors, [
      "gpu: ReconfigVM_Task on vm-101 failed: Planned fault TaskInProgress (TaskInProgress); look at the tasks of the object in vCenter, and run again when they are done",
    ]);
    assert.equal(planned.hits, 9);
    const full = [250, 500, 1000, 2000, 4000, 8000, 15000, 15000];
    assert.equal(recorded.waits.length, full.length);
    for (const [index, ms] of full.entries()) {
      const wait = recorded.waits[index] ?? 0;
      assert.ok(wait >= ms / 2 && wait <= ms, `wait ${index + 1} of ${wait} ms is not between ${ms / 2} and ${ms}`);
    }
  });
});

describe("a session that ends in a look or a wait", function () {
  this.timeout(120_000);
  const { stack } = servers();
  recordedWaits();

  for (const method of ["RetrievePropertiesEx", "WaitForUpdatesEx"]) {
    it(`is opened anew, whichever ${method} of an operation it is, and the operation goes on`, async () => {
      const wanted = canonical({}, { power: "shutdown" });
      const whole = await stack(inventory("reboots", "poweredOn"));
      assert.deepEqual((await whole.up(wanted)).errors, []);
      const made = outcomes(whole.simulator, method).length;
      const nths = Array.from({ length: made }, (_, index) => index + 1).filter((nth) => nth % 3 === 1);
      assert.ok(nths.length > 1, String(made));
      await inParallel(nths, async (nth) => {
        const apply = await stack(inventory("reboots", "poweredOn"));
        let isHit = false;
        beforeCall(apply.simulator, method, nth, () => {
          isHit = true;
          apply.simulator.admin.expireSessions();
        });
        const { errors, provider } = await apply.up(wanted);
        assert.deepEqual(errors, [], `${method} ${nth}`);
        const said = provider.progress.some((text) => /the wait goes on$|logging in again$/.test(text));
        assert.equal(said, isHit, `${method} ${nth}`);
        assert.equal(apply.simulator.state().vms["vm-101"]?.power, "poweredOn");
      });
    });
  }
});

describe("any other fault", function () {
  this.timeout(30_000);
  const { stack } = servers();
  const recorded = recordedWaits();

  for (const type of [
    "GenericVmConfigFault",
    "NoPermission",
    "InvalidPowerState",
    "InsufficientMemoryResourcesFault",
  ]) {
    it(`fails at once, with the server's words: ${type}`, async () => {
      const apply = await stack(inventory("rebinds", "poweredOff"));
      const fields: Record<string, Readonly<Record<string, string | number>>> = {
        GenericVmConfigFault: { reason: "r" },
        NoPermission: { privilegeId: "VirtualMachine.Config.HostUSBDevice" },
        InvalidPowerState: { existingState: "poweredOn" },
        InsufficientMemoryResourcesFault: { unreserved: 1, requested: 2 },
      };
      const effect = { kind: "fault", type, message: "it does not please us", fields: fields[type] ?? {} } as const;
      const planned = apply.simulator.fault({ ...attach, times: Infinity, effect });
      const { errors } = await apply.up(canonical());
      assert.equal(errors.length, 1);
      assert.match(
        errors[0] ?? "",
        new RegExp(`^gpu: ReconfigVM_Task on vm-101 failed: it does not please us \\(${type}\\)`),
      );
      assert.deepEqual([planned.hits, recorded.waits.length], [1, 0]);
    });
  }
});

describe("a VM that somebody edits between read and write", function () {
  this.timeout(30_000);
  const { stack } = servers();
  recordedWaits();

  it("is read and judged again, and written with what it has then", async () => {
    const apply = await stack(inventory("rebinds", "poweredOff"));
    const { simulator } = apply;
    beforeCall(simulator, "ReconfigVM_Task", 1, () => simulator.admin.editVm("vm-101", { memoryMB: 12288 }));
    const { errors } = await apply.up(canonical());
    assert.deepEqual(errors, []);
    assert.equal(simulator.state().vms["vm-101"]?.reservationMB, 12288);
    assert.equal(apply.state("memory")?.["memoryMB"], 12288);
  });

  it("is not written when the edit made it unfit", async () => {
    const apply = await stack(inventory("rebinds", "poweredOff"));
    const { simulator } = apply;
    beforeCall(simulator, "ReconfigVM_Task", 2, () => simulator.admin.editVm("vm-101", { nestedHV: true }));
    const { errors } = await apply.up(canonical());
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? "", /^gpu: .*nested hardware virtualisation is on.*\[vm-state\]$/);
    assert.deepEqual(simulator.state().vms["vm-101"]?.devices, []);
  });
});

describe("a call whose answer is lost", function () {
  this.timeout(30_000);
  const { stack } = servers();
  recordedWaits();
  const lost = { effect: { kind: "drop", when: "after" } } as const;

  it("has its effect once: ReconfigVM_Task, ReconfigureComputeResource_Task, UpdatePassthruConfig", async () => {
    const apply = await stack(inventory("rebinds", "poweredOff"));
    const { simulator } = apply;
    const methods = ["UpdatePassthruConfig", "ReconfigVM_Task", "ReconfigureComputeResource_Task"];
    for (const method of methods) simulator.fault({ method, after: method === "ReconfigVM_Task" ? 1 : 0, ...lost });
    assert.deepEqual((await apply.up(canonical())).errors, []);
    assert.deepEqual(outcomes(simulator, "UpdatePassthruConfig"), ["dropped"]);
    assert.deepEqual(
      simulator.state().vms["vm-101"]?.devices.map(({ address }) => address),
      [gpu],
    );
    assert.deepEqual(outcomes(simulator, "ReconfigVM_Task").slice(0, 2), ["ok", "dropped"]);
  });

  it("has its effect once: maintenance mode, reboot, power", async () => {
    const apply = await stack(inventory("reboots", "poweredOn"));
    const { simulator } = apply;
    const methods = ["EnterMaintenanceMode_Task", "RebootHost_Task", "ExitMaintenanceMode_Task", "PowerOnVM_Task"];
    for (const method of methods) simulator.fault({ method, ...lost });
    const booted = () => simulator.state().hosts["host-11"]?.bootTime;
    const before = booted();
    const { errors } = await apply.up(canonical({ address: modem }, { power: "shutdown" }));
    assert.deepEqual(errors, []);
    assert.notEqual(booted(), before);
    for (const method of methods.slice(0, 3)) assert.deepEqual(outcomes(simulator, method), ["dropped"], method);
    assert.deepEqual(outcomes(simulator, "PowerOnVM_Task").filter((outcome) => outcome !== "dropped").length, 2);
  });
});

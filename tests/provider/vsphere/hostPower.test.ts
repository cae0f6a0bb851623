import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type SinonFakeTimers, useFakeTimers } from "sinon";
import { ConnectError } from "../../../provider/errors/connectError";
import { type HostRecord, updatePassthru } from "../../../provider/vsphere/host";
import { rebootHost } from "../../../provider/vsphere/hostPower";
import type { HostFacts } from "../../../provider/vsphere/types";
import { objects, type Respond, stubSession, update } from "./stubSession";

const ref = { type: "HostSystem", id: "host-1" };
const task = { type: "Task", id: "task-1" };
const before = { id: "host-1", name: "esx", bootTime: "2026-01-01T00:00:00.000Z" } as HostFacts;
const wait = { timeoutMs: 60_000 };

const host = (state: string, bootTime?: string) =>
  update("1", ref, {
    "runtime.connectionState": state,
    ...(bootTime === undefined ? {} : { "runtime.bootTime": bootTime }),
  });
const taskInfo = (state: string, error?: unknown) =>
  update("1", task, { info: { key: "task-1", state, ...(error === undefined ? {} : { error }) } });

/** The server's list of tasks of the host. */
const tasks = (...ids: readonly string[]) =>
  objects({ ref, values: { recentTask: ids.map((id) => ({ type: "Task", id })) } });

/** Answers the waits one after another; the last one for ever. */
function server(updates: readonly unknown[], reboot: () => unknown = () => task): Respond {
  const left = [...updates];
  return ({ method }, count) => {
    if (method === "RebootHost_Task") return reboot();
    if (method === "RetrievePropertiesEx" && count === 1) return tasks();
    if (method === "RetrievePropertiesEx") throw new ConnectError({ server: "esx", reason: "refused" });
    if (method === "CreatePropertyCollector") return { type: "PropertyCollector", id: "private" };
    if (method !== "WaitForUpdatesEx") return "";
    const next = left.length > 1 ? left.shift() : left[0];
    if (next instanceof Error) throw next;
    return next;
  };
}

describe("rebooting a host", () => {
  let clock: SinonFakeTimers;
  beforeEach(() => {
    clock = useFakeTimers({
      now: 0,
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"],
    });
    clock.setTickMode({ mode: "nextAsync" });
  });
  afterEach(() => clock.restore());

  const run = (respond: Respond) => {
    const stub = stubSession(respond);
    return { ...stub, done: rebootHost(stub.session, before, wait) };
  };
  const waits = (methods: readonly string[]) => methods.filter((method) => method === "WaitForUpdatesEx").length;

  it("ends when the host is connected with a newer boot time, not before", async () => {
    const { done, methods, calls } = run(
      server([
        host("connected", before.bootTime),
        taskInfo("success"),
        // The boot time is computed and moves a little by itself.
        host("connected", "2026-01-01T00:00:00.400Z"),
        host("notResponding"),
        host("disconnected", "2026-01-01T01:00:00.000Z"),
        host("connected"),
      ]),
    );
    await done;
    assert.equal(waits(methods()), 6);
    assert.deepEqual(calls.find(({ method }) => method === "RebootHost_Task")?.args, { force: false });
  });

  it("ends though the host came back with its clock set back, but not when it was only out of reach", async () => {
    const blip = [host("notResponding"), host("connected", "2026-01-01T00:00:00.300Z")];
    const { done, methods } = run(
      server([host("connected", before.bootTime), ...blip, ...blip, host("connected", "2025-12-31T00:00:00.000Z")]),
    );
    await done;
    assert.equal(waits(methods()), 6);
  });

  it("fails with the task when that says there is no reboot", async () => {
    const error = { fault: { $type: "InvalidState" }, localizedMessage: "not in maintenance mode" };
    const { done } = run(server([host("connected", before.bootTime), taskInfo("error", error)]));
    await assert.rejects(done, {
      fault: "InvalidState",
      message:
        "RebootHost_Task on host-1 failed: not in maintenance mode (InvalidState); see who took it out of maintenance mode, and run again",
    });
  });

  it("goes on when the task only lost its host", async () => {
    const error = { fault: { $type: "HostNotReachable" }, localizedMessage: "" };
    const { done } = run(server([taskInfo("error", error), host("connected", "2026-01-01T01:00:00.000Z")]));
    await done;
  });

  it("goes on when the connection goes before the answer, or comes back without the task", async () => {
    const lost = new ConnectError({ server: "esx", reason: "lost", sent: true });
    const refused = new ConnectError({ server: "esx", reason: "refused" });
    const back = host("connected", "2026-01-01T01:00:00.000Z");
    const unanswered = run(server([refused, refused, back], () => Promise.reject(lost)));
    await unanswered.done;
    const vanished = { version: "1", filterSet: { missingSet: { obj: task, fault: "" }, objectSet: [] } };
    await run(server([refused, vanished, back])).done;
  });

  it("that was not carried out, by the server's own list of tasks, is not waited for", async () => {
    const lost = new ConnectError({ server: "vc", reason: "lost", sent: true });
    // A reboot of an earlier day, whatever the clocks of host and server say.
    const old = objects({ ref: task, values: { info: { name: "RebootHost_Task", state: "success" } } });
    const answers = [tasks("task-1"), tasks("task-1"), old];
    const stub = stubSession(({ method }) => (method === "RebootHost_Task" ? Promise.reject(lost) : answers.shift()));
    await assert.rejects(rebootHost(stub.session, before, wait), { reason: "lost" });
    assert.deepEqual(
      stub.methods().filter((method) => method !== "RetrievePropertiesEx"),
      ["RebootHost_Task"],
    );
    assert.equal(answers.length, 0);
  });

  for (const state of ["queued", "running", "success"]) {
    it(`that is in the server's list of tasks since, ${state}, is waited for though its answer was lost`, async () => {
      const lost = new ConnectError({ server: "vc", reason: "lost", sent: true });
      const found = objects({ ref: task, values: { info: { name: "RebootHost_Task", state } } });
      const answers = [tasks("task-0"), tasks("task-0", "task-1"), found];
      const waiting = server([host("connected", "2026-01-01T01:00:00.000Z")], () => Promise.reject(lost));
      const { done, methods } = run((call, count) =>
        call.method === "RetrievePropertiesEx" ? answers.shift() : waiting(call, count),
      );
      await done;
      assert.equal(methods().filter((method) => method === "RebootHost_Task").length, 1);
    });
  }

  it("is an error with what was last seen when the host does not come back", async () => {
    const refused = new ConnectError({ server: "esx", reason: "refused" });
    const { done } = run(server([host("connected", before.bootTime), host("notResponding"), refused]));
    await assert.rejects(done, {
      name: "WaitTimeoutError",
      message:
        /^reboot of esx \(host-1\) did not end in \d+ s; last seen: notResponding, booted at 2026-01-01T00:00:00\.000Z; the last attempt to look failed: cannot talk to vSphere server esx: the connection was refused; check vsphere:vsphereServer and its port$/,
    });
  });

  it("that was not even asked for is not waited for", async () => {
    const refused = new ConnectError({ server: "esx", reason: "refused" });
    const { done, methods } = run(server([], () => Promise.reject(refused)));
    await assert.rejects(done, { reason: "refused" });
    assert.deepEqual(methods(), ["RetrievePropertiesEx", "RebootHost_Task"]);
  });
});

describe("writing passthrough configuration", () => {
  const system = { type: "HostPciPassthruSystem", id: "pci-1" };
  const record = { facts: { id: "host-1" }, parent: ref, passthruSystem: system } as unknown as HostRecord;
  const shown = (enabled: boolean, label = "") =>
    update("1", ref, {
      "config.pciPassthruInfo": {
        ...{ id: "0000:3b:00.0", dependentDevice: "0000:3b:00.0", hardwareLabel: label },
        ...{ passthruEnabled: String(enabled), passthruCapable: "true", passthruActive: "false" },
      },
    });
  const change = { address: "0000:3b:00.0", enabled: true, hardwareLabel: "gpu" };

  it("waits until the server's copy shows all of it", async () => {
    const { session, methods } = stubSession(server([shown(false), shown(true), shown(true, "gpu")]));
    await updatePassthru(session, record, [change], wait);
    assert.deepEqual(methods(), [
      "UpdatePassthruConfig",
      "Refresh",
      "CreatePropertyCollector",
      "CreateFilter",
      "WaitForUpdatesEx",
      "WaitForUpdatesEx",
      "WaitForUpdatesEx",
      "DestroyPropertyCollector",
    ]);
  });

  it("says which devices are not shown when time is up", async () => {
    const answer = server([shown(false)]);
    const { session } = stubSession(async (call, count) => {
      await sleep(5);
      return answer(call, count);
    });
    const updating = updatePassthru(session, record, [change], { timeoutMs: 100 });
    await assert.rejects(updating, {
      name: "WaitTimeoutError",
      lastState: "not yet shown for 0000:3b:00.0",
    });
  });
});

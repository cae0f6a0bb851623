import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type SinonFakeTimers, useFakeTimers } from "sinon";
import { ConnectError } from "../../../provider/errors/connectError";
import { VSphereFaultError } from "../../../provider/errors/vSphereFaultError";
import { faultTypes, isFault } from "../../../provider/vsphere/faults";
import { runTask } from "../../../provider/vsphere/task";
import type { MoRef } from "../../../provider/vsphere/wire";
import { objects, type Respond, type StubCall, stubSession, update } from "./stubSession";

const vm = { type: "VirtualMachine", id: "vm-1" };
const task = { type: "Task", id: "task-1" };
const collector = { type: "PropertyCollector", id: "private" };

type Update = (call: StubCall, count: number) => unknown;

/** A server that starts the task and answers waits as given. */
function server(waits: Update, more: Respond = () => ""): Respond {
  return (call, count) => {
    if (call.method === "PowerOnVM_Task") return task;
    if (call.method === "CreatePropertyCollector") return collector;
    if (call.method === "WaitForUpdatesEx") return waits(call, count);
    return more(call, count);
  };
}

const info = (state: string, more = {}) => update("1", task, { info: { key: "task-1", state, ...more } });

function thrown(type: string, object: MoRef = vm): VSphereFaultError {
  const facts = { fault: type, types: faultTypes(type), serverMessage: type, fields: { obj: object }, details: [] };
  return new VSphereFaultError("WaitForUpdatesEx", object.id, facts);
}

describe("a task", () => {
  let clock: SinonFakeTimers;
  beforeEach(() => {
    clock = useFakeTimers({
      now: 0,
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"],
    });
    clock.setTickMode({ mode: "nextAsync" });
  });
  afterEach(() => clock.restore());

  /** Nothing within the given seconds, as a server answers that holds back for as long as it was asked to. */
  const nothing = async ({ args }: StubCall) => {
    const { maxWaitSeconds } = args["options"] as { maxWaitSeconds: number };
    await sleep(maxWaitSeconds * 1000);
    return "";
  };

  const run = (respond: Respond, change: { timeoutMs?: number; cancel?: boolean; progress?: () => void } = {}) => {
    const { timeoutMs = 60_000, cancel = false, progress } = change;
    const stub = stubSession(respond);
    const wait = progress === undefined ? { timeoutMs } : { timeoutMs, progress };
    return { ...stub, done: runTask(stub.session, { method: "PowerOnVM_Task", object: vm, wait, cancel }) };
  };

  const looks = (states: readonly object[]) => {
    const left = [...states];
    return ({ method }: StubCall) => {
      if (method !== "RetrievePropertiesEx") return "";
      const next = left.length > 1 ? left.shift() : left[0];
      return objects({ ref: task, values: { info: { key: "task-1", ...next } } });
    };
  };
  const noWait = () => assert.fail("a wait was set up");

  it("that ends soon is only looked at", async () => {
    const states = [{ state: "queued" }, { state: "running", progress: "40" }, { state: "success" }];
    const { done, methods } = run(server(noWait, looks(states)));
    await done;
    assert.deepEqual(methods(), ["PowerOnVM_Task", ...states.map(() => "RetrievePropertiesEx")]);
  });

  it("that fails soon is an error with the task's fault", async () => {
    const error = { fault: { $type: "TaskInProgress" }, localizedMessage: "another task is in progress" };
    const { done } = run(server(noWait, looks([{ state: "error", error }])));
    await assert.rejects(done, { fault: "TaskInProgress", method: "PowerOnVM_Task" });
  });

  it("that goes on is looked at for two seconds, less and less often, and then waited for", async () => {
    const { done, methods } = run(server(() => info("success"), looks([{ state: "running" }])));
    await done;
    const made = methods();
    const looked = made.filter((method) => method === "RetrievePropertiesEx").length;
    assert.ok(looked >= 8 && looked <= 24, String(looked));
    assert.deepEqual(made.slice(looked + 1), [
      ...["CreatePropertyCollector", "CreateFilter", "WaitForUpdatesEx", "DestroyPropertyCollector"],
    ]);
    assert.ok(performance.now() >= 2_000, String(performance.now()));
  });

  it("is waited for with a collector of its own, which is always removed", async () => {
    const { done, calls, methods } = run(server((_, count) => (count === 1 ? info("running") : info("success"))));
    await done;
    assert.deepEqual(methods(), [
      "PowerOnVM_Task",
      "RetrievePropertiesEx",
      "CreatePropertyCollector",
      "CreateFilter",
      "WaitForUpdatesEx",
      "WaitForUpdatesEx",
      "DestroyPropertyCollector",
    ]);
    assert.deepEqual(
      calls.filter(({ method }) => method === "WaitForUpdatesEx").map(({ args }) => args),
      [
        { version: "", options: { maxWaitSeconds: 10 } },
        { version: "1", options: { maxWaitSeconds: 10 } },
      ],
    );
  });

  it("is looked at anew after silence: not every server tells of every change", async () => {
    const versions: unknown[] = [];
    const answer = server((call, count) => {
      versions.push(call.args["version"]);
      if (count === 1) return info("running");
      return call.args["version"] === "" ? info("success") : nothing(call);
    });
    await run(answer).done;
    assert.deepEqual(versions, ["", "1", ""]);
  });

  it("that fails is an error with the task's fault", async () => {
    const error = {
      fault: { $type: "InvalidPowerState", requestedState: "poweredOn", existingState: "poweredOn" },
      localizedMessage: "The attempted operation cannot be performed in the current state (Powered on).",
    };
    const { done, methods } = run(server(() => info("error", { error })));
    await assert.rejects(done, (caught) => isFault(caught, "InvalidState"));
    await assert.rejects(done, {
      message:
        "PowerOnVM_Task on vm-1 failed: The attempted operation cannot be performed in the current state (Powered on) (InvalidPowerState); run again: its power state is looked at anew",
      fields: { requestedState: "poweredOn", existingState: "poweredOn" },
    });
    assert.equal(methods().at(-1), "DestroyPropertyCollector");
  });

  it("that fails as a wait would break off is a failure all the same", async () => {
    const error = { fault: { $type: "RequestCanceled" }, localizedMessage: "canceled by a user" };
    const { done } = run(server(() => info("error", { error })));
    await assert.rejects(done, { fault: "RequestCanceled", method: "PowerOnVM_Task" });
  });

  it("that does not end in time is an error with task, state and time", async () => {
    const first = info("running", { progress: "40" });
    const { done, methods } = run(
      server((call, count) => (count === 1 ? first : nothing(call))),
      { timeoutMs: 25_000 },
    );
    await assert.rejects(done, {
      name: "WaitTimeoutError",
      message: "task task-1 (PowerOnVM_Task on vm-1) did not end in 25 s; last seen: running, 40 %",
      lastState: "running, 40 %",
      elapsedMs: 25_000,
    });
    assert.equal(methods().at(-1), "DestroyPropertyCollector");
    assert.ok(!methods().includes("CancelTask"));
  });

  it("tells how it goes at least every ten seconds", async () => {
    const lines: [string, number][] = [];
    const { done } = run(
      server((call, count) => (count === 1 ? info("queued") : count < 5 ? nothing(call) : info("success"))),
      { progress: (...line: unknown[]) => lines.push(line as [string, number]) },
    );
    await done;
    const seconds = lines.map(([line, ms]) => [line, Math.round(ms / 1000)]);
    assert.deepEqual(seconds, [
      ["task task-1 (PowerOnVM_Task on vm-1): queued", 10],
      ["task task-1 (PowerOnVM_Task on vm-1): queued", 20],
      ["task task-1 (PowerOnVM_Task on vm-1): queued", 30],
    ]);
  });

  describe("that is cancelled when its time is up", () => {
    const running = (call: StubCall, count: number) => (count === 1 ? info("running") : nothing(call));
    const cancelled = { fault: { $type: "RequestCanceled" }, localizedMessage: "canceled" };

    it("is reported as cancelled", async () => {
      let asked = false;
      const { done, methods } = run(
        server(
          (call, count) => (asked ? info("error", { error: cancelled }) : running(call, count)),
          ({ method }) => {
            asked ||= method === "CancelTask";
            return "";
          },
        ),
        { timeoutMs: 20_000, cancel: true },
      );
      await assert.rejects(done, {
        message: "task task-1 (PowerOnVM_Task on vm-1) did not end in 20 s; last seen: running; the task was cancelled",
      });
      assert.ok(methods().includes("CancelTask"));
    });

    it("counts as done when it was done just before", async () => {
      let asked = false;
      const { done } = run(
        server(
          (call, count) => (asked ? info("success") : running(call, count)),
          ({ method }) => {
            asked ||= method === "CancelTask";
            return "";
          },
        ),
        { timeoutMs: 20_000, cancel: true },
      );
      await done;
    });

    it("is reported as running on when the server refuses", async () => {
      const refuse = ({ method }: StubCall) => {
        if (method !== "CancelTask") return "";
        const { types, fields } = thrown("NotSupported");
        throw new VSphereFaultError("CancelTask", "task-1", {
          fault: "NotSupported",
          types,
          serverMessage: "",
          fields,
          details: [],
        });
      };
      const { done } = run(server(running, refuse), { timeoutMs: 20_000, cancel: true });
      await assert.rejects(done, {
        message:
          "task task-1 (PowerOnVM_Task on vm-1) did not end in 20 s; last seen: running; it cannot be cancelled (NotSupported)",
      });
    });
  });

  describe("goes on over", () => {
    const lost = new ConnectError({ server: "vc", reason: "lost" });
    const interruptions: readonly [title: string, error: Error][] = [
      ["a lost connection", lost],
      ["a server that restarts", new ConnectError({ server: "vc", reason: "refused" })],
      ["a collector that ended with its session", thrown("ManagedObjectNotFound", collector)],
      ["a collector version that the server has dropped", thrown("InvalidCollectorVersion")],
    ];
    for (const [title, error] of interruptions) {
      it(title, async () => {
        const { done, methods, told } = run(
          server((_, count) => {
            if (count > 1) return info("success");
            throw error;
          }),
        );
        await done;
        assert.deepEqual(methods().slice(4), [
          "WaitForUpdatesEx",
          "DestroyPropertyCollector",
          "CreatePropertyCollector",
          "CreateFilter",
          "WaitForUpdatesEx",
          "DestroyPropertyCollector",
        ]);
        const reason = error instanceof VSphereFaultError ? error.summary : error.message;
        assert.deepEqual(told, [`task task-1 (PowerOnVM_Task on vm-1): ${reason}; the wait goes on`]);
      });
    }

    it("no more than its time", async () => {
      const { done } = run(
        server(() => {
          throw lost;
        }),
        { timeoutMs: 30_000 },
      );
      await assert.rejects(done, {
        name: "WaitTimeoutError",
        message:
          /^task task-1 \(PowerOnVM_Task on vm-1\) did not end in (?:2\d|30) s; last seen: nothing yet; the last attempt to look failed: cannot talk to vSphere server vc: the connection was lost; try again$/,
      });
    });

    it("nothing when the task itself is gone", async () => {
      const { done } = run(server(() => Promise.reject(thrown("ManagedObjectNotFound", task))));
      await assert.rejects(done, { fault: "ManagedObjectNotFound", object: "task-1" });
    });
  });
});

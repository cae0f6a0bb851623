import assert from "node:assert/strict";
import { isWrite, type Simulator } from "../../simulator";
import { type Client, collector, one, retrieve, started, stopAll } from "./client";

const vm = "VirtualMachine:vm-102";
const touch = '<spec><extraConfig><key>a</key><value xsi:type="xsd:string">1</value></extraConfig></spec>';

describe("simulator: planned faults and the log of calls", () => {
  let client: Client;
  let simulator: Simulator;

  beforeEach(async () => {
    ({ client, simulator } = await started());
  });
  afterEach(stopAll);

  const changed = () => simulator.state().vms["vm-102"]?.extraConfig;

  it("answers with a fault once, then as usual", async () => {
    const planned = simulator.fault({
      method: "ReconfigVM_Task",
      effect: { kind: "fault", type: "InvalidArgument", message: "not today", fields: { invalidProperty: "spec" } },
    });
    const answer = await client.call(vm, "ReconfigVM_Task", touch);
    assert.equal(answer.status, 500);
    assert.equal(answer.fault?.message, "not today");
    assert.equal(one(answer.fault?.detail, "invalidProperty")?.text, "spec");
    assert.equal(planned.hits, 1);
    assert.deepEqual(changed(), {});
    assert.equal(await client.task(vm, "ReconfigVM_Task", touch), "success");
    assert.deepEqual(changed(), { a: "1" });
  });

  it("lets a task fail with a fault, without its effect", async () => {
    simulator.fault({
      method: "ReconfigVM_Task",
      effect: { kind: "fault", type: "ConcurrentAccess", message: "busy", asTask: true },
    });
    assert.equal(await client.task(vm, "ReconfigVM_Task", touch), "ConcurrentAccess: busy");
    assert.deepEqual(changed(), {});
  });

  it("drops the connection before or after the effect", async () => {
    simulator.fault({ method: "ReconfigVM_Task", effect: { kind: "drop", when: "before" } });
    await assert.rejects(client.call(vm, "ReconfigVM_Task", touch), { code: "ECONNRESET" });
    assert.deepEqual(changed(), {});
    simulator.fault({ method: "ReconfigVM_Task", effect: { kind: "drop", when: "after" } });
    await assert.rejects(client.call(vm, "ReconfigVM_Task", touch), { code: "ECONNRESET" });
    const { task, outcome } = simulator.calls.at(-1) ?? {};
    assert.equal(outcome, "dropped");
    assert.equal(await client.taskEnd(task ?? ""), "success");
    assert.deepEqual(changed(), { a: "1" });
  });

  it("answers with a bare HTTP status, or late", async () => {
    simulator.fault({ method: "CurrentTime", effect: { kind: "http", status: 503 } });
    assert.equal((await client.call("ServiceInstance:ServiceInstance", "CurrentTime")).status, 503);
    simulator.fault({ method: "CurrentTime", effect: { kind: "delay", milliseconds: 60 } });
    const start = performance.now();
    await client.ok("ServiceInstance:ServiceInstance", "CurrentTime");
    assert.ok(performance.now() - start >= 55);
  });

  it("answers every call late with a latency", async () => {
    const far = await started({ latencyMs: 60 });
    const start = performance.now();
    await far.client.ok("ServiceInstance:ServiceInstance", "CurrentTime");
    await far.client.ok("ServiceInstance:ServiceInstance", "CurrentTime");
    assert.ok(performance.now() - start >= 110);
  });

  it("hits the object, the times and the place in the row that it is told to", async () => {
    const effect = { kind: "fault", type: "InvalidState" } as const;
    simulator.fault({ method: "Fetch", object: "vm-102", effect, times: 2, after: 1 });
    const ask = async (id: string) => (await client.call(`VirtualMachine:${id}`, "Fetch", "<prop>name</prop>")).status;
    assert.equal(await ask("vm-101"), 200);
    assert.deepEqual(
      [await ask("vm-102"), await ask("vm-102"), await ask("vm-102"), await ask("vm-102")],
      [200, 500, 500, 200],
    );
  });

  it("takes references as fields, and refuses a fault that could not be sent", async () => {
    const task = { type: "Task", id: "task-1" };
    simulator.fault({ method: "PowerOnVM_Task", effect: { kind: "fault", type: "TaskInProgress", fields: { task } } });
    const answer = await client.call(vm, "PowerOnVM_Task");
    assert.equal(one(answer.fault?.detail, "task")?.text, "task-1");
    const plan = (type: string, fields = {}) =>
      simulator.fault({ method: "Login", effect: { kind: "fault", type, fields } });
    assert.throws(() => plan("TaskInProgress"), /TaskInProgress\.task is required/);
    assert.throws(() => plan("InvalidLogin", { user: "x" }), /InvalidLogin has no field user/);
    assert.throws(() => plan("Nonsense"), /no such type: Nonsense/);
  });

  it("is taken back by its handle", async () => {
    const planned = simulator.fault({
      method: "CurrentTime",
      effect: { kind: "http", status: 502 },
      times: Number.POSITIVE_INFINITY,
    });
    assert.equal((await client.call("ServiceInstance:ServiceInstance", "CurrentTime")).status, 502);
    planned.remove();
    assert.equal((await client.call("ServiceInstance:ServiceInstance", "CurrentTime")).status, 200);
    assert.equal(planned.hits, 1);
  });

  it("logs each call with its arguments and outcome, and tells reads from writes", async () => {
    simulator.calls.length = 0;
    await client.ok(collector(simulator), "RetrievePropertiesEx", retrieve(vm, "name"));
    await client.call(vm, "ReconfigVM_Task", touch);
    await client.call("VirtualMachine:vm-999", "PowerOffVM_Task");
    const rows = simulator.calls.map(({ method, object, outcome }) => `${method} ${object.id} ${outcome}`);
    assert.deepEqual(rows, [
      "RetrievePropertiesEx propertyCollector ok",
      "ReconfigVM_Task vm-102 ok",
      "PowerOffVM_Task vm-999 ManagedObjectNotFound",
    ]);
    assert.deepEqual(simulator.calls.filter(({ method }) => isWrite(method)).length, 2);
    assert.deepEqual(simulator.calls[1]?.args, {
      spec: { $type: "VirtualMachineConfigSpec", extraConfig: [{ $type: "OptionValue", key: "a", value: "1" }] },
    });
  });
});

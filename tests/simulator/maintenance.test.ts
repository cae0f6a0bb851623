import assert from "node:assert/strict";
import type { Simulator } from "../../simulator";
import { addDevice, type Client, one, started, stopAll } from "./client";

const enter = "<timeout>0</timeout>";
const invalidState = "InvalidState: The operation is not allowed in the current state.";

describe("simulator: maintenance mode", () => {
  let client: Client;
  let simulator: Simulator;

  beforeEach(async () => {
    ({ client, simulator } = await started());
  });
  afterEach(stopAll);

  const vms = () => simulator.state().vms;
  const start = async (host: string, inner = enter) =>
    (await client.ok(`HostSystem:${host}`, "EnterMaintenanceMode_Task", inner)).values[0]?.text ?? "";
  const isRunning = (task: string) => client.until(`Task:${task}`, "info.state", (value) => value?.text === "running");

  it("lets fully automated DRS move running VMs, and leaves those that are off", async () => {
    assert.equal(await client.task("HostSystem:host-11", "EnterMaintenanceMode_Task", enter), "success");
    assert.equal(simulator.state().hosts["host-11"]?.maintenance, true);
    assert.equal(vms()["vm-101"]?.power, "poweredOn");
    assert.notEqual(vms()["vm-101"]?.host, "host-11");
    assert.notEqual(vms()["vm-104"]?.host, "host-11");
    assert.equal(vms()["vm-102"]?.host, "host-11");
  });

  it("takes agent VMs down by itself, and brings them back at the end", async () => {
    await client.task("HostSystem:host-11", "EnterMaintenanceMode_Task", enter);
    assert.deepEqual([vms()["vm-105"]?.power, vms()["vm-105"]?.host], ["poweredOff", "host-11"]);
    assert.equal(
      await client.task("HostSystem:host-11", "ExitMaintenanceMode_Task", "<timeout>0</timeout>"),
      "success",
    );
    assert.deepEqual([vms()["vm-105"]?.power, vms()["vm-105"]?.host], ["poweredOn", "host-11"]);
  });

  it("moves VMs that are off too when it is asked to", async () => {
    await client.task(
      "HostSystem:host-11",
      "EnterMaintenanceMode_Task",
      `${enter}<evacuatePoweredOffVms>true</evacuatePoweredOffVms>`,
    );
    assert.notEqual(vms()["vm-102"]?.host, "host-11");
  });

  it("waits for a VM with a passthrough device until somebody takes it down", async () => {
    const { systemId = "" } = simulator.state().hosts["host-12"] ?? {};
    simulator.admin.setPassthrough("host-12", "0000:3b:00.0", { enabled: true, active: true });
    await client.task(
      "VirtualMachine:vm-111",
      "ReconfigVM_Task",
      `<spec>${addDevice("0000:3b:00.0", systemId)}</spec>`,
    );
    assert.equal(await client.task("VirtualMachine:vm-111", "PowerOnVM_Task"), "success");
    const task = await start("host-12");
    await client.until(
      "HostSystem:host-12",
      "vm",
      (value) => value?.children.every((each) => !["vm-112", "vm-114"].includes(each.text)) === true,
    );
    assert.equal(await client.text(`Task:${task}`, "info.state"), "running");
    assert.equal(await client.task("VirtualMachine:vm-111", "PowerOffVM_Task"), "success");
    assert.equal(await client.taskEnd(task), "success");
    assert.equal(vms()["vm-111"]?.host, "host-12");
  });

  it("honours overrides: a VM that DRS must leave alone blocks", async () => {
    simulator.admin.setOverride("vm-101", { enabled: false });
    simulator.admin.setOverride("vm-104", { behavior: "manual" });
    const task = await start("host-11");
    await isRunning(task);
    simulator.admin.setPower("vm-104", "poweredOff");
    assert.equal(vms()["vm-101"]?.host, "host-11");
    simulator.admin.setOverride("vm-101", undefined);
    assert.equal(await client.taskEnd(task), "success");
    assert.notEqual(vms()["vm-101"]?.host, "host-11");
  });

  it("moves nothing off a lone host, and can be cancelled", async () => {
    const task = await start("host-14");
    await isRunning(task);
    assert.equal(await client.text(`Task:${task}`, "info.cancelable"), "true");
    await client.ok(`Task:${task}`, "CancelTask");
    assert.equal(await client.taskEnd(task), "RequestCanceled: The task was canceled by a user.");
    assert.equal(await client.text(`Task:${task}`, "info.cancelled"), "true");
    assert.deepEqual([vms()["vm-132"]?.host, simulator.state().hosts["host-14"]?.maintenance], ["host-14", false]);
    assert.equal(await client.fails(`Task:${task}`, "CancelTask"), invalidState);
  });

  it("gives up when its time is over", async () => {
    assert.equal(
      await client.task("HostSystem:host-14", "EnterMaintenanceMode_Task", "<timeout>1</timeout>"),
      "Timedout: Operation timed out.",
    );
    assert.equal(simulator.state().hosts["host-14"]?.maintenance, false);
  });

  it("refuses to enter twice, and to leave when it is not in it", async () => {
    assert.equal(
      await client.task("HostSystem:host-14", "ExitMaintenanceMode_Task", "<timeout>0</timeout>"),
      invalidState,
    );
    const first = await start("host-14");
    assert.equal(await client.task("HostSystem:host-14", "EnterMaintenanceMode_Task", enter), invalidState);
    await client.ok(`Task:${first}`, "CancelTask");
    simulator.admin.setMaintenance("host-14", true);
    assert.equal(await client.task("HostSystem:host-14", "EnterMaintenanceMode_Task", enter), invalidState);
  });

  it("refuses to start VMs meanwhile", async () => {
    const task = await start("host-14");
    await isRunning(task);
    assert.equal(await client.task("VirtualMachine:vm-131", "PowerOnVM_Task"), invalidState);
    await client.ok(`Task:${task}`, "CancelTask");
  });

  it("names its tasks as vCenter does", async () => {
    const task = await start("host-14");
    const info = await client.property(`Task:${task}`, "info");
    const read = ["name", "descriptionId", "entity", "entityName", "cancelable"].map((name) => one(info, name)?.text);
    assert.deepEqual(read, [
      "EnterMaintenanceMode_Task",
      "HostSystem.enterMaintenanceMode",
      "host-14",
      "esx-04.example.test",
      "true",
    ]);
    assert.equal(one(info, "reason", "userName")?.text, simulator.user);
    await client.ok(`Task:${task}`, "CancelTask");
  });
});

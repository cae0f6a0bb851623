import assert from "node:assert/strict";
import type { Simulator } from "../../simulator";
import { type Client, started, stopAll } from "./client";

describe("simulator: changes by hand", () => {
  let client: Client;
  let simulator: Simulator;

  beforeEach(async () => {
    ({ client, simulator } = await started());
  });
  afterEach(stopAll);

  it("edits a VM, which changes its changeVersion, and logs no call", () => {
    const before = simulator.state().vms["vm-102"]?.changeVersion;
    const calls = simulator.calls.length;
    simulator.admin.editVm("gpu-01", { reservationMB: 512 });
    simulator.admin.setExtraConfig("gpu-01", "a", "1");
    const vm = simulator.state().vms["vm-102"];
    assert.equal(vm?.reservationMB, 512);
    assert.deepEqual(vm?.extraConfig, { a: "1" });
    assert.notEqual(vm?.changeVersion, before);
    assert.equal(simulator.calls.length, calls);
  });

  it("removes VMs and hosts so that nothing refers to them", async () => {
    simulator.admin.removeVm("vm-111");
    simulator.admin.removeHost("esx-01.example.test");
    const path = "<inventoryPath>DC0/vm/research/ml/ml-01</inventoryPath>";
    assert.deepEqual((await client.ok("SearchIndex:SearchIndex", "FindByInventoryPath", path)).values, []);
    const hosts = await client.property("ClusterComputeResource:domain-c8", "host");
    assert.deepEqual(
      hosts?.children.map((each) => each.text),
      ["host-12", "host-13"],
    );
    assert.match(await client.fails("HostSystem:host-11", "Fetch", "<prop>name</prop>"), /^ManagedObjectNotFound: /);
    assert.match(await client.fails("VirtualMachine:vm-101", "Fetch", "<prop>name</prop>"), /^ManagedObjectNotFound: /);
  });

  it("registers a host and its VMs anew: other IDs, all else as it was", async () => {
    const before = simulator.state();
    const id = simulator.admin.reregisterHost("esx-01.example.test");
    const { hosts, vms } = simulator.state();
    assert.deepEqual([hosts["host-11"], vms["vm-101"]], [undefined, undefined]);
    assert.deepEqual(hosts[id], { ...before.hosts["host-11"], id });
    const web = Object.values(vms).find(({ name }) => name === "app-01");
    assert.deepEqual(web, { ...before.vms["vm-101"], id: web?.id, host: id });
    const uuid = (await client.property(`VirtualMachine:${web?.id}`, "config.instanceUuid"))?.text;
    const search = `<uuid>${uuid}</uuid><vmSearch>true</vmSearch><instanceUuid>true</instanceUuid>`;
    const found = await client.ok("SearchIndex:SearchIndex", "FindByUuid", search);
    assert.deepEqual(
      found.values.map((value) => value.text),
      [web?.id],
    );
    const device = await client.ok(`HostPciPassthruSystem:pciPassthruSystem-${id.slice(5)}`, "Refresh");
    assert.deepEqual(device.values, []);
  });

  it("restarts the server: connections, sessions and tasks are gone, and what a task does goes on", async () => {
    const spec = '<spec><extraConfig><key>a</key><value xsi:type="xsd:string">1</value></extraConfig></spec>';
    const started = await client.ok("VirtualMachine:vm-102", "ReconfigVM_Task", spec);
    const task = started.values[0]?.text;
    const up = simulator.admin.restart(20);
    await assert.rejects(client.ok("ServiceInstance:ServiceInstance", "RetrieveServiceContent"), { code: /^ECONN/ });
    await up;
    assert.equal(simulator.state().sessions, 0);
    assert.match(await client.fails("VirtualMachine:vm-102", "PowerOnVM_Task"), /^NotAuthenticated: /);
    await client.login();
    assert.match(await client.fails(`Task:${task}`, "CancelTask"), /^ManagedObjectNotFound: /);
    assert.deepEqual(simulator.state().vms["vm-102"]?.extraConfig, { a: "1" });
  });

  it("swaps and pulls cards", async () => {
    const card = { vendorId: "1002", deviceId: "744c", classId: "0300", vendorName: "AMD", deviceName: "Navi 31" };
    simulator.admin.putCard("host-12", { address: "0000:3b:00.0", ...card });
    simulator.admin.pullCard("host-12", "0000:b1:00.0");
    const devices = simulator.state().hosts["host-12"]?.devices ?? [];
    assert.equal(devices.find(({ address }) => address === "0000:3b:00.0")?.vendorId, "1002");
    assert.equal(
      devices.some(({ address }) => address === "0000:b1:00.0"),
      false,
    );
    const shown = await client.property("HostSystem:host-12", "config.pciPassthruInfo");
    assert.equal(shown?.children.length, devices.length);
  });

  it("moves a VM, devices and all", () => {
    simulator.admin.moveVm("vm-102", "host-13");
    assert.equal(simulator.state().vms["vm-102"]?.host, "host-13");
  });

  it("changes DRS of a cluster and of a VM", () => {
    simulator.admin.setDrs("Cluster0", { enabled: false });
    simulator.admin.setOverride("vm-102", { behavior: "manual" });
    const cluster = simulator.state().clusters["domain-c8"];
    assert.equal(cluster?.drs.enabled, false);
    assert.deepEqual(cluster?.overrides, { "vm-102": { behavior: "manual" } });
  });

  it("refuses names that fit nothing, or two things", () => {
    assert.throws(() => simulator.admin.setPower("web", "poweredOff"), /^Error: simulator: more than one VM web$/);
    assert.throws(() => simulator.admin.setMaintenance("esx-09", true), /^Error: simulator: no host esx-09$/);
  });
});

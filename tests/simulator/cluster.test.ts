import assert from "node:assert/strict";
import { all, type Client, one, started, stopAll, xsiType } from "./client";

const cluster = "ClusterComputeResource:domain-c8";

describe("simulator: cluster settings", () => {
  let client: Client;

  beforeEach(async () => {
    ({ client } = await started());
  });
  afterEach(stopAll);

  const spec = (inner: string) => `<spec xsi:type="ClusterConfigSpecEx">${inner}</spec><modify>true</modify>`;
  const reconfigure = (inner: string) => client.task(cluster, "ReconfigureComputeResource_Task", spec(inner));
  const row = (operation: string, vm: string, more: string) =>
    `<drsVmConfigSpec><operation>${operation}</operation><info><key type="VirtualMachine">${vm}</key>${more}</info></drsVmConfigSpec>`;
  const remove = (vm: string) =>
    `<drsVmConfigSpec><operation>remove</operation><removeKey type="VirtualMachine" xsi:type="ManagedObjectReference">${vm}</removeKey></drsVmConfigSpec>`;
  const state = () => {
    const found = client.simulator.state().clusters["domain-c8"];
    assert.ok(found);
    return found;
  };

  it("adds, changes and removes DRS overrides", async () => {
    assert.equal(
      await reconfigure(row("add", "vm-102", "<enabled>false</enabled><behavior>manual</behavior>")),
      "success",
    );
    assert.deepEqual(state().overrides, { "vm-102": { enabled: false, behavior: "manual" } });
    const shown = await client.property(cluster, "configurationEx");
    assert.equal(xsiType(shown), "ClusterConfigInfoEx");
    const read = all(shown, "drsVmConfig").map((each) =>
      ["key", "enabled", "behavior"].map((name) => one(each, name)?.text),
    );
    assert.deepEqual(read, [["vm-102", "false", "manual"]]);
    await reconfigure(row("edit", "vm-102", "<behavior>partiallyAutomated</behavior>"));
    assert.deepEqual(state().overrides, { "vm-102": { enabled: true, behavior: "partiallyAutomated" } });
    await reconfigure(remove("vm-102"));
    assert.deepEqual(state().overrides, {});
  });

  it("refuses to add what is there, and to change or remove what is not", async () => {
    await reconfigure(row("add", "vm-102", "<enabled>false</enabled>"));
    const message = (at: string) => `InvalidArgument: A specified parameter was not correct: drsVmConfigSpec[0].${at}`;
    assert.equal(await reconfigure(row("add", "vm-102", "")), message("info.key"));
    assert.equal(await reconfigure(row("edit", "vm-101", "")), message("info.key"));
    assert.equal(await reconfigure(remove("vm-101")), message("removeKey"));
  });

  it("refuses an override for a VM that is not in the cluster", async () => {
    assert.equal(
      await reconfigure(row("add", "vm-131", "<enabled>false</enabled>")),
      "InvalidArgument: A specified parameter was not correct: drsVmConfigSpec[0].info.key",
    );
    assert.deepEqual(state().overrides, {});
  });

  it("changes DRS settings, and without modify starts from nothing", async () => {
    await reconfigure(row("add", "vm-102", "<enabled>false</enabled>"));
    await reconfigure(
      "<drsConfig><enableVmBehaviorOverrides>false</enableVmBehaviorOverrides><defaultVmBehavior>manual</defaultVmBehavior></drsConfig>",
    );
    assert.deepEqual(state().drs, { enabled: true, behavior: "manual", overridesEnabled: false });
    const reset = spec("").replace("<modify>true", "<modify>false");
    assert.equal(await client.task(cluster, "ReconfigureComputeResource_Task", reset), "success");
    assert.deepEqual(state(), {
      id: "domain-c8",
      name: "Cluster0",
      drs: { enabled: false, behavior: "fullyAutomated", overridesEnabled: true },
      overrides: {},
    });
  });

  it("has no DRS on the resource of a lone host", async () => {
    const host = await client.property("HostSystem:host-14", "parent");
    const lone = `ComputeResource:${host?.text}`;
    assert.match(await client.task(lone, "ReconfigureComputeResource_Task", spec("")), /^NotSupported: /);
    assert.equal(xsiType(await client.property(lone, "configurationEx")), "ComputeResourceConfigInfo");
  });
});

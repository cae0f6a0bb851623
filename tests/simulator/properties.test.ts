import assert from "node:assert/strict";
import type { Simulator } from "../../simulator";
import { all, type Client, collector, filterSpec, one, retrieve, started, stopAll, xsiType } from "./client";

const own = "PropertyCollector:propertyCollector";
const walkHosts =
  '<selectSet xsi:type="TraversalSpec"><name>folder</name><type>Folder</type><path>childEntity</path><skip>true</skip><selectSet><name>folder</name></selectSet><selectSet><name>datacenter</name></selectSet><selectSet><name>compute</name></selectSet></selectSet>' +
  '<selectSet xsi:type="TraversalSpec"><name>datacenter</name><type>Datacenter</type><path>hostFolder</path><skip>true</skip><selectSet><name>folder</name></selectSet></selectSet>' +
  '<selectSet xsi:type="TraversalSpec"><name>compute</name><type>ComputeResource</type><path>host</path></selectSet>';

describe("simulator: property collector", () => {
  let client: Client;
  let simulator: Simulator;

  beforeEach(async () => {
    ({ client, simulator } = await started());
  });
  afterEach(stopAll);

  const ids = (values: readonly { children: readonly { name: string; text: string }[] }[] | undefined) =>
    values?.map((each) => each.children.find((child) => child.name === "obj")?.text);

  it("follows named traversals recursively and matches supertypes", async () => {
    const spec = `<specSet><propSet><type>ManagedEntity</type><pathSet>name</pathSet></propSet><objectSet><obj type="Folder">group-d1</obj><skip>true</skip>${walkHosts}</objectSet></specSet><options/>`;
    const answer = await client.ok(own, "RetrievePropertiesEx", spec);
    const objects = all(answer.values[0], "objects");
    assert.deepEqual(ids(objects), ["host-11", "host-12", "host-13", "host-14"]);
    assert.equal(one(objects[0], "propSet", "val")?.text, "esx-01.example.test");
  });

  it("pages, and takes each token once", async () => {
    const spec = `<specSet><propSet><type>HostSystem</type><pathSet>name</pathSet></propSet><objectSet><obj type="Folder">group-d1</obj><skip>true</skip>${walkHosts}</objectSet></specSet><options><maxObjects>3</maxObjects></options>`;
    const first = await client.ok(own, "RetrievePropertiesEx", spec);
    const token = `<token>${one(first.values[0], "token")?.text}</token>`;
    const second = await client.ok(own, "ContinueRetrievePropertiesEx", token);
    assert.deepEqual(ids(all(first.values[0], "objects")), ["host-11", "host-12", "host-13"]);
    assert.deepEqual(ids(all(second.values[0], "objects")), ["host-14"]);
    assert.equal(one(second.values[0], "token"), undefined);
    assert.equal(
      await client.fails(own, "ContinueRetrievePropertiesEx", token),
      "InvalidArgument: A specified parameter was not correct: token",
    );
  });

  it("leaves unset properties out, and answers no match without a returnval", async () => {
    const answer = await client.ok(own, "RetrievePropertiesEx", retrieve("VirtualMachine:vm-102", "snapshot", "name"));
    const content = one(answer.values[0], "objects");
    assert.deepEqual(
      all(content, "propSet").map((each) => one(each, "name")?.text),
      ["name"],
    );
    assert.equal(one(content, "missingSet"), undefined);
    const none = retrieve("VirtualMachine:vm-102", "name").replace("<type>VirtualMachine", "<type>HostSystem");
    assert.deepEqual((await client.ok(own, "RetrievePropertiesEx", none)).values, []);
  });

  it("reads through keys, and wraps arrays", async () => {
    const label = await client.text("VirtualMachine:vm-102", "config.hardware.device[4000].deviceInfo.label");
    assert.equal(label, "Network adapter 1");
    const list = await client.property("HostSystem:host-12", "config.pciPassthruInfo");
    assert.equal(xsiType(list), "ArrayOfHostPciPassthruInfo");
    assert.deepEqual(
      [...new Set(list?.children.map((each) => `${each.name} ${xsiType(each)}`))],
      ["HostPciPassthruInfo HostPciPassthruInfo", "HostPciPassthruInfo HostSriovInfo"],
    );
    const vms = await client.property("HostSystem:host-14", "vm");
    assert.equal(xsiType(vms), "ArrayOfManagedObjectReference");
    assert.equal(vms?.children[0]?.attributes.get("type"), "VirtualMachine");
  });

  it("writes ids and bus numbers with their sign", async () => {
    const devices = (await client.property("HostSystem:host-11", "hardware.pciDevice"))?.children ?? [];
    const row = (id: string) => {
      const device = devices.find((each) => one(each, "id")?.text === id);
      return ["classId", "bus", "slot", "function", "vendorId", "deviceId"].map((name) =>
        Number(one(device, name)?.text),
      );
    };
    assert.deepEqual(row("0000:18:00.1"), [0x0200, 0x18, 0, 1, 0x8086 - 0x10000, 0x1572]);
    assert.deepEqual(row("0000:af:00.0"), [0x0200, 0xaf - 0x100, 0, 0, 0x15b3, 0x1017]);
    assert.deepEqual(row("0000:5e:00.0"), [0x0302, 0x5e, 0, 0, 0x8086 - 0x10000, 0xe211 - 0x10000]);
  });

  it("can read every property of every object of the default inventory", async () => {
    const view = await client.ok(
      "ViewManager:ViewManager",
      "CreateContainerView",
      '<container type="Folder">group-d1</container><recursive>true</recursive>',
    );
    const spec = `<specSet><propSet><type>ManagedEntity</type><all>true</all></propSet><objectSet><obj type="ContainerView">${view.values[0]?.text}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path></selectSet></objectSet></specSet><options/>`;
    const answer = await client.ok(own, "RetrievePropertiesEx", spec);
    const types = all(answer.values[0], "objects").map((each) => one(each, "obj")?.attributes.get("type"));
    const count = (type: string) => types.filter((each) => each === type).length;
    assert.deepEqual(
      ["Datacenter", "ClusterComputeResource", "ComputeResource", "HostSystem", "VirtualMachine", "ResourcePool"].map(
        count,
      ),
      [1, 1, 1, 4, 16, 2],
    );
  });

  it("answers Fetch with the property's type, and an empty response for an unset one", async () => {
    const set = await client.ok("VirtualMachine:vm-102", "Fetch", "<prop>name</prop>");
    assert.equal(set.values[0]?.text, "gpu-01");
    assert.equal(xsiType(set.values[0]), "xsd:string");
    const unset = await client.ok("VirtualMachine:vm-102", "Fetch", "<prop>snapshot</prop>");
    assert.deepEqual(unset.values, []);
  });

  it("reports a named object that is gone as a fault, or not at all if asked to", async () => {
    simulator.admin.removeVm("vm-102");
    const inner = retrieve("VirtualMachine:vm-102", "name");
    const message =
      "ManagedObjectNotFound: The object 'vim.VirtualMachine:vm-102' has already been deleted or has not been completely created";
    assert.equal(await client.fails(own, "RetrievePropertiesEx", inner), message);
    const lenient = inner.replace(
      "</specSet>",
      "<reportMissingObjectsInResults>true</reportMissingObjectsInResults></specSet>",
    );
    assert.deepEqual((await client.ok(own, "RetrievePropertiesEx", lenient)).values, []);
  });

  it("tells changes as they come: enter, modify, leave", async () => {
    const view = await client.ok(
      "ViewManager:ViewManager",
      "CreateContainerView",
      '<container type="Folder">group-d1</container><type>VirtualMachine</type><recursive>true</recursive>',
    );
    const spec = `<propSet><type>VirtualMachine</type><pathSet>runtime.powerState</pathSet></propSet><objectSet><obj type="ContainerView">${view.values[0]?.text}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path></selectSet></objectSet>`;
    await client.ok(own, "CreateFilter", `<spec>${spec}</spec><partialUpdates>false</partialUpdates>`);
    const wait = async (version: string) => {
      const [set] = (await client.ok(own, "WaitForUpdatesEx", `<version>${version}</version>`)).values;
      const updates = all(one(set, "filterSet"), "objectSet");
      const rows = updates.map(
        (each) => `${one(each, "kind")?.text} ${one(each, "obj")?.text} ${one(each, "changeSet", "val")?.text}`,
      );
      return { version: one(set, "version")?.text ?? "", rows };
    };
    const first = await wait("");
    assert.equal(first.rows.length, 16);
    assert.ok(first.rows.includes("enter vm-102 poweredOff"));
    const waiting = wait(first.version);
    simulator.admin.setPower("vm-102", "poweredOn");
    const second = await waiting;
    assert.deepEqual(second.rows, ["modify vm-102 poweredOn"]);
    simulator.admin.removeVm("vm-102");
    assert.deepEqual((await wait(second.version)).rows, ["leave vm-102 undefined"]);
  });

  it("answers a wait without a change with no returnval, and keeps the version good", async () => {
    const spec = `<spec>${filterSpec("VirtualMachine:vm-102", "name")}</spec><partialUpdates>false</partialUpdates>`;
    await client.ok(own, "CreateFilter", spec);
    const poll = "<version>1</version><options><maxWaitSeconds>0</maxWaitSeconds></options>";
    assert.equal(
      one((await client.ok(own, "WaitForUpdatesEx", "<version></version>")).values[0], "version")?.text,
      "1",
    );
    assert.deepEqual((await client.ok(own, "WaitForUpdatesEx", poll)).values, []);
    assert.deepEqual((await client.ok(own, "CheckForUpdates", "<version>1</version>")).values, []);
    assert.equal(
      await client.fails(own, "WaitForUpdatesEx", poll.replace(">1<", ">7<")),
      "InvalidCollectorVersion: The version of the property collector is not valid.",
    );
  });

  it("cuts updates at maxObjectUpdates and says so", async () => {
    for (const id of ["vm-101", "vm-102", "vm-103"]) {
      const spec = filterSpec(`VirtualMachine:${id}`, "name");
      await client.ok(own, "CreateFilter", `<spec>${spec}</spec><partialUpdates>false</partialUpdates>`);
    }
    const wait = async (version: string) => {
      const inner = `<version>${version}</version><options><maxObjectUpdates>2</maxObjectUpdates></options>`;
      const [set] = (await client.ok(own, "WaitForUpdatesEx", inner)).values;
      return {
        objects: all(set, "filterSet").flatMap((each) => all(each, "objectSet")).length,
        truncated: one(set, "truncated")?.text,
      };
    };
    assert.deepEqual(await wait(""), { objects: 2, truncated: "true" });
    assert.deepEqual(await wait("1"), { objects: 1, truncated: undefined });
  });

  it("cancels a wait on request, and when another one starts on the same collector", async () => {
    const made = await client.ok(collector(simulator), "CreatePropertyCollector");
    const mine = `PropertyCollector:${made.values[0]?.text}`;
    const first = client.fails(mine, "WaitForUpdatesEx", "<version></version>");
    await client.ok("ServiceInstance:ServiceInstance", "CurrentTime");
    const second = client.fails(mine, "WaitForUpdatesEx", "<version></version>");
    assert.equal(await first, "RequestCanceled: The request was canceled.");
    await client.ok(mine, "CancelWaitForUpdates");
    assert.equal(await second, "RequestCanceled: The request was canceled.");
  });
});

import assert from "node:assert/strict";
import { type Client, one, started, stopAll } from "./client";

const index = "SearchIndex:SearchIndex";

describe("simulator: search and views", () => {
  let client: Client;

  beforeEach(async () => {
    ({ client } = await started());
  });
  afterEach(stopAll);

  const find = async (method: string, inner: string) =>
    (await client.ok(index, method, inner)).values.map((each) => each.text);
  const byPath = (path: string) => find("FindByInventoryPath", `<inventoryPath>${path}</inventoryPath>`);

  it("finds by inventory path, with or without a leading slash", async () => {
    assert.deepEqual(await byPath("/DC0/host/Cluster0/esx-02.example.test"), ["host-12"]);
    assert.deepEqual(await byPath("DC0/host/esx-04.example.test/esx-04.example.test"), ["host-14"]);
    assert.deepEqual(await byPath("DC0/vm/research/ml/ml-01"), ["vm-111"]);
    assert.deepEqual(await byPath("DC0/vm/blue/web"), ["vm-114"]);
    assert.deepEqual(await byPath("DC0/vm/green/web"), ["vm-121"]);
  });

  it("finds nothing without a fault", async () => {
    assert.deepEqual(await byPath("DC0/vm/nothing"), []);
    assert.deepEqual(await find("FindByDnsName", "<dnsName>x</dnsName><vmSearch>true</vmSearch>"), []);
  });

  it("finds a VM by BIOS and by instance UUID, and a host by hardware UUID", async () => {
    const uuid = await client.text("VirtualMachine:vm-102", "config.uuid");
    const instance = await client.text("VirtualMachine:vm-102", "config.instanceUuid");
    const hardware = await client.text("HostSystem:host-11", "hardware.systemInfo.uuid");
    const ask = (value: string | undefined, more: string) => find("FindByUuid", `<uuid>${value}</uuid>${more}`);
    assert.deepEqual(await ask(uuid, "<vmSearch>true</vmSearch>"), ["vm-102"]);
    assert.deepEqual(await ask(instance, "<vmSearch>true</vmSearch>"), []);
    assert.deepEqual(await ask(instance, "<vmSearch>true</vmSearch><instanceUuid>true</instanceUuid>"), ["vm-102"]);
    assert.deepEqual(await ask(hardware, "<vmSearch>false</vmSearch>"), ["host-11"]);
  });

  it("finds hosts by name and address, VMs only while Tools run", async () => {
    assert.deepEqual(await find("FindByDnsName", "<dnsName>esx-03.example.test</dnsName><vmSearch>false</vmSearch>"), [
      "host-13",
    ]);
    assert.deepEqual(await find("FindByIp", "<ip>192.168.10.14</ip><vmSearch>false</vmSearch>"), ["host-14"]);
    const guest = "<dnsName>ml-02.example.test</dnsName><vmSearch>true</vmSearch>";
    assert.deepEqual(await find("FindByDnsName", guest), ["vm-112"]);
    client.simulator.admin.setPower("vm-112", "poweredOff");
    assert.deepEqual(await find("FindByDnsName", guest), []);
  });

  it("finds a child by name", async () => {
    const inner = '<entity type="ClusterComputeResource">domain-c8</entity><name>esx-01.example.test</name>';
    assert.deepEqual(await find("FindChild", inner), ["host-11"]);
  });

  it("shows in a container view what is below the container, of the types asked for", async () => {
    const inner =
      '<container type="ClusterComputeResource">domain-c8</container><type>HostSystem</type><type>VirtualMachine</type><recursive>true</recursive>';
    const view = (await client.ok("ViewManager:ViewManager", "CreateContainerView", inner)).values[0]?.text;
    const shown = await client.property(`ContainerView:${view}`, "view");
    const types = shown?.children.map((each) => each.attributes.get("type"));
    assert.equal(types?.filter((type) => type === "HostSystem").length, 3);
    assert.equal(types?.filter((type) => type === "VirtualMachine").length, 12);
    await client.ok(`ContainerView:${view}`, "DestroyView");
    assert.match(await client.fails(`ContainerView:${view}`, "DestroyView"), /^ManagedObjectNotFound: /);
  });

  it("shows in a list view the references it was given", async () => {
    const inner = '<obj type="VirtualMachine">vm-101</obj><obj type="VirtualMachine">vm-102</obj>';
    const view = (await client.ok("ViewManager:ViewManager", "CreateListView", inner)).values[0]?.text;
    const shown = await client.property(`ListView:${view}`, "view");
    assert.deepEqual(
      shown?.children.map((each) => each.text),
      ["vm-101", "vm-102"],
    );
    assert.equal(one(shown, "ManagedObjectReference")?.attributes.get("type"), "VirtualMachine");
  });
});

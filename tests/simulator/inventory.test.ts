import assert from "node:assert/strict";
import { type Inventory, InventoryError, parseInventory, startSimulator } from "../../simulator";
import { Client, one, started, stopAll } from "./client";

const card = {
  address: "0000:3b:00.0",
  vendorId: "10de",
  deviceId: "1eb8",
  classId: "0302",
  vendorName: "NVIDIA",
  deviceName: "T4",
};
const withHost = (host: object): Inventory =>
  ({ datacenters: [{ name: "DC", hosts: [{ name: "esx", ...host }] }] }) as Inventory;

describe("simulator: inventories", () => {
  afterEach(stopAll);

  it("starts from a small inventory, defaults filled in", async () => {
    const { simulator, client } = await started({
      inventory: withHost({
        pci: [card],
        vms: [{ name: "vm", passthrough: ["0000:3b:00.0"], reservationLocked: true }],
      }),
    });
    assert.equal(simulator.inventory.server.apiVersion, "8.0.2.0");
    const { hosts, vms } = simulator.state();
    const [host] = Object.values(hosts);
    const [vm] = Object.values(vms);
    assert.deepEqual(
      host?.devices.map(({ capable, enabled }) => [capable, enabled]),
      [[true, false]],
    );
    assert.deepEqual([vm?.reservationMB, vm?.devices[0]?.address], [4096, "0000:3b:00.0"]);
    assert.equal(await client.text(`VirtualMachine:${vm?.id}`, "config.version"), "vmx-20");
  });

  it("gives objects without ids and UUIDs the same ones at each start", async () => {
    const read = async () => {
      const { simulator, client } = await started({ inventory: withHost({ vms: [{ name: "vm" }] }) });
      const [id] = Object.keys(simulator.state().vms);
      return [id, await client.text(`VirtualMachine:${id}`, "config.instanceUuid")];
    };
    assert.deepEqual(await read(), await read());
  });

  it("serves a lone host with the names of ESXi", async () => {
    const inventory: Inventory = {
      ...withHost({ vms: [{ name: "vm" }] }),
      server: { apiType: "HostAgent", apiVersion: "7.0.3.0" },
    };
    const { client } = await started({ inventory });
    const content = (await client.ok("ServiceInstance:ServiceInstance", "RetrieveServiceContent")).values[0];
    const read = ["rootFolder", "propertyCollector", "sessionManager", "searchIndex"].map(
      (name) => one(content, name)?.text,
    );
    assert.deepEqual(read, ["ha-folder-root", "ha-property-collector", "ha-sessionmgr", "ha-searchindex"]);
    const about = one(content, "about");
    assert.deepEqual(
      ["apiType", "apiVersion", "productLineId", "instanceUuid"].map((name) => one(about, name)?.text),
      ["HostAgent", "7.0.3.0", "embeddedEsx", undefined],
    );
    assert.equal(await client.text("HostSystem:ha-host", "configManager.pciPassthruSystem"), "ha-pcipassthrusystem");
    assert.match(
      await client.fails(
        "SessionManager:ha-sessionmgr",
        "SessionIsActive",
        "<sessionID>a</sessionID><userName>b</userName>",
      ),
      /^NotSupported: /,
    );
  });

  const malformed: readonly (readonly [string, unknown, string])[] = [
    ["no datacenters", {}, "inventory.datacenters: missing; found nothing; expected a list; add it"],
    [
      "a key that nothing has",
      { ...withHost({}), hosts: [] },
      'inventory.hosts: no such key; found "hosts"; expected one of $schema, server, datacenters; correct or remove it',
    ],
    [
      "an address that is not one",
      withHost({ pci: [{ ...card, address: "3b:00.0" }] }),
      'inventory.datacenters.0.hosts.0.pci.0.address: not in the right form; found "3b:00.0"; expected a PCI address such as 0000:3b:00.0; correct it',
    ],
    [
      "an id with a prefix",
      withHost({ pci: [{ ...card, vendorId: "0x10de" }] }),
      'inventory.datacenters.0.hosts.0.pci.0.vendorId: not in the right form; found "0x10de"; expected four lower-case hex digits in quotes, such as "10de"; correct it',
    ],
    [
      "two cards in one slot",
      withHost({ pci: [card, card] }),
      'inventory.datacenters.0.hosts.0.pci.1.address: used twice; found "0000:3b:00.0"; expected one device per address of a host; give it another one',
    ],
    [
      "a VM with a device that its host lacks",
      withHost({ vms: [{ name: "vm", passthrough: ["0000:3b:00.0"] }] }),
      'inventory.datacenters.0.hosts.0.vms.0.passthrough.0: the host has no such PCI device; found "0000:3b:00.0"; expected a host with devices; correct the address, or add the device to `pci`',
    ],
    [
      "two objects with one id",
      withHost({ id: "vm-1", vms: [{ name: "vm", id: "vm-1" }] }),
      'inventory.datacenters.0.hosts.0.vms.0.id: used twice; found "vm-1"; expected IDs that are unique in the whole inventory; give it another one',
    ],
    [
      "a HostAgent with two hosts",
      { server: { apiType: "HostAgent" }, datacenters: [{ name: "DC", hosts: [{ name: "a" }, { name: "b" }] }] },
      "inventory.datacenters: not the shape of a lone ESXi host; found 1 datacenters, 0 clusters, 2 hosts; expected one datacenter with one host and no cluster, as apiType HostAgent has; leave the others out, or make it a VirtualCenter",
    ],
  ];
  for (const [what, inventory, message] of malformed) {
    it(`refuses ${what}`, async () => {
      assert.throws(
        () => parseInventory(inventory),
        (error) => error instanceof InventoryError && error.message === message,
      );
      await assert.rejects(startSimulator({ inventory: inventory as Inventory }), InventoryError);
    });
  }

  it("refuses a port that is taken", async () => {
    const { simulator } = await started();
    const port = Number(simulator.host.split(":")[1]);
    await assert.rejects(startSimulator({ port }), { code: "EADDRINUSE" });
    assert.equal((await new Client(simulator).login()).cookie.startsWith("vmware_soap_session="), true);
  });
});

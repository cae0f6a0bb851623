import assert from "node:assert/strict";
import { type Permission, startSimulator } from "../../simulator";
import {
  addDevice,
  all,
  Client,
  collector,
  filterSpec,
  one,
  passthru,
  retrieve,
  started,
  stopAll,
  xsiType,
} from "./client";

const pci = "HostPciPassthruSystem:pciPassthruSystem-11";
const denied = "NoPermission: Permission to perform this operation was denied.";

/** A client of a user with these permissions. */
async function userWith(...permissions: readonly Permission[]): Promise<Client> {
  const { simulator } = await started({ users: [{ name: "user", permissions }] });
  const { VSPHERE_USER: user = "", VSPHERE_PASSWORD: password = "" } = simulator.envOf("user");
  return new Client(simulator).login({ user, password });
}

const config = { privileges: ["Host.Config.PciPassthru"] };
const readOnly = { privileges: [] };

describe("simulator: privileges", () => {
  afterEach(stopAll);

  it("lets a user with a role do what the role allows, where it is given", async () => {
    const client = await userWith({ ...config, on: "host-11" }, { ...readOnly, on: "host-12" });
    await client.ok(pci, "UpdatePassthruConfig", passthru(["0000:3b:00.0"], true));
    const other = "HostPciPassthruSystem:pciPassthruSystem-12";
    assert.equal(await client.fails(other, "UpdatePassthruConfig", passthru(["0000:3b:00.0"], true)), denied);
    assert.equal(client.simulator.calls.at(-1)?.outcome, "NoPermission");
  });

  it("names the object and the privilege, twice for those who know the newer form", async () => {
    const client = await userWith(readOnly);
    const inner = "<timeout>0</timeout>";
    const { fault } = await client.call("HostSystem:host-11", "EnterMaintenanceMode_Task", inner);
    const missing = one(fault?.detail, "missingPrivileges");
    assert.deepEqual(
      [one(fault?.detail, "object")?.text, one(fault?.detail, "privilegeId")?.text, one(missing, "entity")?.text],
      ["host-11", "Host.Config.Maintenance", "host-11"],
    );
    assert.equal(one(missing, "privilegeIds")?.text, "Host.Config.Maintenance");
    const old = await client.call("HostSystem:host-11", "EnterMaintenanceMode_Task", inner, { version: "7.0.3.0" });
    assert.equal(one(old.fault?.detail, "privilegeId")?.text, "Host.Config.Maintenance");
    assert.equal(one(old.fault?.detail, "missingPrivileges"), undefined);
  });

  it("asks for the privilege of each member that a reconfiguration changes", async () => {
    const change = async (spec: string, ...privileges: readonly string[]) => {
      const client = await userWith({ privileges: privileges.map((each) => `VirtualMachine.Config.${each}`) });
      const { fault } = await client.call("VirtualMachine:vm-102", "ReconfigVM_Task", `<spec>${spec}</spec>`);
      await stopAll();
      return one(fault?.detail, "privilegeId")?.text;
    };
    const device = addDevice("0000:3b:00.0", "x");
    const memory = "<memoryAllocation><reservation>1</reservation></memoryAllocation>";
    const extra = '<extraConfig><key>a</key><value xsi:type="xsd:string">b</value></extraConfig>';
    const both = `${memory}${extra}`;
    assert.equal(await change(device), "VirtualMachine.Config.AddRemoveDevice");
    assert.equal(await change(device.replace(">add<", ">edit<")), "VirtualMachine.Config.EditDevice");
    assert.equal(await change(device, "AddRemoveDevice"), undefined);
    assert.equal(await change(both, "AdvancedConfig"), "VirtualMachine.Config.Resource");
    assert.equal(await change(both, "Resource"), "VirtualMachine.Config.AdvancedConfig");
    assert.equal(await change(both, "Resource", "AdvancedConfig"), undefined);
    assert.equal(await change("<name>x</name>"), "VirtualMachine.Config.Rename");
    assert.equal(await change("<nestedHVEnabled>true</nestedHVEnabled>"), "VirtualMachine.Config.Settings");
  });

  it("shows what lies above an object by name, and hides what lies beside it", async () => {
    const client = await userWith({ ...readOnly, on: "host-14" });
    const view = await client.ok(
      "ViewManager:ViewManager",
      "CreateContainerView",
      '<container type="Folder">group-d1</container><recursive>true</recursive>',
    );
    const seen = await client.property(`ContainerView:${view.values[0]?.text}`, "view");
    const types = new Map(seen?.children.map(({ text, attributes }) => [text, attributes.get("type")]));
    assert.deepEqual(
      [...types].filter(([, type]) => type === "HostSystem" || type === "VirtualMachine").map(([id]) => id),
      ["host-14", "vm-131", "vm-132", "vm-133", "vm-134"],
    );
    assert.equal(await client.text("Datacenter:datacenter-3", "name"), "DC0");
    const byPath = (path: string) =>
      client.ok("SearchIndex:SearchIndex", "FindByInventoryPath", `<inventoryPath>${path}</inventoryPath>`);
    assert.equal((await byPath("DC0/host/Cluster0/esx-01.example.test")).values.length, 0);
    assert.equal((await byPath("DC0/host/esx-04.example.test/esx-04.example.test")).values[0]?.text, "host-14");
  });

  it("answers for each property that may not be read, in results and in updates", async () => {
    const client = await userWith({ ...readOnly, on: "host-14" });
    const paths = ["name", "runtime.connectionState", "config.product"];
    const why = (content: Parameters<typeof all>[0]) =>
      all(content, "missingSet").map((each) => {
        const fault = one(each, "fault", "fault");
        return [one(each, "path")?.text, xsiType(fault), one(fault, "object")?.text, one(fault, "privilegeId")?.text];
      });
    const expected = [
      ["name", "NoPermission", "host-11", "System.View"],
      ["runtime.connectionState", "NoPermission", "host-11", "System.Read"],
      ["config.product", "NoPermission", "host-11", "System.Read"],
    ];
    const inner = retrieve("HostSystem:host-11", ...paths);
    const answer = await client.ok(collector(client.simulator), "RetrievePropertiesEx", inner);
    assert.deepEqual(why(one(answer.values[0], "objects")), expected);
    const spec = `<spec>${filterSpec("HostSystem:host-11", ...paths)}</spec><partialUpdates>false</partialUpdates>`;
    await client.ok(collector(client.simulator), "CreateFilter", spec);
    const update = await client.ok(collector(client.simulator), "WaitForUpdatesEx", "<version></version>");
    assert.deepEqual(why(one(update.values[0], "filterSet", "objectSet")), expected);
    assert.equal(await client.fails("HostSystem:host-11", "Fetch", "<prop>name</prop>"), denied);
  });

  it("takes the nearest permission, and those of a VM's folder and host together", async () => {
    const power = { privileges: ["VirtualMachine.Interact.PowerOn"] };
    const start = async (...permissions: readonly Permission[]) => {
      const client = await userWith(...permissions);
      const { fault } = await client.call("VirtualMachine:vm-113", "PowerOnVM_Task");
      await stopAll();
      return fault?.type ?? "started";
    };
    assert.equal(await start(power), "started");
    assert.equal(await start({ ...power, propagate: false }, { ...readOnly, on: "datacenter-3" }), "NoPermission");
    assert.equal(await start(power, { ...readOnly, on: "datacenter-3" }), "NoPermission");
    assert.equal(await start(power, { ...readOnly, on: "vm-113" }), "NoPermission");
    assert.equal(await start({ ...power, on: "domain-c8" }), "started");
    assert.equal(await start({ privileges: "all", on: "vm-113" }), "started");
  });

  it("lets nobody in who may see nothing, and nobody whom it does not know", async () => {
    const { simulator } = await started({ users: [{ name: "user", permissions: [{ privileges: "none" }] }] });
    const { VSPHERE_PASSWORD: password } = simulator.envOf("user");
    const inner = `<userName>user</userName><password>${password}</password>`;
    assert.equal(await new Client(simulator).fails("SessionManager:SessionManager", "Login", inner), denied);
    assert.throws(() => simulator.envOf("nobody"), { message: "simulator: no user nobody" });
  });

  it("refuses a permission on what is not there", async () => {
    await assert.rejects(startSimulator({ users: [{ name: "user", permissions: [{ ...readOnly, on: "host-99" }] }] }), {
      message: "simulator: users: user has a permission on host-99, which is not there",
    });
  });

  it("shows sessions, and cancels the tasks of others, for those who may", async () => {
    const { simulator, client: admin } = await started({ users: [{ name: "user", permissions: [readOnly] }] });
    const { VSPHERE_USER: user = "", VSPHERE_PASSWORD: password = "" } = simulator.envOf("user");
    const client = await new Client(simulator).login({ user, password });
    const inner = retrieve("SessionManager:SessionManager", "sessionList");
    const answer = await client.ok(collector(simulator), "RetrievePropertiesEx", inner);
    const missing = one(answer.values[0], "objects", "missingSet", "fault", "fault");
    assert.equal(one(missing, "privilegeId")?.text, "Sessions.TerminateSession");
    const entering = await admin.ok("HostSystem:host-14", "EnterMaintenanceMode_Task", "<timeout>0</timeout>");
    const task = `Task:${entering.values[0]?.text}`;
    assert.equal(await client.fails(task, "CancelTask"), denied);
    await admin.ok(task, "CancelTask");
  });
});

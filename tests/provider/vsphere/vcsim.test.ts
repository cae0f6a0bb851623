import assert from "node:assert/strict";
import { Connection } from "../../../provider/vsphere/connection";
import { isFault } from "../../../provider/vsphere/faults";
import { retrieve } from "../../../provider/vsphere/properties";
import { Session } from "../../../provider/vsphere/session";
import type { ConnectionSettings } from "../../../provider/vsphere/vsphere";
import { skipReason, startVcsim, type Vcsim } from "./vcsimServer";

/** What another author's vCenter simulator knows of: all but passthrough and reboots. */
describe(`the client against vcsim (${skipReason})`, function () {
  this.timeout(30_000);
  let vcsim: Vcsim | undefined;
  let settings: ConnectionSettings;
  let connection: Connection;
  const vmName = "DC0_C0_RP0_VM0";

  before(async function () {
    vcsim = await startVcsim();
    if (vcsim === undefined) return this.skip();
    settings = vcsim.settings;
  });
  after(() => vcsim?.stop());
  beforeEach(() => {
    connection = new Connection(settings);
  });
  afterEach(() => connection.logout());

  const theVm = async () => {
    const { id } = await connection.findVm(vmName);
    await connection.refresh({ vms: [id] });
    return (await connection.vm(id)) ?? assert.fail();
  };

  it("logs in, and speaks the version that vcsim lists", async () => {
    const server = await connection.server();
    assert.deepEqual([server.apiType, server.apiVersion], ["VirtualCenter", "6.5"]);
  });

  it("is refused with a certificate that is not trusted, and tells the thumbprint that then is", async () => {
    const strict = { ...settings, allowUnverifiedSsl: false };
    const error = await new Connection(strict).server().catch((thrown: unknown) => thrown);
    const { name, thumbprint } = error as { name: string; thumbprint: string };
    assert.equal(name, "CertificateError");
    const pinned = new Connection({ ...strict, thumbprint });
    assert.equal((await pinned.server()).apiType, "VirtualCenter");
    await pinned.logout();
  });

  it("is refused without a password, the only one that vcsim takes for wrong", async () => {
    await assert.rejects(new Connection({ ...settings, password: "" }).server(), {
      name: "LoginError",
      fault: "InvalidLogin",
    });
  });

  it("resolves references of every kind", async () => {
    const vm = await theVm();
    const host = await connection.findHost("/DC0/host/DC0_C0/DC0_C0_H0");
    for (const reference of [vm.id, `/DC0/vm/${vmName}`, vm.instanceUuid, vm.biosUuid]) {
      assert.deepEqual(await connection.findVm(reference), { id: vm.id, name: vmName });
    }
    for (const reference of [host.id, "DC0_C0_H0"]) assert.deepEqual(await connection.findHost(reference), host);
    assert.equal((await connection.findHost("DC0/host/DC0_H0")).name, "DC0_H0");
    await assert.rejects(connection.findVm("DC0_C0_RP0_VM"), {
      name: "UnresolvedReferenceError",
      message:
        /^"DC0_C0_RP0_VM" fits no VM; found \/DC0\/vm\/DC0_C0_RP0_VM0 \(vm-\d+\), \/DC0\/vm\/DC0_C0_RP0_VM1 \(vm-\d+\); give an ID/,
    });
  });

  it("reads hosts and VMs, several in one call", async () => {
    const host = (await connection.host((await connection.findHost("DC0_C0_H0")).id)) ?? assert.fail();
    assert.equal(host.connectionState, "connected");
    assert.ok(host.devices.some(({ vendorId, deviceId }) => vendorId === "8086" && deviceId === "7190"));
    const vm = await theVm();
    const found = await connection.vms([vm.id, "vm-99999", ...host.vmIds]);
    assert.ok(found.some(({ id }) => id === vm.id));
    assert.equal(await connection.vm("vm-99999"), undefined);
  });

  it("reads page by page", async () => {
    const session = new Session(settings);
    const { content } = await session.open();
    const step = (name: string, type: string, path: string, ...next: readonly string[]) => {
      return { $type: "TraversalSpec", name, type, path, skip: false, selectSet: next.map((to) => ({ name: to })) };
    };
    const select = [step("f", "Folder", "childEntity", "f", "d"), step("d", "Datacenter", "vmFolder", "f")];
    const query = { objects: [content.rootFolder], paths: { VirtualMachine: ["name"] }, select, pageObjects: 1 };
    const pages = await retrieve(session, query);
    assert.deepEqual(pages.map(({ values }) => String(values["name"])).sort(), [
      "DC0_C0_RP0_VM0",
      "DC0_C0_RP0_VM1",
      "DC0_H0_VM0",
      "DC0_H0_VM1",
    ]);
    await session.logout(1_000);
  });

  it("joins what a host uses itself", async () => {
    const { id } = await connection.findHost("DC0_C0_H0");
    const use = await connection.hostUse(id);
    assert.deepEqual(use.vmkernelUplinks, [
      { service: "management", vnic: "vmk0", pnic: "vmnic0", address: "0000:0b:00.0" },
    ]);
    assert.ok(use.adapters.length > 0);
  });

  it("reserves memory and writes extraConfig in one task", async () => {
    const vm = await theVm();
    const changed = await connection.reconfigureVm(vm.id, {
      changeVersion: vm.changeVersion,
      memory: { reservationMB: vm.memoryMB, locked: true },
      extraConfig: { "vsphere-passthrough.note": "a & <b>" },
    });
    assert.deepEqual(
      [changed.reservationMB, changed.reservationLocked, changed.extraConfig["vsphere-passthrough.note"]],
      [vm.memoryMB, true, "a & <b>"],
    );
  });

  it("turns a VM off and on, and reads a failed task's fault", async () => {
    const { id } = await theVm();
    await connection.powerOffVm(id);
    assert.equal((await connection.vm(id))?.powerState, "poweredOff");
    await assert.rejects(connection.powerOffVm(id), (error) => isFault(error, "InvalidPowerState"));
    await connection.powerOnVm(id);
    assert.equal((await connection.vm(id))?.powerState, "poweredOn");
  });

  it("adds and removes a passthrough device", async () => {
    const vm = await theVm();
    await connection.powerOffVm(vm.id);
    const device = { address: "0000:5e:00.0", vendorId: "8086", deviceId: "e211", deviceName: "GPU", systemId: "s" };
    const added = await connection.reconfigureVm(vm.id, { changeVersion: vm.changeVersion, addDevices: [device] });
    const { deviceName: _, ...kept } = device;
    const [{ key = 0, label: __, ...found } = {}] = added.devices;
    assert.deepEqual(found, { backing: "fixed", ...kept });
    const removed = await connection.reconfigureVm(vm.id, { changeVersion: "", removeDevices: [key] });
    assert.deepEqual(removed.devices, []);
    await connection.powerOnVm(vm.id);
  });

  it("sets, changes and removes a DRS override", async () => {
    const vm = await theVm();
    const cluster = (await connection.host(vm.hostId ?? ""))?.clusterId ?? assert.fail();
    const override = async () => (await connection.cluster(cluster))?.overrides[vm.id];
    await connection.setDrsOverrides(cluster, new Map([[vm.id, { enabled: false }]]));
    assert.equal((await override())?.enabled, false);
    await connection.setDrsOverrides(cluster, new Map([[vm.id, { enabled: true, behavior: "manual" }]]));
    assert.deepEqual(await override(), { enabled: true, behavior: "manual" });
    await connection.setDrsOverrides(cluster, new Map([[vm.id, undefined]]));
    assert.equal(await override(), undefined);
  });

  it("enters and leaves maintenance mode", async () => {
    const { id } = await connection.findHost("DC0_C0_H2");
    await connection.enterMaintenanceMode(id, { timeoutMs: 10_000 });
    assert.equal((await connection.host(id))?.inMaintenanceMode, true);
    await connection.exitMaintenanceMode(id, { timeoutMs: 10_000 });
    assert.equal((await connection.host(id))?.inMaintenanceMode, false);
  });

  it("tells what the server does not have as the server says it", async () => {
    const { id } = await connection.findHost("DC0_C0_H0");
    await assert.rejects(connection.rebootHost(id, { timeoutMs: 1_000 }), {
      fault: "MethodNotFound",
      message: `RebootHost_Task on ${id} failed: HostSystem:${id} does not implement: RebootHost_Task (MethodNotFound); report it, with this message and the version of the server`,
    });
  });

  it("logs in again when vcsim has ended the session", async () => {
    const session = new Session(settings);
    const { content } = await session.open();
    await session.call("Logout", content.sessionManager);
    const method = "FindByDnsName";
    await session.call(method, content.searchIndex ?? assert.fail(), { dnsName: "none", vmSearch: false });
    await session.logout(1_000);
  });
});

describe(`the client against a lone ESXi host by vcsim (${skipReason})`, function () {
  this.timeout(30_000);
  let vcsim: Vcsim | undefined;
  let connection: Connection;

  before(async function () {
    vcsim = await startVcsim("-esx");
    if (vcsim === undefined) return this.skip();
    connection = new Connection(vcsim.settings);
  });
  after(async () => {
    await connection?.logout();
    await vcsim?.stop();
  });

  it("knows it by its hardware, and finds what is on it", async () => {
    const host = (await connection.host("ha-host")) ?? assert.fail();
    const { apiType, serverId } = await connection.server();
    assert.deepEqual([apiType, serverId], ["HostAgent", host.uuid]);
    assert.deepEqual(await connection.findHost(host.name), { id: "ha-host", name: host.name });
    const vm = await connection.findVm("ha-host_VM0");
    assert.deepEqual(await connection.findVm("/ha-datacenter/vm/ha-host_VM0"), vm);
    assert.ok(host.vmIds.includes(vm.id));
    assert.equal(host.clusterId, undefined);
  });

  it("reserves memory, enters and leaves maintenance mode", async () => {
    const { id } = await connection.findVm("ha-host_VM0");
    const { changeVersion, memoryMB } = (await connection.vm(id)) ?? assert.fail();
    const memory = { reservationMB: memoryMB, locked: true };
    assert.equal((await connection.reconfigureVm(id, { changeVersion, memory })).reservationMB, memoryMB);
    await connection.enterMaintenanceMode("ha-host", { timeoutMs: 10_000 });
    assert.equal((await connection.host("ha-host"))?.inMaintenanceMode, true);
    await connection.exitMaintenanceMode("ha-host", { timeoutMs: 10_000 });
  });

  it("says that it has no passthrough", async () => {
    const change = connection.updatePassthru("ha-host", [{ address: "0000:00:00.0", enabled: true }], {
      timeoutMs: 1_000,
    });
    await assert.rejects(change, { method: "UpdatePassthruConfig", fault: "ManagedObjectNotFound" });
  });
});

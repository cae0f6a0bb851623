import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Connection } from "../../../provider/vsphere/connection";
import { isFault } from "../../../provider/vsphere/faults";
import { Session } from "../../../provider/vsphere/session";
import type { ConnectionSettings } from "../../../provider/vsphere/vsphere";

const binary = process.env["VCSIM_BINARY"];

/** Starts vcsim, which ends with its standard input, and answers its URL. */
async function startVcsim(program: string): Promise<{ process: ChildProcess; url: URL }> {
  const child = spawn(program, { stdio: ["pipe", "pipe", "ignore"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { process: child, url: new URL(String(line)) };
}

/** What another author's vCenter simulator knows of: all but passthrough and reboots. */
describe("the client against vcsim (skipped where there is no Go: npm test builds vcsim)", function () {
  this.timeout(30_000);
  let vcsim: Awaited<ReturnType<typeof startVcsim>>;
  let settings: ConnectionSettings;
  let connection: Connection;
  const vmName = "DC0_C0_RP0_VM0";

  before(async function () {
    if (binary === undefined) return this.skip();
    vcsim = await startVcsim(binary);
    const { host: server, username: user, password } = vcsim.url;
    settings = { server, user, password, allowUnverifiedSsl: true, apiTimeoutMs: 20_000 };
  });
  after(async () => {
    if (vcsim === undefined) return;
    const ended = once(vcsim.process, "exit");
    vcsim.process.stdin?.end();
    await ended;
  });
  beforeEach(() => {
    connection = new Connection(settings);
  });
  afterEach(() => connection.logout());

  const theVm = async () => {
    const { id } = await connection.findVm(vmName);
    connection.forget(id);
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
    await connection.setDrsOverride(cluster, vm.id, { enabled: false });
    assert.equal((await override())?.enabled, false);
    await connection.setDrsOverride(cluster, vm.id, { enabled: true, behavior: "manual" });
    assert.deepEqual(await override(), { enabled: true, behavior: "manual" });
    await connection.setDrsOverride(cluster, vm.id, undefined);
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
      message: `RebootHost_Task on ${id} failed: HostSystem:${id} does not implement: RebootHost_Task (MethodNotFound)`,
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

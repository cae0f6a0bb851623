import assert from "node:assert/strict";
import { Connection } from "../../../provider/vsphere/connection";
import { isFault } from "../../../provider/vsphere/faults";
import type { ConnectionSettings } from "../../../provider/vsphere/vsphere";
import { defaultInventory, type Inventory, type Simulator, startSimulator } from "../../../simulator";

const wait = { timeoutMs: 20_000 };
const host = "host-11";
const gpu = "0000:3b:00.0";
const intelGpu = "0000:5e:00.0";

/** The default inventory as a lone ESXi host, spoken to directly. */
function loneHost(): Inventory {
  const inventory = defaultInventory();
  const [datacenter] = inventory.datacenters;
  const [only] = datacenter?.hosts ?? [];
  assert.ok(only !== undefined);
  const { id: _, ...own } = only;
  return {
    server: { apiType: "HostAgent", apiVersion: "8.0.2.0", user: "root" },
    datacenters: [{ name: "ha-datacenter", hosts: [own] }],
  };
}

describe("the client against the simulator", function () {
  this.timeout(30_000);
  let simulator: Simulator;
  let connection: Connection;

  async function start(inventory?: Inventory): Promise<void> {
    simulator = await startSimulator({ timeScale: 0.01, ...(inventory === undefined ? {} : { inventory }) });
    connection = connect();
  }
  function connect(change: Partial<ConnectionSettings> = {}): Connection {
    const { host: server, user, password, thumbprint } = simulator;
    const settings = { server, user, password, thumbprint, allowUnverifiedSsl: false, apiTimeoutMs: 20_000 };
    return new Connection({ ...settings, ...change });
  }
  const methods = () => simulator.calls.map(({ method }) => method);
  const made = (method: string) => simulator.calls.filter((call) => call.method === method);
  const info = async (hostId: string, address: string) =>
    (await connection.host(hostId))?.passthru.find((own) => own.address === address);

  afterEach(async () => {
    await connection.logout();
    await simulator.stop();
  });

  describe("as a vCenter", () => {
    beforeEach(() => start());

    it("reads facts of many VMs and a host in one call each, and keeps them", async () => {
      const facts = await connection.host(host);
      await connection.vms(facts?.vmIds ?? []);
      await connection.vms(facts?.vmIds ?? []);
      await connection.host(host);
      assert.deepEqual(methods(), ["RetrieveServiceContent", "Login", "RetrievePropertiesEx", "RetrievePropertiesEx"]);
    });

    it("resolves hosts and VMs however they are written", async () => {
      const vm = await connection.vm("vm-111");
      assert.deepEqual(await connection.findHost("/DC0/host/Cluster0/esx-01.example.test"), {
        id: host,
        name: "esx-01.example.test",
      });
      for (const reference of ["/DC0/vm/research/ml/ml-01", "ml-01", "vm-111", vm?.instanceUuid ?? ""]) {
        assert.equal((await connection.findVm(reference)).id, "vm-111");
      }
      await assert.rejects(connection.findVm("web"), {
        message:
          '"web" fits several VMs; found /DC0/vm/blue/web (vm-114), /DC0/vm/green/web (vm-121); give the path or the ID of one',
      });
    });

    it("enables and labels a device and shows it, pending until the reboot that follows", async () => {
      const wanted = { applyNow: true, hardwareLabel: "gpu-a" };
      await connection.updatePassthru(host, [{ address: gpu, enabled: true, ...wanted }], wait);
      const state = ({ enabled, active }: { enabled: boolean; active: boolean }) => [enabled, active];
      assert.deepEqual(state((await info(host, gpu)) ?? assert.fail()), [true, false]);
      assert.deepEqual(
        made("UpdatePassthruConfig").map(({ args }) => args),
        [{ config: [{ $type: "HostPciPassthruConfig", id: gpu, passthruEnabled: true, ...wanted }] }],
      );
      simulator.admin.setPower("vm-104", "poweredOff");
      await connection.enterMaintenanceMode(host, wait);
      const booted = await connection.rebootHost(host, wait);
      assert.equal(booted.inMaintenanceMode, true);
      assert.deepEqual(state((await info(host, gpu)) ?? assert.fail()), [true, true]);
      await connection.exitMaintenanceMode(host, wait);
      assert.notEqual(await connection.systemId(host, gpu), undefined);
      assert.equal(await connection.systemId(host, intelGpu), undefined);
    });

    it("takes a maintenance mode back that does not come about in time", async () => {
      simulator.admin.setDrs("Cluster0", { enabled: false });
      await assert.rejects(connection.enterMaintenanceMode(host, { timeoutMs: 1_500 }), {
        name: "WaitTimeoutError",
        message:
          /^task task-\d+ \(EnterMaintenanceMode_Task on host-11\) did not end in [\d.]+ s; last seen: .*; the task was cancelled$/,
      });
      assert.equal((await connection.host(host))?.inMaintenanceMode, false);
      assert.equal(simulator.state().hosts[host]?.maintenance, false);
    });

    it("refuses to reboot a host that is not in maintenance mode", async () => {
      await assert.rejects(connection.rebootHost(host, wait), (error) => isFault(error, "InvalidState"));
    });

    it("attaches two devices, reads them back and takes one away, with memory and extraConfig in the same change", async () => {
      for (const address of [gpu, intelGpu])
        simulator.admin.setPassthrough(host, address, { enabled: true, active: true });
      const vm = (await connection.vm("vm-102")) ?? assert.fail();
      const systemId = (await connection.systemId(host, gpu)) ?? assert.fail();
      const device = (address: string, vendorId: string, deviceId: string) => ({
        ...{ address, vendorId, deviceId, deviceName: "GPU" },
        systemId,
      });
      const attached = await connection.reconfigureVm(vm.id, {
        changeVersion: vm.changeVersion,
        addDevices: [device(gpu, "10de", "1eb8"), device(intelGpu, "8086", "e211")],
        memory: { reservationMB: vm.memoryMB, locked: true },
        extraConfig: { "vsphere-passthrough.note": "a & <b>" },
      });
      assert.deepEqual(
        attached.devices.map(({ address, vendorId, deviceId, backing }) => [address, vendorId, deviceId, backing]),
        [
          [gpu, "10de", "1eb8", "fixed"],
          [intelGpu, "8086", "e211", "fixed"],
        ],
      );
      assert.deepEqual(
        [attached.reservationMB, attached.reservationLocked, attached.extraConfig["vsphere-passthrough.note"]],
        [vm.memoryMB, true, "a & <b>"],
      );
      await connection.powerOnVm(vm.id);
      await connection.powerOffVm(vm.id);
      const off = (await connection.vm(vm.id)) ?? assert.fail();
      const left = await connection.reconfigureVm(vm.id, {
        changeVersion: off.changeVersion,
        removeDevices: [attached.devices[0]?.key ?? 0],
        extraConfig: { "vsphere-passthrough.note": "" },
      });
      assert.deepEqual(
        left.devices.map(({ address }) => address),
        [intelGpu],
      );
      assert.equal(left.extraConfig["vsphere-passthrough.note"], undefined);
    });

    it("does not overwrite a VM that was changed in between", async () => {
      const vm = (await connection.vm("vm-102")) ?? assert.fail();
      simulator.admin.editVm(vm.id, { memoryMB: 4096 });
      const change = { changeVersion: vm.changeVersion, memory: { reservationMB: 8192, locked: true } };
      await assert.rejects(connection.reconfigureVm(vm.id, change), (error) => isFault(error, "ConcurrentAccess"));
      assert.equal((await connection.vm(vm.id))?.memoryMB, 4096);
    });

    it("shuts a guest down, and says so when the guest does not", async () => {
      await connection.shutdownVm("vm-101", wait);
      assert.equal((await connection.vm("vm-101"))?.powerState, "poweredOff");
      await assert.rejects(connection.shutdownVm("vm-123", { timeoutMs: 1_000 }), {
        name: "WaitTimeoutError",
        message: /^guest shutdown of vm-123 did not end in [\d.]+ s; last seen: poweredOn$/,
      });
      await assert.rejects(connection.shutdownVm("vm-104", wait), (error) => isFault(error, "ToolsUnavailable"));
    });

    it("sets, changes and removes a DRS override", async () => {
      const overrides = async () => (await connection.cluster("domain-c8"))?.overrides;
      await connection.setDrsOverrides("domain-c8", new Map([["vm-102", { enabled: false }]]));
      assert.deepEqual(await overrides(), { "vm-102": { enabled: false } });
      await connection.setDrsOverrides("domain-c8", new Map([["vm-102", { enabled: true, behavior: "manual" }]]));
      assert.deepEqual(await overrides(), { "vm-102": { enabled: true, behavior: "manual" } });
      await connection.setDrsOverrides("domain-c8", new Map([["vm-102", undefined]]));
      assert.deepEqual(await overrides(), {});
    });

    it("logs in again when the session has expired, between calls and within a wait", async () => {
      await connection.vm("vm-101");
      simulator.admin.expireSessions();
      await connection.refresh({ vms: ["vm-101"] });
      assert.equal((await connection.vm("vm-101"))?.name, "app-01");
      simulator.fault({ method: "WaitForUpdatesEx", effect: { kind: "fault", type: "NotAuthenticated" } });
      await connection.shutdownVm("vm-101", wait);
      assert.ok(made("CreatePropertyCollector").length > 1);
      assert.equal(made("Login").length, 2);
      setTimeout(() => simulator.admin.expireSessions(), 300);
      await assert.rejects(connection.shutdownVm("vm-123", { timeoutMs: 2_500 }), { name: "WaitTimeoutError" });
      assert.equal(made("Login").length, 3);
      assert.equal(made("ShutdownGuest").length, 2);
    });

    it("goes on waiting when the connection breaks, and starts no task twice", async () => {
      simulator.fault({ method: "WaitForUpdatesEx", effect: { kind: "drop", when: "before" } });
      await connection.shutdownVm("vm-101", wait);
      assert.equal(made("ShutdownGuest").length, 1);
      simulator.fault({ method: "PowerOnVM_Task", effect: { kind: "drop", when: "after" } });
      await assert.rejects(connection.powerOnVm("vm-101"), { name: "ConnectError", reason: "lost", sent: true });
      assert.equal(made("PowerOnVM_Task").length, 1);
    });

    it("answers undefined for what does not exist any more", async () => {
      simulator.admin.removeVm("vm-101");
      assert.equal(await connection.vm("vm-101"), undefined);
      assert.equal(await connection.host("host-999"), undefined);
      await assert.rejects(connection.powerOnVm("vm-101"), (error) => isFault(error, "ManagedObjectNotFound"));
    });

    it("tries a wrong password once", async () => {
      const wrong = connect({ password: "wrong" });
      await assert.rejects(wrong.vm("vm-101"), { name: "LoginError" });
      await assert.rejects(wrong.vm("vm-101"), { name: "LoginError" });
      assert.equal(made("Login").length, 1);
      await wrong.logout();
    });
  });

  describe("as a lone host", () => {
    beforeEach(() => start(loneHost()));

    it("is known by its hardware", async () => {
      const server = await connection.server();
      const own = await connection.findHost("esx-04.example.test");
      assert.equal(server.apiType, "HostAgent");
      assert.equal(server.serverId, (await connection.host(own.id))?.uuid);
    });

    it("is rebooted although its API goes away with it", async () => {
      const { id } = await connection.findHost("esx-04.example.test");
      const before = (await connection.host(id)) ?? assert.fail();
      for (const vm of await connection.vms(before.vmIds)) {
        if (vm.powerState === "poweredOn") await connection.powerOffVm(vm.id);
      }
      await connection.enterMaintenanceMode(id, wait);
      const [enter] = made("EnterMaintenanceMode_Task");
      assert.equal(enter?.args["evacuatePoweredOffVms"], undefined);
      const after = await connection.rebootHost(id, wait);
      assert.ok(Date.parse(after.bootTime ?? "") > Date.parse(before.bootTime ?? ""));
      await connection.exitMaintenanceMode(id, wait);
      assert.equal((await connection.host(id))?.inMaintenanceMode, false);
      assert.equal(made("RebootHost_Task").length, 1);
    });
  });
});

import assert from "node:assert/strict";
import { defaultInventory, type Simulator } from "../../simulator";
import { Client, one, passthru, started, stopAll } from "./client";

const gpu = "0000:3b:00.0";
const invalidState = "InvalidState: The operation is not allowed in the current state.";

describe("simulator: host reboot", () => {
  afterEach(stopAll);

  const device = (simulator: Simulator, host: string) => {
    const found = simulator.state().hosts[host]?.devices.find(({ address }) => address === gpu);
    return { enabled: found?.enabled, active: found?.active };
  };

  it("needs maintenance mode, or force", async () => {
    const { client } = await started();
    assert.equal(await client.task("HostSystem:host-11", "RebootHost_Task", "<force>false</force>"), invalidState);
  });

  it("drops the connection, comes back with a new boot time, and what was configured is in force", async () => {
    const { simulator, client } = await started({ timeScale: 0.1 });
    await client.ok("HostPciPassthruSystem:pciPassthruSystem-11", "UpdatePassthruConfig", passthru([gpu], true));
    const before = await client.text("HostSystem:host-11", "runtime.bootTime");
    const runtime = client.until(
      "HostSystem:host-11",
      "runtime",
      (value) => one(value, "connectionState")?.text === "notResponding",
    );
    assert.equal(await client.task("HostSystem:host-11", "RebootHost_Task", "<force>true</force>"), "success");
    assert.equal(one(await runtime, "bootTime"), undefined);
    assert.deepEqual(device(simulator, "host-11"), { enabled: true, active: false });
    const after = await client.until(
      "HostSystem:host-11",
      "runtime",
      (value) => one(value, "connectionState")?.text === "connected" && one(value, "bootTime")?.text !== before,
    );
    assert.ok(Date.parse(one(after, "bootTime")?.text ?? "") > Date.parse(before ?? ""));
    assert.deepEqual(device(simulator, "host-11"), { enabled: true, active: true });
    assert.equal(await client.text("HostSystem:host-11", "summary.rebootRequired"), "false");
  });

  it("boots at times that can be told apart, however fast it is", async () => {
    const { simulator, client } = await started();
    const booted = () => Date.parse(simulator.state().hosts["host-12"]?.bootTime ?? "");
    for (let times = 0; times < 3; times++) {
      const before = booted();
      await client.task("HostSystem:host-12", "RebootHost_Task", "<force>true</force>");
      await client.until("HostSystem:host-12", "runtime.bootTime", () => booted() !== before);
      assert.ok(booted() - before >= 2_000);
    }
  });

  it("takes running VMs down when it is forced, and keeps maintenance mode", async () => {
    const { simulator, client } = await started();
    simulator.admin.setMaintenance("host-11", true);
    const { bootTime } = simulator.state().hosts["host-11"] ?? {};
    await client.task("HostSystem:host-11", "RebootHost_Task", "<force>true</force>");
    await client.until(
      "HostSystem:host-11",
      "runtime.bootTime",
      (value) => value !== undefined && value.text !== bootTime,
    );
    const { hosts, vms } = simulator.state();
    assert.equal(hosts["host-11"]?.maintenance, true);
    assert.equal(vms["vm-101"]?.power, "poweredOff");
    assert.equal(vms["vm-112"]?.power, "poweredOn");
    assert.equal(await client.text("VirtualMachine:vm-101", "runtime.connectionState"), "connected");
  });

  it("answers nothing for the host meanwhile, and shows its old configuration", async () => {
    const { client } = await started({ timeScale: 1 });
    await client.task("HostSystem:host-12", "RebootHost_Task", "<force>true</force>");
    await client.until("HostSystem:host-12", "runtime.connectionState", (value) => value?.text === "notResponding");
    assert.match(await client.fails("HostPciPassthruSystem:pciPassthruSystem-12", "Refresh"), /^HostNotReachable: /);
    assert.match(
      await client.fails("HostSystem:host-12", "RebootHost_Task", "<force>true</force>"),
      /^HostNotReachable: /,
    );
    assert.match(await client.task("VirtualMachine:vm-111", "PowerOnVM_Task"), /^HostNotReachable: /);
    assert.equal(await client.text("VirtualMachine:vm-111", "runtime.connectionState"), "disconnected");
    assert.ok((await client.property("HostSystem:host-12", "hardware.pciDevice"))?.children.length);
  });

  it("takes the whole API of a lone host away, sessions and all", async () => {
    const lone = defaultInventory().datacenters[0]?.hosts?.[0];
    const inventory = {
      server: { apiType: "HostAgent" as const },
      datacenters: [{ name: "ha-datacenter", hosts: lone ? [lone] : [] }],
    };
    const { simulator, client } = await started({ inventory, timeScale: 0.1 });
    const before = await client.text("HostSystem:ha-host", "runtime.bootTime");
    const waiting = client.until("HostSystem:ha-host", "runtime.connectionState", () => false);
    await client.ok("HostSystem:ha-host", "RebootHost_Task", "<force>true</force>");
    await assert.rejects(waiting, { code: "ECONNRESET" });
    await assert.rejects(new Client(simulator).login());
    const again = await untilItServes(simulator);
    assert.match(await client.fails("HostSystem:ha-host", "Fetch", "<prop>name</prop>"), /^NotAuthenticated: /);
    assert.ok(
      Date.parse((await again.text("HostSystem:ha-host", "runtime.bootTime")) ?? "") > Date.parse(before ?? ""),
    );
  });

  /** Connects again and again: while the host is down each attempt fails at once. */
  async function untilItServes(simulator: Simulator): Promise<Client> {
    for (;;) {
      const client = await new Client(simulator).login().catch(() => undefined);
      if (client) return client;
    }
  }
});

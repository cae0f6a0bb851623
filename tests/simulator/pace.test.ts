import assert from "node:assert/strict";
import { Connection } from "../../provider/vsphere/connection";
import { build, type Simulator, startSimulator } from "../../simulator";

describe("simulator: for tests of users", function () {
  this.timeout(20_000);
  let simulator: Simulator;
  let connection: Connection;

  before(async () => {
    const host = build.host("esx-01", { id: "host-1", vms: [build.vm("a", { id: "vm-1" })] });
    simulator = await startSimulator({ inventory: build.vcenter({ hosts: [host] }), timeScale: 0.025 });
    const { host: server, user, password, thumbprint } = simulator;
    connection = new Connection({
      server,
      user,
      password,
      thumbprint,
      allowUnverifiedSsl: false,
      apiTimeoutMs: 20_000,
    });
  });
  after(async () => {
    await connection.logout();
    await simulator.stop();
  });

  it("tells writes from reads", async () => {
    const { changeVersion } = (await connection.vm("vm-1")) ?? assert.fail();
    assert.deepEqual(simulator.writes(), []);
    await connection.reconfigureVm("vm-1", { changeVersion, extraConfig: { a: "b" } });
    assert.deepEqual(
      simulator.writes().map(({ method, object }) => [method, object.id]),
      [["ReconfigVM_Task", "vm-1"]],
    );
    simulator.calls.length = 0;
    assert.deepEqual(simulator.writes(), []);
  });

  it("reboots a host in some 50 ms", async () => {
    simulator.admin.setMaintenance("host-1", true);
    const isUp = () => simulator.state().hosts["host-1"]?.connection === "connected";
    let downMs = 0;
    let wentDown: number | undefined;
    const watching = setInterval(() => {
      if (!isUp()) wentDown ??= performance.now();
      else if (wentDown !== undefined && downMs === 0) downMs = performance.now() - wentDown;
    }, 2);
    await connection.rebootHost("host-1", { timeoutMs: 10_000 });
    for (let tries = 0; downMs === 0 && tries < 500; tries++) await new Promise((resolve) => setTimeout(resolve, 4));
    clearInterval(watching);
    // A loaded machine may take longer; at the pace of a second or two it would be more than that.
    assert.ok(downMs < 1_000, `${downMs} ms`);
  });
});

import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { whenGone } from "../../provider/orphan";
import { providerText } from "../../sdk/dynamic";
import { type Simulator, startSimulator } from "../../simulator";
import { Plugin } from "./plugin";

describe("a plugin whose engine was killed", function () {
  this.timeout(60_000);
  let simulator: Simulator;
  let plugin: Plugin;

  beforeEach(async () => {
    simulator = await startSimulator({ timeScale: 0.01 });
    const { host, user, password, thumbprint } = simulator;
    plugin = await Plugin.start({
      "vsphere:vsphereServer": host,
      "vsphere:user": user,
      "vsphere:password": password,
      "vsphere-passthrough:thumbprint": thumbprint,
    });
  });
  afterEach(async () => {
    await plugin.stop();
    await simulator.stop();
  });

  const inputs = { __provider: providerText("VmMemoryReservation"), vm: "ml-02" };

  it("logs out and ends", async () => {
    await plugin.check({}, inputs);
    assert.equal(simulator.state().sessions, 1);
    assert.equal(await plugin.killEngine(), 0);
    assert.equal(simulator.state().sessions, 0);
  });

  it("first ends what it has begun", async () => {
    const checked = await plugin.check({}, inputs);
    simulator.fault({ method: "ReconfigVM_Task", effect: { kind: "delay", milliseconds: 1_500 } });
    const created = plugin.create(checked.inputs).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal(await plugin.killEngine(), 0);
    assert.equal(simulator.state().vms["vm-112"]?.reservationLocked, true);
    assert.equal(simulator.state().sessions, 0);
    await created;
  });
});

describe("somebody who listened", () => {
  it("is gone when nobody listens any more, and not when a connection is closed", async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => sockets.add(socket.on("error", () => undefined)));
    await once(server.listen(0, "127.0.0.1"), "listening");
    let isGone = false;
    whenGone(`127.0.0.1:${(server.address() as AddressInfo).port}`, () => {
      isGone = true;
    });
    await once(server, "connection");
    for (const socket of sockets) socket.destroy();
    await once(server, "connection");
    assert.equal(isGone, false);
    server.close();
    for (const socket of sockets) socket.destroy();
    for (let turns = 0; !isGone && turns < 100; turns++) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(isGone, true);
  }).timeout(10_000);
});

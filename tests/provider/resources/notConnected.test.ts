import assert from "node:assert/strict";
import type { HostFacts, VmFacts } from "../../../provider/vsphere/types";
import { gpu } from "../facts";
import { fakedTime } from "./clock";
import { attachment, device } from "./operation";
import { blank, canonical, ready } from "./programs";

/** What a host shows while it is away, and its VMs with it: nothing that could be taken for "not there". */
const away = { connectionState: "notResponding", devices: [], passthru: [] } as const satisfies Partial<HostFacts>;
const blind = (connectionState: VmFacts["connectionState"]) => ({ connectionState, devices: [], extraConfig: {} });

const hostAway =
  "host: host esx-01 (host-12) is not at our disposal; found notResponding; connected, and not in maintenance mode; reconnect it [not-connected]";
const vmAway = (state: string, advice: string) =>
  `vm: VM trainer (vm-42) cannot be read, so nothing is changed there; found it is ${state}; what it has is not known until it is connected; ${advice} [vm-state]`;
const disconnected = vmAway("disconnected", "reconnect its host");
const lost = vmAway("inaccessible", "mend it, or take it out of the inventory if it is lost");

describe("what is away", () => {
  const time = fakedTime();

  async function applied(program = canonical()) {
    const engine = time.engine(...blank());
    assert.deepEqual((await engine.up(program)).errors, []);
    return engine;
  }

  it("is not taken for gone: no delete of a device succeeds while its host shows nothing", async () => {
    const engine = await applied([device("card", { host: "esx-01", address: gpu })]);
    engine.world.host("host-12", () => away);
    const before = time.now();
    const { errors, fake, progress } = await engine.destroy();
    assert.deepEqual({ errors, writes: fake.writes }, { errors: [`card: ${hostAway}`], writes: [] });
    assert.equal(engine.stored.size, 1);
    assert.equal(progress.filter((text) => text.startsWith("card: trying again in ")).length, 8);
    const waited = time.now() - before;
    assert.ok(waited > 20_000 && waited < 50_000, `${waited} ms`);
  });

  for (const [state, message] of [
    ["disconnected", disconnected],
    ["inaccessible", lost],
  ] as const) {
    it(`is not taken for gone: no delete on a VM succeeds while it is ${state}`, async () => {
      const engine = await applied();
      engine.world.vm("vm-42", () => blind(state));
      const { errors, fake } = await engine.destroy();
      assert.deepEqual(errors.slice(0, 2), [`gpu: ${message}`, `memory: ${message}`]);
      assert.deepEqual(
        fake.writes.filter((write) => write.includes("vm-42")),
        [],
      );
    });
  }

  it("is waited for when it is so for a moment", async () => {
    const engine = await applied();
    const { passthru, devices } = engine.world.hosts.get("host-12") ?? assert.fail();
    engine.world.host("host-12", () => away);
    setTimeout(() => engine.world.host("host-12", () => ({ connectionState: "connected", passthru, devices })), 3_000);
    const held = engine.world.vms.get("vm-42") ?? assert.fail();
    engine.world.vm("vm-42", () => blind("disconnected"));
    setTimeout(() => engine.world.vm("vm-42", () => held), 2_000);
    const { errors } = await engine.destroy();
    assert.deepEqual(errors, []);
    const left = engine.world.hosts.get("host-12")?.passthru.filter(({ enabled, active }) => enabled || active);
    assert.deepEqual([left, engine.world.vms.get("vm-42")?.devices], [[], []]);
  });

  it("keeps a VM from being written that goes away right before the write", async () => {
    const engine = time.engine(...ready());
    await engine.up([attachment("gpu", { vm: "trainer", address: gpu, power: "powerOff" })]);
    engine.world.vm("vm-42", () => ({ powerState: "poweredOn", toolsRunning: true }));
    engine.prepare = (fake) => fake.next("powerOffVm", () => engine.world.vm("vm-42", () => blind("inaccessible")));
    const { errors } = await engine.destroy();
    assert.equal(errors[0], `gpu: ${lost}`);
    assert.equal(engine.stored.size, 1);
  });
});

describe("a VM that an earlier run detached from and did not start again", () => {
  const time = fakedTime();

  it("is started by the delete that has nothing else to do", async () => {
    const engine = time.engine(...ready());
    await engine.up([attachment("gpu", { vm: "trainer", address: gpu, power: "powerOff" })]);
    const mark = { "vsphere-passthrough.power": "poweredOn" };
    engine.world.vm("vm-42", ({ extraConfig }) => ({ devices: [], extraConfig: { ...extraConfig, ...mark } }));
    const { errors, fake } = await engine.destroy();
    assert.deepEqual(
      { errors, writes: fake.writes },
      { errors: [], writes: ["powerOnVm vm-42", "reconfigureVm vm-42"] },
    );
    const { powerState, extraConfig } = engine.world.vms.get("vm-42") ?? assert.fail();
    assert.deepEqual({ powerState, extraConfig }, { powerState: "poweredOn", extraConfig: {} });
  });
});

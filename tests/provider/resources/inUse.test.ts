import assert from "node:assert/strict";
import { attached, cluster, gpu, host, pciDevice, unreserved, vm } from "../facts";
import { fakedTime } from "./clock";
import { device, kinds, memory, plan } from "./operation";
import { enabledCards } from "./programs";

const deviceMessage =
  "address: 0000:3b:00.0 on host esx-01 (host-12) cannot be taken out of passthrough; found it is still on VM trainer (vm-42); no VM may keep it; remove the device from the VM first; with attachments of this program: pass `device` so that they follow [in-use]";
const memoryMessage =
  "vm: the memory reservation of VM trainer (vm-42) cannot be removed; found the VM keeps 0000:3b:00.0; all memory stays reserved while a passthrough device is there; detach the devices first [in-use]";

const table = [
  ["a device", device("it", { host: "esx-01", address: gpu }), deviceMessage, "updatePassthru host-12"],
  ["a reservation", memory("it", { vm: "trainer" }), memoryMessage, "reconfigureVm vm-42"],
] as const;

for (const [what, declared, message, write] of table) {
  describe(`deleting ${what} that a VM keeps`, () => {
    const time = fakedTime();

    async function deleting() {
      const engine = time.engine(cluster(), host({ pci: enabledCards }), vm(unreserved));
      assert.deepEqual((await engine.up([declared])).errors, []);
      engine.world.vm("vm-42", () => ({ devices: [attached(gpu)] }));
      const operation = engine.start();
      const [stored] = [...engine.stored.values()];
      const begun = time.now();
      const deleted = kinds[declared.kind].delete(operation.context, stored?.id ?? "", stored?.state ?? {});
      return { engine, operation, deleted, took: () => time.now() - begun };
    }

    it("waits half a minute for a detachment in flight, and then refuses by name", async () => {
      const { deleted, operation, took } = await deleting();
      await assert.rejects(time.elapse(deleted), { name: "RefusedError", message });
      assert.deepEqual(
        { writes: operation.fake.writes, seconds: Math.round(took() / 1000) },
        { writes: [], seconds: 30 },
      );
    });

    it("goes on as soon as the VM has given it up", async () => {
      const { deleted, engine, operation, took } = await deleting();
      setTimeout(() => engine.world.vm("vm-42", () => ({ devices: [] })), 4_500);
      await time.elapse(deleted);
      assert.deepEqual(
        { writes: operation.fake.writes, seconds: Math.round(took() / 1000) },
        { writes: [write], seconds: 5 },
      );
    });

    it("is refused when the VM takes it again while the delete waits for its turn", async () => {
      const engine = time.engine(cluster(), host({ pci: enabledCards }), vm(unreserved));
      assert.deepEqual((await engine.up([declared])).errors, []);
      const { context, fake } = engine.start();
      const [stored] = [...engine.stored.values()];
      const key = what === "a device" ? "host:host-12" : "vm:vm-42";
      // Somebody else has the host, or the VM, for ten seconds.
      const other = context.locks.run(key, () => new Promise((resolve) => setTimeout(resolve, 10_000)));
      setTimeout(() => engine.world.vm("vm-42", () => ({ devices: [attached(gpu)] })), 5_000);
      const deleted = kinds[declared.kind].delete(context, stored?.id ?? "", stored?.state ?? {});
      await assert.rejects(time.elapse(deleted), { name: "RefusedError", message });
      await other;
      assert.deepEqual(fake.writes, []);
    });

    it("goes on when the VM is gone", async () => {
      const { deleted, engine, operation } = await deleting();
      setTimeout(() => engine.world.vms.delete("vm-42"), 1_500);
      await time.elapse(deleted);
      assert.deepEqual(operation.fake.writes, what === "a device" ? [write] : []);
    });
  });
}

describe("deleting a device", () => {
  const time = fakedTime();
  const card = device("it", { host: "esx-01", address: gpu });
  const left =
    "it: reboot: 0000:3b:00.0 on host esx-01 (host-12) is disabled and still active; found a change that waits for a host reboot; after the reboot it is inactive; reboot the host [reboot-pending]";

  async function upped() {
    const engine = time.engine(cluster(), host({ pci: enabledCards }), vm());
    await engine.up([card]);
    return engine;
  }

  it("leaves the reboot pending under never, and takes effect under ifNeeded", async () => {
    const pending = await upped();
    const { fake, errors, warnings } = await pending.destroy();
    assert.deepEqual({ errors, writes: fake.writes }, { errors: [], writes: ["updatePassthru host-12"] });
    assert.deepEqual(warnings, [left]);
    assert.deepEqual(fake.spy("updatePassthru").firstCall.args[1], [{ address: gpu, enabled: false }]);
    const engine = await upped();
    await engine.up([device("it", { host: "esx-01", address: gpu, reboot: "ifNeeded" })]);
    const { fake: second, warnings: none } = await engine.destroy();
    assert.deepEqual(none, []);
    assert.deepEqual(second.writes, [
      "updatePassthru host-12",
      "enterMaintenanceMode host-12",
      "rebootHost host-12",
      "exitMaintenanceMode host-12",
    ]);
  });

  it("says what stays pending once: of an up, the plan has said so", async () => {
    const engine = time.engine(cluster(), host({ pci: enabledCards }), vm());
    await engine.up(plan(card));
    const { warnings } = await engine.up(plan());
    assert.deepEqual(warnings, [
      'it: host: host esx-01 (host-12) needs a reboot to take 0000:3b:00.0 out of passthrough; found no VM running there; this program does not reboot it (reboot: "never"); the change stays pending until somebody does [host-reboot]',
    ]);
  });

  it("waits for a VM that has a function which changes together with it, and then refuses by name", async () => {
    const audio = "0000:3b:00.1";
    const pair = [gpu, audio].map((address) => ({ address, dependentDevice: gpu, enabled: true }));
    const engine = time.engine(cluster(), host({ pci: pair }), vm());
    await engine.up([card]);
    engine.world.vm("vm-42", () => ({ devices: [attached(audio)] }));
    const { errors, fake } = await engine.destroy();
    assert.deepEqual(fake.writes, []);
    assert.deepEqual(errors, [
      `it: ${deviceMessage.replace("VM trainer (vm-42)", `VM trainer (vm-42) (${audio}, which changes together with it)`)}`,
    ]);
  });

  const gone = {
    "the device is": { devices: [], passthru: [] },
    "it was taken out": { passthru: host({ pci: [{ address: gpu }] }).passthru },
  } as const;
  for (const [what, change] of Object.entries(gone)) {
    it(`succeeds without a write when ${what} already`, async () => {
      const engine = await upped();
      engine.world.host("host-12", () => change);
      const { errors, fake } = await engine.destroy();
      assert.deepEqual({ errors, writes: fake.writes }, { errors: [], writes: [] });
    });
  }

  it("succeeds when the host is gone", async () => {
    const engine = await upped();
    engine.world.hosts.delete("host-12");
    assert.deepEqual((await engine.destroy()).errors, []);
  });

  it("takes another card out all the same when it is enabled, and says so", async () => {
    const engine = await upped();
    engine.world.host("host-12", () => ({ devices: [pciDevice({ address: gpu, deviceId: "2235" })] }));
    const { errors, warnings, fake } = await engine.destroy();
    assert.deepEqual({ errors, writes: fake.writes }, { errors: [], writes: ["updatePassthru host-12"] });
    assert.deepEqual(warnings, [
      "it: address: 0000:3b:00.0 on host esx-01 (host-12) holds another card than the one that was enabled, and it is taken out of passthrough; found 10de:2235; expected 10de:20b5; see whether the other card is meant to be in passthrough [identity]",
      left,
    ]);
  });
});

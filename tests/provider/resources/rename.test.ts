import assert from "node:assert/strict";
import { gpu, gpuTwo } from "../facts";
import { fakedTime } from "./clock";
import { attachment, device, memory, urnFor } from "./operation";
import { blank, ready } from "./programs";

const named = (suffix: string) => [
  memory(`memory${suffix}`, { vm: "trainer" }),
  device(`card${suffix}`, { host: "esx-01", address: gpu, reboot: "ifNeeded" }),
  attachment(`gpu${suffix}`, { vm: "trainer", address: gpu }),
];

describe("resources that get other names without an alias", () => {
  const time = fakedTime();

  it("lose nothing: what leaves is declared under its new name", async () => {
    const engine = time.engine(...blank());
    const first = await engine.up(named(""));
    assert.deepEqual([first.errors, first.refused], [[], []]);
    const renamed = await engine.up(named("-2"));
    assert.deepEqual({ errors: renamed.errors, writes: renamed.fake.writes }, { errors: [], writes: [] });
    const { devices, reservationLocked } = engine.world.vms.get("vm-42") ?? {};
    assert.deepEqual([devices?.map(({ address }) => address), reservationLocked], [[gpu], true]);
  });

  it("are taken away all the same when the program drops them", async () => {
    const engine = time.engine(...blank());
    await engine.up(named(""));
    await engine.up(named("-2"));
    const { errors } = await engine.destroy();
    assert.deepEqual({ errors, devices: engine.world.vms.get("vm-42")?.devices }, { errors: [], devices: [] });
  });
});

describe("an attachment that gets another name, by alias, and another device", () => {
  const time = fakedTime();

  it("is one replacement, with the new policy and one power cycle", async () => {
    const engine = time.engine(...ready());
    await engine.up([attachment("gpu", { vm: "trainer", address: gpu })]);
    engine.world.vm("vm-42", () => ({ powerState: "poweredOn", toolsRunning: true }));
    const [before, after] = [urnFor("VmPciAttachment", "gpu"), urnFor("VmPciAttachment", "card")];
    const old = engine.stored.get(before);
    assert.ok(old !== undefined);
    // The engine finds the resource by its alias; what it has stored still has the old URN in it.
    engine.stored.delete(before);
    engine.stored.set(after, old);
    const moved = attachment("card", { vm: "trainer", address: gpuTwo, power: "shutdown" });
    const { errors, refused, steps, fake } = await engine.up([moved]);
    assert.deepEqual([errors, refused, steps], [[], [], ["card: replace address"]]);
    assert.deepEqual(
      fake.writes.filter((write) => /^(shutdown|powerOn)/.test(write)),
      ["shutdownVm vm-42", "powerOnVm vm-42"],
    );
  });
});

describe("an MMIO space that is not asked for any more", () => {
  const time = fakedTime();

  it("is taken out of the VM again", async () => {
    const engine = time.engine(...blank());
    const program = (inputs: object) => [
      memory("memory", { vm: "trainer" }),
      device("card", { host: "esx-01", address: gpu, reboot: "ifNeeded" }),
      attachment("gpu", { vm: "trainer", address: gpu, ...inputs }),
    ];
    await engine.up(program({ mmio64SizeGB: 64 }));
    assert.equal(engine.world.vms.get("vm-42")?.extraConfig["pciPassthru.64bitMMIOSizeGB"], "64");
    const { errors } = await engine.up(program({}));
    const keys = Object.keys(engine.world.vms.get("vm-42")?.extraConfig ?? {}).sort();
    assert.deepEqual({ errors, keys }, { errors: [], keys: ["vsphere-passthrough.memory"] });
  });
});

import assert from "node:assert/strict";
import { cluster, gpu, gpuTwo, host, unreserved, vm } from "../facts";
import { fakedTime } from "./clock";
import { fault } from "./fakeVSphere";
import { attachment, kinds, memory } from "./operation";
import { enabledCards } from "./programs";

const on = { powerState: "poweredOn", toolsRunning: true } as const;
const world = (given: Parameters<typeof vm>[0] = on) => [cluster(), host({ pci: enabledCards }), vm(given)] as const;
const gpuOf = (inputs: object = {}) => attachment("gpu", { vm: "trainer", address: gpu, ...inputs });
const both = (inputs: object = { power: "shutdown" }) => [
  gpuOf(inputs),
  attachment("two", { vm: "trainer", address: gpuTwo, ...inputs }),
];
const withoutMarks = (writes: readonly string[]) => writes.filter((write) => !write.startsWith("reconfigureVm"));

describe("attachments of one VM that are in flight together", () => {
  const time = fakedTime();

  it("are one reconfigure, in the order of their addresses, and one power cycle", async () => {
    const engine = time.engine(...world());
    const { fake, errors, progress } = await engine.up(both().reverse());
    assert.deepEqual(
      { errors, power: withoutMarks(fake.writes) },
      { errors: [], power: ["shutdownVm vm-42", "powerOnVm vm-42"] },
    );
    const changes = fake
      .spy("reconfigureVm")
      .args.map(([, change]) => change.addDevices?.map(({ address }) => address));
    assert.deepEqual(
      changes.filter((list) => list !== undefined),
      [[gpu, gpuTwo]],
    );
    assert.deepEqual([engine.state("gpu")?.["deviceKey"], engine.state("two")?.["deviceKey"]], [13000, 13001]);
    assert.deepEqual(progress, ["two: shutting down VM trainer (vm-42)", "two: starting VM trainer (vm-42) again"]);
    const { powerState, extraConfig } = engine.world.vms.get("vm-42") ?? vm();
    assert.deepEqual({ powerState, extraConfig }, { powerState: "poweredOn", extraConfig: {} });
  });

  it("and its reservation are one reconfigure of a VM that is off", async () => {
    const engine = time.engine(...world(unreserved));
    const { fake, errors } = await engine.up([memory("memory", { vm: "trainer" }), ...both({})]);
    assert.deepEqual({ errors, writes: fake.writes }, { errors: [], writes: ["reconfigureVm vm-42"] });
    const { memory: reservation, addDevices } = fake.spy("reconfigureVm").firstCall.args[1];
    assert.deepEqual([reservation, addDevices?.length], [{ reservationMB: 4096, locked: true }, 2]);
  });

  it("leave together, too", async () => {
    const engine = time.engine(...world({}));
    await engine.up(both());
    engine.world.vm("vm-42", () => on);
    const operation = engine.start();
    await time.elapse(
      Promise.all(
        [...engine.stored.values()].map(({ id, state }) => kinds.VmPciAttachment.delete(operation.context, id, state)),
      ),
    );
    assert.deepEqual(withoutMarks(operation.fake.writes), ["shutdownVm vm-42", "powerOnVm vm-42"]);
    assert.deepEqual(engine.world.vms.get("vm-42")?.devices, []);
  });

  it("get each their own fault when the server refuses them together", async () => {
    const engine = time.engine(...world({}));
    const refuse = () => {
      throw fault("ReconfigVM_Task", "vm-42", "InvalidDeviceSpec", "no such device");
    };
    engine.prepare = (fake) => fake.next("reconfigureVm", refuse, () => undefined, refuse);
    const { errors } = await engine.up(both());
    assert.deepEqual(errors, [
      "two: ReconfigVM_Task on vm-42 failed: no such device (InvalidDeviceSpec); run `pulumi refresh` to see what is there now; addresses shift when cards are added or moved",
    ]);
    assert.deepEqual(
      [...engine.stored.values()].map(({ id }) => id),
      [`vm-42/${gpu}`],
    );
  });
});

describe("a VM that somebody else edits", () => {
  const time = fakedTime();

  it("is read and judged again, and then written", async () => {
    const engine = time.engine(...world({}));
    engine.prepare = (fake) => fake.next("reconfigureVm", () => engine.world.vm("vm-42", () => ({ name: "renamed" })));
    const { fake, errors, progress } = await engine.up([gpuOf()]);
    assert.deepEqual(
      { errors, versions: fake.spy("reconfigureVm").args.map(([, { changeVersion }]) => changeVersion) },
      { errors: [], versions: ["1", "2"] },
    );
    assert.equal(engine.state("gpu")?.["vmName"], "renamed");
    assert.match(
      progress[0] ?? "",
      /^gpu: trying again in 0\.[12] s: ReconfigVM_Task on vm-42 failed: The object has been changed \(ConcurrentAccess\)$/,
    );
  });

  it("is not written when the edit made it unfit", async () => {
    const engine = time.engine(...world({}));
    engine.prepare = (fake) => fake.next("reconfigureVm", () => engine.world.vm("vm-42", () => unreserved));
    const { errors } = await engine.up([gpuOf()]);
    assert.deepEqual(errors, [
      "gpu: vm: the memory of VM trainer (vm-42) is not all reserved; found 0 of 4096 MB; a VM with a passthrough device needs all of it; declare a VmMemoryReservation for the VM and pass its `vm` output on: new VmPciAttachment(name, { vm: memory.vm, ... }) [memory-not-reserved]",
    ]);
    assert.deepEqual([engine.stored.size, engine.world.vms.get("vm-42")?.devices], [0, []]);
  });

  it("without end fails in the end", async () => {
    const engine = time.engine(...world({}));
    const edit = () => engine.world.vm("vm-42", () => ({}));
    engine.prepare = (fake) => fake.next("reconfigureVm", ...Array(20).fill(edit));
    const { errors, fake } = await engine.up([gpuOf()]);
    assert.deepEqual(errors, [
      "gpu: ReconfigVM_Task on vm-42 failed: The object has been changed (ConcurrentAccess); see who edits it all the time, and run again",
    ]);
    assert.equal(fake.writes.length, 9);
  });
});

describe("the power of a VM", () => {
  const time = fakedTime();

  const policies = [
    ["shutdown", ["shutdownVm vm-42", "powerOnVm vm-42"]],
    ["powerOff", ["powerOffVm vm-42", "powerOnVm vm-42"]],
  ] as const;
  for (const [power, writes] of policies) {
    it(`${power}: goes down that way and comes back, after a warning`, async () => {
      const { fake, errors, warnings } = await time.engine(...world()).up([gpuOf({ power, powerTimeoutMinutes: 3 })]);
      assert.deepEqual({ errors, writes: withoutMarks(fake.writes) }, { errors: [], writes });
      assert.deepEqual(
        warnings.filter((text) => text.endsWith("[power-cycle]")),
        [
          `gpu: vm: VM trainer (vm-42) is taken down and started again to attach 0000:3b:00.0; found it is running; power: "${power}" ${power === "shutdown" ? "shuts the guest down gracefully" : "cuts the power without asking the guest"} [power-cycle]`,
        ],
      );
      if (power === "shutdown") assert.equal(fake.spy("shutdownVm").firstCall.args[1].timeoutMs, 180_000);
    });
  }

  const refused =
    'power: VM trainer (vm-42) must be taken down to change its PCI devices; found it is running, and `power` is "requireOff"; turn the VM off, or set `power` to "shutdown" or "powerOff" [power]';

  it("requireOff: refused at preview, at apply and at delete", async () => {
    const first = await time.engine(...world()).preview([gpuOf()]);
    assert.deepEqual(first.refused, [`gpu: ${refused}`]);
    const engine = time.engine(...world({}));
    const operation = engine.start();
    const { inputs } = await kinds.VmPciAttachment.check(operation.context, {}, { vm: "trainer", address: gpu });
    engine.world.vm("vm-42", () => on);
    await assert.rejects(time.elapse(kinds.VmPciAttachment.create(operation.context, inputs)), {
      name: "RefusedError",
      message: refused,
    });
    engine.world.vm("vm-42", () => ({ powerState: "poweredOff" }));
    await engine.up([gpuOf()]);
    engine.world.vm("vm-42", () => on);
    const destroyed = await engine.destroy();
    assert.deepEqual(
      { errors: destroyed.errors, writes: destroyed.fake.writes },
      { errors: [`gpu: ${refused}`], writes: [] },
    );
    assert.equal(engine.stored.size, 1);
  });

  it("a graceful shutdown that fails is no hard one, and nothing else is done", async () => {
    const engine = time.engine(...world());
    engine.prepare = (fake) => fake.failNext("shutdownVm", "vm-42", "ToolsUnavailable", "the guest does not answer");
    const { errors, fake } = await engine.up([gpuOf({ power: "shutdown" })]);
    assert.deepEqual(errors, [
      'gpu: shutdownVm on vm-42 failed: the guest does not answer (ToolsUnavailable); start VMware Tools in the guest, turn the VM off, or set `power` to "powerOff"',
    ]);
    assert.deepEqual(withoutMarks(fake.writes), ["shutdownVm vm-42"]);
    const { powerState, devices, extraConfig } = engine.world.vms.get("vm-42") ?? vm();
    assert.deepEqual(
      { powerState, devices, extraConfig, stored: engine.stored.size },
      { powerState: "poweredOn", devices: [], extraConfig: {}, stored: 0 },
    );
  });

  it("comes back though the reconfigure failed", async () => {
    const engine = time.engine(...world());
    engine.prepare = (fake) =>
      fake.next(
        "reconfigureVm",
        () => undefined,
        () => {
          throw fault("ReconfigVM_Task", "vm-42", "InvalidDeviceSpec", "no");
        },
      );
    const { errors } = await engine.up([gpuOf({ power: "powerOff" })]);
    assert.deepEqual(errors, [
      "gpu: ReconfigVM_Task on vm-42 failed: no (InvalidDeviceSpec); run `pulumi refresh` to see what is there now; addresses shift when cards are added or moved",
    ]);
    const { powerState, extraConfig } = engine.world.vms.get("vm-42") ?? vm();
    assert.deepEqual({ powerState, extraConfig }, { powerState: "poweredOn", extraConfig: {} });
  });

  it("that does not come back is an error with the full state, and made up for by the next up", async () => {
    const engine = time.engine(...world());
    engine.prepare = (fake) => fake.failNext("powerOnVm", "vm-42", "InsufficientResources", "no memory");
    const { errors } = await engine.up([gpuOf({ power: "powerOff" })]);
    assert.deepEqual(errors, ["gpu: powerOnVm on vm-42 failed: no memory (InsufficientResources)"]);
    const { deviceKey, vmName, serverId, systemId } = engine.state("gpu") ?? {};
    assert.deepEqual([deviceKey, vmName, typeof serverId, systemId], [13000, "trainer", "string", "sys-12"]);
    engine.prepare = () => undefined;
    const again = await engine.up([gpuOf({ power: "powerOff" })]);
    assert.deepEqual(
      { steps: again.steps, errors: again.errors, power: withoutMarks(again.fake.writes) },
      { steps: ["gpu: update"], errors: [], power: ["powerOnVm vm-42"] },
    );
  });

  it("that does not come back is told of both attachments of a batch", async () => {
    const engine = time.engine(...world());
    const refuse = () => {
      throw fault("PowerOnVM_Task", "vm-42", "InsufficientResources", "no memory");
    };
    engine.prepare = (fake) => fake.next("powerOnVm", ...Array(9).fill(refuse));
    const { errors } = await engine.up(both({ power: "powerOff" }));
    const text = "PowerOnVM_Task on vm-42 failed: no memory (InsufficientResources)";
    assert.deepEqual(errors, [`gpu: ${text}`, `two: ${text}`]);
  });
});

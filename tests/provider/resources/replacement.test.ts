import assert from "node:assert/strict";
import { cluster, gpu, gpuTwo, host, nic, vm } from "../facts";
import { fakedTime } from "./clock";
import { attachment, device, plan } from "./operation";
import { blank, canonical, cards, enabledCards, onDevice, ready } from "./programs";

const on = { powerState: "poweredOn", toolsRunning: true } as const;
const withoutMarks = (writes: readonly string[]) => writes.filter((write) => !write.startsWith("reconfigureVm"));
const one = (address: string, inputs: object = {}) => attachment("gpu", { vm: "trainer", address, ...inputs });
const two = (address: string) => attachment("two", { vm: "trainer", address });

describe("a replaced attachment", () => {
  const time = fakedTime();

  it("frees what it holds: the limit is not exceeded", async () => {
    const engine = time.engine(...ready());
    await engine.up([one(gpu), two(gpuTwo)]);
    const { refused, errors, steps } = await engine.up([one(nic), two(gpuTwo)]);
    assert.deepEqual(
      { refused, errors, steps },
      { refused: [], errors: [], steps: ["gpu: replace address", "two: same"] },
    );
    assert.deepEqual(
      engine.world.vms
        .get("vm-42")
        ?.devices.map(({ address }) => address)
        .sort(),
      [nic, gpuTwo].sort(),
    );
  });

  it("does not free what another one declares", async () => {
    const engine = time.engine(...ready());
    await engine.up(plan(one(gpu), two(gpuTwo)));
    const third = attachment("three", { vm: "trainer", address: gpu });
    const { refused } = await engine.preview(plan(one(nic), two(gpuTwo), third));
    assert.deepEqual(refused, [
      "gpu: vm: 3 passthrough devices on VM trainer (vm-42); found 0000:18:00.1, 0000:3b:00.0, 0000:5e:00.0; the limit is 2 per VM (vsphere-passthrough:maxDevicesPerVm); take one away in an up of its own, change the address of an existing attachment, or raise the limit if the host allows more [device-limit]",
    ]);
  });

  it("moves to another VM of the host", async () => {
    const engine = time.engine(...ready(), vm({ id: "vm-7", name: "other", ...on }));
    await engine.up([one(gpu)]);
    engine.world.vm("vm-42", () => on);
    const program = [one(gpu, { vm: "other", power: "powerOff" })];
    const { refused, errors, steps } = await engine.up(program);
    assert.deepEqual({ refused, errors, steps }, { refused: [], errors: [], steps: ["gpu: replace vm"] });
    const devices = ["vm-42", "vm-7"].map((id) => engine.world.vms.get(id)?.devices.map(({ address }) => address));
    const states = ["vm-42", "vm-7"].map((id) => engine.world.vms.get(id)?.powerState);
    assert.deepEqual(
      [devices, states],
      [
        [[], [gpu]],
        ["poweredOn", "poweredOn"],
      ],
    );
    assert.equal(engine.state("gpu")?.["vmId"], "vm-7");
  });

  it("takes a running VM down once, and says all that changes there", async () => {
    const engine = time.engine(...ready());
    await engine.up(plan(one(gpu, { power: "powerOff" })));
    engine.world.vm("vm-42", () => on);
    const { fake, errors, warnings } = await engine.up(plan(one(gpuTwo, { power: "powerOff" })));
    assert.deepEqual(
      { errors, power: withoutMarks(fake.writes) },
      { errors: [], power: ["powerOffVm vm-42", "powerOnVm vm-42"] },
    );
    assert.deepEqual(
      warnings.filter((text) => text.endsWith("[power-cycle]")),
      [
        'gpu: vm: VM trainer (vm-42) is taken down and started again to attach 0000:5e:00.0 and detach 0000:3b:00.0; found it is running; power: "powerOff" cuts the power without asking the guest [power-cycle]',
      ],
    );
  });

  it("of a running VM is refused when it may not be taken down", async () => {
    const engine = time.engine(...ready());
    await engine.up([one(gpu)]);
    engine.world.vm("vm-42", () => on);
    const { refused, fake } = await engine.preview([one(gpuTwo)]);
    assert.deepEqual(
      [refused, fake.writes],
      [
        [
          'gpu: power: VM trainer (vm-42) must be taken down to change its PCI devices; found it is running, and `power` is "requireOff"; turn the VM off, or set `power` to "shutdown" or "powerOff" [power]',
        ],
        [],
      ],
    );
  });
});

describe("a replaced device", () => {
  const time = fakedTime();
  const card = (address: string, inputs: object = {}) =>
    device("card", { host: "esx-01", address, reboot: "ifNeeded", ...inputs });
  const passthru = (engine: ReturnType<typeof time.engine>) =>
    engine.world.hosts.get("host-12")?.passthru.filter(({ enabled, active }) => enabled || active);

  it("gives the old one back and takes the new one with one reboot", async () => {
    const engine = time.engine(...blank());
    await engine.up([card(gpu)]);
    const { fake, errors, steps, warnings } = await engine.up([card(gpuTwo)]);
    assert.deepEqual({ errors, steps }, { errors: [], steps: ["card: replace address"] });
    assert.deepEqual(
      fake.writes.filter((write) => write.startsWith("reboot")),
      ["rebootHost host-12"],
    );
    assert.deepEqual(
      passthru(engine)?.map(({ address, enabled, active }) => [address, enabled, active]),
      [[gpuTwo, true, true]],
    );
    assert.deepEqual(
      warnings.at(-1),
      `card: host: host esx-01 (host-12) needs a reboot to enable ${gpuTwo} and take ${gpu} out of passthrough; found no VM running there; this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "refuse") [host-reboot]`,
    );
  });

  it("reboots for the old one where the new one needs none", async () => {
    const engine = time.engine(cluster(), host({ pci: cards, rebindWithoutReboot: true }));
    await engine.up([card(gpu)]);
    const { fake, errors } = await engine.up([card(gpuTwo)]);
    assert.deepEqual(errors, []);
    assert.deepEqual(
      fake.writes.filter((write) => write.startsWith("reboot")),
      ["rebootHost host-12"],
    );
    assert.deepEqual(
      passthru(engine)?.map(({ address, active }) => [address, active]),
      [[gpuTwo, true]],
    );
  });

  it("reboots both hosts when it moves to another", async () => {
    const engine = time.engine(...blank(), host({ id: "host-13", name: "esx-02", pci: cards }));
    await engine.up([card(gpu)]);
    const { fake, errors, steps } = await engine.up([card(gpu, { host: "esx-02" })]);
    assert.deepEqual({ errors, steps }, { errors: [], steps: ["card: replace host"] });
    assert.deepEqual(
      fake.writes.filter((write) => write.startsWith("reboot")),
      ["rebootHost host-12", "rebootHost host-13"],
    );
  });

  it("takes its attachment with it: detached first, attached last", async () => {
    const engine = time.engine(...blank());
    await engine.up(plan(...canonical()));
    const program = plan(...canonical({ address: gpuTwo }));
    const preview = await engine.preview(program);
    const steps = ["plan: same", "card: replace address", "memory: same", "gpu: recreate"];
    assert.deepEqual([preview.refused, preview.steps], [[], steps]);
    const { fake, errors } = await engine.up(program);
    assert.deepEqual(errors, []);
    const order = fake.writes.filter((write) => /reconfigure|update/.test(write));
    assert.deepEqual(order, [
      "reconfigureVm vm-42",
      "updatePassthru host-12",
      "updatePassthru host-12",
      // While the host is in maintenance mode, the VM that waits there keeps who took it there.
      "reconfigureVm vm-42",
      "reconfigureVm vm-42",
      "reconfigureVm vm-42",
    ]);
    assert.deepEqual(
      engine.world.vms.get("vm-42")?.devices.map(({ address }) => address),
      [gpuTwo],
    );
    assert.deepEqual((await engine.preview(program)).steps, ["plan: same", "card: same", "memory: same", "gpu: same"]);
  });

  it("can take the place of the second device of a full VM", async () => {
    const engine = time.engine(...blank());
    const program = (second: string) => [
      ...canonical(),
      device("other", { host: "esx-01", address: second, reboot: "ifNeeded" }),
      onDevice("second", "other"),
    ];
    assert.deepEqual((await engine.up(program(gpuTwo))).errors, []);
    const { refused, errors } = await engine.up(program(nic));
    assert.deepEqual([refused, errors], [[], []]);
    assert.deepEqual(
      engine.world.vms
        .get("vm-42")
        ?.devices.map(({ address }) => address)
        .sort(),
      [nic, gpu].sort(),
    );
  });
});

describe("a replaced reservation", () => {
  const time = fakedTime();

  it("takes its attachment with it, so that it does not wait for a detachment that comes after it", async () => {
    const other = vm({ id: "vm-7", name: "other", reservationMB: 0, reservationLocked: false });
    const engine = time.engine(cluster(), host({ pci: enabledCards }), ...[blank()[2], other]);
    await engine.up(canonical());
    const program = canonical().map((one) => (one.name === "memory" ? { ...one, inputs: { vm: "other" } } : one));
    const { errors, refused, steps } = await engine.up(program);
    assert.deepEqual(
      { errors, refused, steps },
      { errors: [], refused: [], steps: ["card: same", "memory: replace vm", "gpu: recreate"] },
    );
    const now = ["vm-42", "vm-7"].map((id) => engine.world.vms.get(id) ?? vm());
    assert.deepEqual(
      now.map(({ devices, reservationMB }) => [devices.length, reservationMB]),
      [
        [0, 0],
        [1, 4096],
      ],
    );
  });
});

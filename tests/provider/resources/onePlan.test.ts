import assert from "node:assert/strict";
import fc from "fast-check";
import { unknown } from "../../../provider/resources/unknown";
import { attached, gpu, gpuTwo, host, loneHost, nic, vm } from "../facts";
import { fakedTime } from "./clock";
import { attachment, device, memory, plan, urnFor } from "./operation";
import { enabledCards, ready, withDevices } from "./programs";

const gpus = [gpu, gpuTwo, nic];
const three = gpus.map((address, index) => attachment(`a${index}`, { vm: "trainer", address }));
const limit = (devices: readonly string[], label = "VM trainer (vm-42)") =>
  `vm: ${devices.length} passthrough devices on ${label}; found ${[...devices].sort().join(", ")}; the limit is 2 per VM (vsphere-passthrough:maxDevicesPerVm); take one away in an up of its own, change the address of an existing attachment, or raise the limit if the host allows more [device-limit]`;
const text = (refused: readonly string[]) => refused.map((line) => line.slice(line.indexOf(": ") + 2));

describe("several resources as one plan", () => {
  const time = fakedTime();

  it("refuse the third attachment in any order, with all of them in the message", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(three, { minLength: 3 }), async (program) => {
        const { refused, fake } = await time.engine(...ready()).preview(program);
        assert.deepEqual([text(refused), fake.writes], [[limit(gpus)], []]);
      }),
      { numRuns: 12 },
    );
  });

  it("count what the VM has that no program declares", async () => {
    const world = [loneHost({ pci: enabledCards }), vm(withDevices(gpu, "0000:99:00.0"))] as const;
    const { refused } = await time.engine(...world).preview([attachment("new", { vm: "trainer", address: nic })]);
    assert.deepEqual(text(refused), [limit([gpu, "0000:99:00.0", nic])]);
  });

  it("count a device that only leaves the program", async () => {
    const engine = time.engine(...ready());
    await engine.up(three.slice(0, 2));
    const { refused } = await engine.preview(three.slice(1));
    assert.deepEqual(text(refused), [limit(gpus)]);
  });

  it("count each device once, however the VM and the address are written", async () => {
    const engine = time.engine(...ready());
    await engine.up(three.slice(0, 2));
    const program = [
      attachment("a0", { vm: "/DC0/vm/trainer", address: "3B:00.0" }),
      attachment("a1", { vm: "vm-42", address: gpuTwo }),
    ];
    const { refused, steps } = await engine.preview(program);
    assert.deepEqual([refused, steps], [[], ["a0: same", "a1: same"]]);
  });

  it("take what the platform setting allows", async () => {
    const engine = time.engine(...ready());
    engine.settings = { ...engine.settings, maxDevicesPerVm: undefined };
    assert.deepEqual((await engine.preview(three)).refused, []);
  });

  const unborn = (index: number, source: string) =>
    attachment(`a${index}`, { vm: unknown, address: gpus[index], host: "esx-01", __vmSource: source });
  const clone = "urn:pulumi:dev::demo::vsphere:index/virtualMachine:VirtualMachine::clone";

  it("count a VM that does not exist yet by the resource it comes from", async () => {
    const { refused } = await time.engine(...ready()).preview([0, 1, 2].map((index) => unborn(index, clone)));
    assert.deepEqual(text(refused), [limit(gpus, "the VM of clone")]);
  });

  it("tell two VMs that do not exist yet apart", async () => {
    const program = [unborn(0, clone), unborn(1, clone), unborn(2, `${clone}2`)];
    const { refused, warnings } = await time.engine(...ready()).preview(program);
    assert.deepEqual(refused, []);
    assert.deepEqual(
      warnings.filter((one) => one.endsWith("[vm-unborn]")).map((one) => one.slice(0, 52)),
      [
        "a0: vm: the VM is not known yet (the VM of clone); f",
        "a1: vm: the VM is not known yet (the VM of clone); f",
        "a2: vm: the VM is not known yet (the VM of clone2); ",
      ],
    );
  });

  it("know an unborn VM through its reservation", async () => {
    const program = [
      memory("memory", { vm: unknown, __vmSource: clone }),
      unborn(0, urnFor("VmMemoryReservation", "memory")),
      unborn(1, urnFor("VmMemoryReservation", "memory")),
      unborn(2, clone),
    ];
    const { refused } = await time.engine(...ready()).preview(program);
    assert.deepEqual(text(refused), [limit(gpus, "the VM of clone")]);
  });

  const other = vm({ id: "vm-7", name: "other" });
  const shared = (...claims: readonly string[]) =>
    `address: 0000:3b:00.0 on host esx-01 (host-12) is claimed for several VMs; found ${[...claims].sort().join(", ")}; a device serves one VM; attach it to one VM only, detach it from another one in an up of its own first, or use an SR-IOV function or another device [device-shared]`;
  const [forTrainer, forOther] = ["first for VM trainer (vm-42)", "second for VM other (vm-7)"] as const;
  const claims = [
    attachment("first", { vm: "trainer", address: gpu }),
    attachment("second", { vm: "other", address: gpu }),
  ];

  it("refuse one device for two VMs with the same text, whichever is looked at first", async () => {
    for (const program of [claims, [...claims].reverse()]) {
      const first = program.at(-1)?.name ?? "";
      const { refused } = await time.engine(...ready(), other).preview(program);
      assert.deepEqual(refused, [`${first}: ${shared(forTrainer, forOther)}`]);
    }
  });

  it("name everybody who claims a device: VMs that exist, one that does not yet, and one of nobody's", async () => {
    const holder = vm({ ...other, id: "vm-8", name: "web", devices: [attached(gpu)], powerState: "poweredOn" });
    const third = attachment("third", { vm: unknown, address: gpu, host: "esx-01", __vmSource: clone });
    const program = [...claims, third];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(program, { minLength: 3 }), async (order) => {
        const { refused } = await time.engine(...ready(), other, holder).preview(plan(...order));
        const everybody = shared(forTrainer, forOther, "third for the VM of clone", "VM web (vm-8) that runs");
        assert.deepEqual(refused, [`${order[0]?.name ?? ""}: ${everybody}`]);
      }),
      { numRuns: 6 },
    );
  });

  it("refuse a device that a running VM of nobody's has, and flag one that is off", async () => {
    const program = claims.slice(0, 1);
    const holder = vm({ ...other, devices: [attached(gpu)], powerState: "poweredOn" });
    assert.deepEqual((await time.engine(...ready(), holder).preview(program)).refused, [
      `first: ${shared(forTrainer, "VM other (vm-7) that runs")}`,
    ]);
    const off = await time.engine(...ready(), { ...holder, powerState: "poweredOff" }).preview(program);
    assert.deepEqual(off.refused, []);
    assert.deepEqual(
      off.warnings.at(-1),
      "first: address: 0000:3b:00.0 is also configured on a VM that is off; found VM other (vm-7); only one of the VMs can run at a time [device-shared]",
    );
  });

  it("refuse a device that somebody has taken between preview and apply", async () => {
    const engine = time.engine(...ready(), other);
    engine.prepare = (fake) => {
      const find = fake.vm.bind(fake);
      let reads = 0;
      fake.vm = async (id: string) => {
        if (reads++ === 1) engine.world.vm("vm-7", () => ({ devices: [attached(gpu)], powerState: "poweredOn" }));
        return find(id);
      };
    };
    const { errors } = await engine.up(claims.slice(0, 1));
    assert.deepEqual(errors, [`first: ${shared(forTrainer, "VM other (vm-7) that runs")}`]);
  });

  it("take a device in another segment or on another host for another one", async () => {
    const second = host({ id: "host-13", name: "esx-02", pci: enabledCards });
    const elsewhere = vm({ ...other, hostId: "host-13" });
    assert.deepEqual((await time.engine(...ready(), second, elsewhere).preview(claims)).refused, []);
  });

  it("need a reboot that somebody does, before a device can be attached", async () => {
    const off = host({ pci: [{ address: gpu }] });
    const program = (reboot: string) => [
      device("card", { host: "esx-01", address: gpu, reboot }),
      attachment("a", { vm: "trainer", address: gpu }),
    ];
    assert.deepEqual((await time.engine(off, vm()).preview(program("never"))).refused, [
      'a: address: 0000:3b:00.0 on host esx-01 (host-12) will not be active; found a HostPassthroughDevice that enables it with `reboot: "never"`, on a host that needs a reboot for that; a device must be active before a VM can have it; set `reboot: "ifNeeded"` on the HostPassthroughDevice, or apply it alone, reboot the host, and attach then [not-active]',
    ]);
    assert.deepEqual((await time.engine(off, vm()).preview(program("ifNeeded"))).refused, []);
    assert.deepEqual(
      (await time.engine({ ...off, rebindWithoutReboot: true }, vm()).preview(program("never"))).refused,
      [],
    );
  });
});

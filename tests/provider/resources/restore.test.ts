import assert from "node:assert/strict";
import type { DrsOverride, VmFacts } from "../../../provider/vsphere/types";
import { cluster, gpu, gpuTwo, host, unreserved, vm } from "../facts";
import { fakedTime } from "./clock";
import { attachment, memory } from "./operation";
import { enabledCards, ready } from "./programs";

const automated = (override?: DrsOverride) =>
  cluster({ defaultBehavior: "fullyAutomated", overrides: override === undefined ? {} : { "vm-42": override } });
const world = (override?: DrsOverride, given: Partial<VmFacts> = {}) =>
  [automated(override), host({ pci: enabledCards }), vm(given)] as const;
const one = (inputs: object = {}) => [attachment("gpu", { vm: "trainer", address: gpu, ...inputs })];
const two = (inputs: object = {}) => [...one(inputs), attachment("two", { vm: "trainer", address: gpuTwo, ...inputs })];
const held = { enabled: false, behavior: "manual" } as const;

describe("the DRS override of a VM", () => {
  const time = fakedTime();

  const befores: readonly (DrsOverride | undefined)[] = [
    undefined,
    { enabled: true, behavior: "fullyAutomated" },
    { enabled: true, behavior: "partiallyAutomated" },
  ];
  for (const before of befores) {
    it(`holds the VM, and is put back after the last device: ${JSON.stringify(before)}`, async () => {
      const engine = time.engine(...world(before));
      const overrides = () => engine.world.clusters.get("domain-c7")?.overrides["vm-42"];
      await engine.up(two());
      assert.deepEqual(overrides(), held);
      await engine.up(one());
      assert.deepEqual(overrides(), held);
      const { errors } = await engine.destroy();
      assert.deepEqual(
        { errors, now: overrides(), extraConfig: engine.world.vms.get("vm-42")?.extraConfig },
        { errors: [], now: before, extraConfig: {} },
      );
    });
  }

  it("that holds the VM already is left, and stays its owner's", async () => {
    const engine = time.engine(...world({ enabled: true, behavior: "manual" }));
    const up = await engine.up(one());
    const down = await engine.destroy();
    assert.deepEqual([...up.fake.writes, ...down.fake.writes], ["reconfigureVm vm-42", "reconfigureVm vm-42"]);
    assert.deepEqual(engine.world.clusters.get("domain-c7")?.overrides, {
      "vm-42": { enabled: true, behavior: "manual" },
    });
  });

  it("that somebody changed meanwhile is left on delete", async () => {
    const engine = time.engine(...world());
    await engine.up(one());
    const theirs = { enabled: true, behavior: "partiallyAutomated" } as const;
    engine.world.cluster("domain-c7", () => ({ overrides: { "vm-42": theirs } }));
    await engine.destroy();
    assert.deepEqual(engine.world.clusters.get("domain-c7")?.overrides, { "vm-42": theirs });
    assert.deepEqual(engine.world.vms.get("vm-42")?.extraConfig, {});
  });

  it("takes another level without a power cycle, and still knows what was before", async () => {
    const engine = time.engine(...world());
    await engine.up(one());
    engine.world.vm("vm-42", () => ({ powerState: "poweredOn" }));
    const { steps, errors, fake } = await engine.up(one({ drsAutomation: "manual" }));
    assert.deepEqual(
      { steps, errors, writes: fake.writes },
      { steps: ["gpu: update"], errors: [], writes: ["reconfigureVm vm-42", "setDrsOverrides domain-c7"] },
    );
    assert.deepEqual(engine.world.clusters.get("domain-c7")?.overrides["vm-42"], { enabled: true, behavior: "manual" });
    engine.world.vm("vm-42", () => ({ powerState: "poweredOff" }));
    await engine.destroy();
    assert.deepEqual(engine.world.clusters.get("domain-c7")?.overrides, {});
  });

  it("unmanaged: nothing is set, and apply refuses while DRS would migrate the VM", async () => {
    const engine = time.engine(...world());
    const preview = await engine.preview(one({ drsAutomation: "unmanaged" }));
    assert.deepEqual(preview.refused, []);
    const { errors, fake } = await engine.up(one({ drsAutomation: "unmanaged" }));
    assert.deepEqual(
      { errors, writes: fake.writes },
      {
        errors: [
          'gpu: drsAutomation: DRS would migrate VM trainer (vm-42), and a VM with a passthrough device cannot be migrated; found `drsAutomation: "unmanaged"` and an effective level that migrates it in cluster Cluster (domain-c7); a DRS override that holds the VM; leave `drsAutomation` at "disabled", or set an override for the VM yourself first [vmotion-enabled]',
        ],
        writes: [],
      },
    );
  });

  it("that could not be set is set by the next up, and what was before is not lost", async () => {
    const engine = time.engine(...world());
    engine.prepare = (fake) => fake.failNext("setDrsOverrides", "domain-c7", "NoPermission", "no");
    const { errors } = await engine.up(one());
    assert.deepEqual(errors, [
      "gpu: setDrsOverrides on domain-c7 failed: no (NoPermission); docs/privileges.md lists what each operation needs",
    ]);
    engine.prepare = () => undefined;
    assert.deepEqual((await engine.up(one())).steps, ["gpu: update"]);
    assert.deepEqual(engine.world.clusters.get("domain-c7")?.overrides, { "vm-42": held });
    await engine.destroy();
    assert.deepEqual(
      [engine.world.clusters.get("domain-c7")?.overrides, engine.world.vms.get("vm-42")?.extraConfig],
      [{}, {}],
    );
  });

  it("that could not be put back is put back by the next destroy", async () => {
    const engine = time.engine(...world());
    await engine.up(one());
    engine.prepare = (fake) => fake.failNext("setDrsOverrides", "domain-c7", "NoPermission", "no");
    assert.deepEqual((await engine.destroy()).errors, [
      "gpu: setDrsOverrides on domain-c7 failed: no (NoPermission); docs/privileges.md lists what each operation needs",
    ]);
    engine.prepare = () => undefined;
    assert.deepEqual((await engine.destroy()).errors, []);
    assert.deepEqual(
      [engine.world.clusters.get("domain-c7")?.overrides, engine.world.vms.get("vm-42")?.extraConfig],
      [{}, {}],
    );
  });
});

const use = "pciPassthru.use64bitMMIO";
const size = "pciPassthru.64bitMMIOSizeGB";

describe("the MMIO space of a VM", () => {
  const time = fakedTime();

  for (const before of [{}, { [use]: "TRUE", [size]: "16" }]) {
    it(`is set with the device and put back after the last one: ${JSON.stringify(before)}`, async () => {
      const engine = time.engine(...world(undefined, { extraConfig: before }));
      const mmio = () => {
        const extra = engine.world.vms.get("vm-42")?.extraConfig ?? {};
        return Object.fromEntries(Object.entries(extra).filter(([key]) => key.startsWith("pciPassthru")));
      };
      await engine.up(two({ mmio64SizeGB: 64 }));
      assert.deepEqual(mmio(), { [use]: "TRUE", [size]: "64" });
      await engine.up(one({ mmio64SizeGB: 128 }));
      assert.deepEqual(mmio(), { [use]: "TRUE", [size]: "128" });
      await engine.destroy();
      assert.deepEqual([mmio(), engine.world.vms.get("vm-42")?.extraConfig], [before, before]);
    });
  }

  it("of another size power-cycles a running VM, and is refused when that may not be", async () => {
    const engine = time.engine(...ready());
    await engine.up(one({ mmio64SizeGB: 64 }));
    engine.world.vm("vm-42", () => ({ powerState: "poweredOn", toolsRunning: true }));
    const { refused } = await engine.preview(one({ mmio64SizeGB: 128 }));
    assert.deepEqual(refused, [
      'gpu: power: VM trainer (vm-42) must be taken down to change its PCI devices; found it is running, and `power` is "requireOff"; turn the VM off, or set `power` to "shutdown" or "powerOff" [power]',
    ]);
    const { errors, warnings, steps } = await engine.up(one({ mmio64SizeGB: 128, power: "powerOff" }));
    assert.deepEqual(
      { errors, steps, warnings },
      {
        errors: [],
        steps: ["gpu: update"],
        warnings: [
          'gpu: vm: VM trainer (vm-42) is taken down and started again to set the MMIO space for 0000:3b:00.0; found it is running; power: "powerOff" cuts the power without asking the guest [power-cycle]',
        ],
      },
    );
    assert.equal(engine.world.vms.get("vm-42")?.extraConfig[size], "128");
  });
});

describe("a memory reservation", () => {
  const time = fakedTime();
  const program = [memory("memory", { vm: "trainer" })];

  const befores = [
    unreserved,
    { reservationMB: 1024, reservationLocked: false },
    { reservationMB: 4096, reservationLocked: false },
  ];
  for (const before of befores) {
    it(`is made, of a running VM too, and puts back what was there: ${JSON.stringify(before)}`, async () => {
      const engine = time.engine(vm({ ...before, powerState: "poweredOn" }), host());
      const { errors, fake } = await engine.up(program);
      assert.deepEqual({ errors, writes: fake.writes }, { errors: [], writes: ["reconfigureVm vm-42"] });
      const { reservationMB, locked, previousReservationMB, previousLocked, memoryMB } = engine.state("memory") ?? {};
      assert.deepEqual(
        { reservationMB, locked, previousReservationMB, previousLocked, memoryMB },
        {
          reservationMB: 4096,
          locked: true,
          previousReservationMB: before.reservationMB,
          previousLocked: before.reservationLocked,
          memoryMB: 4096,
        },
      );
      await engine.destroy();
      const now = engine.world.vms.get("vm-42") ?? vm();
      assert.deepEqual(
        [now.reservationMB, now.reservationLocked, now.extraConfig],
        [before.reservationMB, before.reservationLocked, {}],
      );
    });
  }

  it("that is there already is taken over without a write, and stays on delete", async () => {
    const engine = time.engine(vm(), host());
    const [up, down] = [await engine.up(program), await engine.destroy()];
    assert.deepEqual([up.errors, down.errors, up.fake.writes, down.fake.writes], [[], [], [], []]);
  });

  it("puts back no more than the VM has by then", async () => {
    const engine = time.engine(vm({ reservationMB: 3000, reservationLocked: false }), host());
    await engine.up(program);
    engine.world.vm("vm-42", () => ({ memoryMB: 2048, reservationMB: 2048 }));
    await engine.destroy();
    assert.equal(engine.world.vms.get("vm-42")?.reservationMB, 2048);
  });

  it("that was lost is an update after a refresh, and keeps what was there before the first", async () => {
    const engine = time.engine(vm(unreserved), host());
    await engine.up(program);
    engine.world.vm("vm-42", () => ({ reservationMB: 100, reservationLocked: false }));
    await engine.refresh();
    const { steps, errors } = await engine.up(program);
    assert.deepEqual([steps, errors], [["memory: update"], []]);
    await engine.destroy();
    assert.equal(engine.world.vms.get("vm-42")?.reservationMB, 0);
  });

  it("of a VM that is gone deletes without a word, and is gone after a refresh", async () => {
    const engine = time.engine(vm(unreserved), host());
    await engine.up(program);
    engine.world.vms.delete("vm-42");
    const { errors } = await engine.destroy();
    assert.deepEqual([errors, [...engine.stored]], [[], []]);
  });

  it("leaves nothing in the state when the server refuses it", async () => {
    const engine = time.engine(vm(unreserved), host());
    engine.prepare = (fake) =>
      fake.failNext("reconfigureVm", "vm-42", "InsufficientMemoryResourcesFault", "too little");
    const { errors } = await engine.up(program);
    assert.deepEqual(
      [errors, [...engine.stored]],
      [["memory: reconfigureVm on vm-42 failed: too little (InsufficientMemoryResourcesFault)"], []],
    );
  });
});

import assert from "node:assert/strict";
import { unknown } from "../../../provider/resources/unknown";
import { attached, cluster, gpu, gpuTwo, host, vm } from "../facts";
import { fakedTime } from "../resources/clock";
import type { Engine } from "../resources/engine";
import { attachment, type Declared, device, memory, plan, urnFor } from "../resources/operation";
import { blank, cards, enabledCards, onDevice } from "../resources/programs";

const running = { powerState: "poweredOn", toolsRunning: true } as const;
const clone = "urn:pulumi:dev::demo::vsphere:index/virtualMachine:VirtualMachine::clone";
const card = (inputs: object = {}, name = "card") => device(name, { host: "esx-01", address: gpu, ...inputs });
/** The VM of another resource: at the first preview unknown, then known, and in no list literal. */
const ofClone = { vm: "vm-42", __vmSource: clone };
const enabled = () => [cluster(), host({ pci: enabledCards }), vm()] as const;

const reboot = (what: string, running = "no VM running there", policy = "never") =>
  `host: host esx-01 (host-12) needs a reboot to ${what}; found ${running}; ${policy === "never" ? 'this program does not reboot it (reboot: "never"); the change stays pending until somebody does' : 'this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "shutdown")'} [host-reboot]`;
const cycle = (what: string) =>
  `vm: VM trainer (vm-42) is taken down and started again to ${what}; found it is running; power: "shutdown" shuts the guest down gracefully [power-cycle]`;
const mustBeOff =
  'power: VM trainer (vm-42) must be taken down to change its PCI devices; found it is running, and `power` is "requireOff"; turn the VM off, or set `power` to "shutdown" or "powerOff" [power]';
const inUse = (found: string) =>
  `plan: card: ${gpu} on host esx-01 (host-12) cannot be taken out of passthrough; found ${found}; no VM may keep it; remove the device from the VM first; with attachments of this program: pass \`device\` so that they follow [in-use]`;

/** What the SDK sends: an input from a resource is in no list, but known when the resource itself is checked. */
function unlisted(program: readonly Declared[], listed: (one: Declared) => Declared): readonly Declared[] {
  const [first] = plan(...program.map(listed));
  assert.ok(first !== undefined);
  return [first, ...program];
}
const withoutVm = (one: Declared): Declared =>
  typeof one.inputs === "object" && "__vmSource" in one.inputs
    ? { ...one, inputs: { ...one.inputs, vm: unknown } }
    : one;
const withoutHost = (one: Declared): Declared =>
  typeof one.inputs === "object" && "host" in one.inputs ? { ...one, inputs: { ...one.inputs, host: unknown } } : one;

describe("what leaves the program", () => {
  const time = fakedTime();

  async function upped(engine: Engine, program: readonly Declared[]): Promise<Engine> {
    const { errors, refused } = await engine.up(program);
    assert.deepEqual([errors, refused], [[], []]);
    return engine;
  }

  async function tells(
    engine: Engine,
    program: readonly Declared[],
    refused: readonly string[],
    warnings: readonly string[],
  ) {
    const operation = await engine.preview(program);
    assert.deepEqual([operation.refused, operation.warnings, operation.fake.writes], [refused, warnings, []]);
  }

  describe("is known by what it meant when it was applied", () => {
    it("though the host was renamed, and another one has its name", async () => {
      const engine = await upped(time.engine(...enabled()), plan(card()));
      engine.world.host("host-12", () => ({ name: "esx-old" }));
      engine.world.hosts.set("host-13", host({ id: "host-13", pci: enabledCards }));
      const text = reboot(`take ${gpu} out of passthrough`).replace("esx-01", "esx-old");
      await tells(engine, plan(), [], [`card: ${text}`]);
    });

    it("though the VM was renamed", async () => {
      const program = plan(attachment("gpu", { vm: "trainer", address: gpu, power: "shutdown" }));
      const engine = await upped(time.engine(...enabled()), program);
      engine.world.vm("vm-42", () => ({ ...running, name: "old" }));
      await tells(engine, plan(), [], [`gpu: ${cycle(`detach ${gpu}`).replace("trainer", "old")}`]);
    });

    it("by the name that a host has, when it was registered anew", async () => {
      const engine = await upped(time.engine(cluster(), host({ pci: enabledCards })), plan(card()));
      const again = host({ id: "host-99", pci: enabledCards });
      engine.world.hosts.delete("host-12");
      engine.world.hosts.set("host-99", again);
      await tells(
        engine,
        plan(),
        [],
        [`card: ${reboot(`take ${gpu} out of passthrough`).replace("host-12", "host-99")}`],
      );
    });

    it("of a device that was found by match, also when others fit by now", async () => {
      const program = plan(card({ address: undefined, match: { deviceId: "0x20B5" } }));
      const engine = await upped(time.engine(...enabled()), program);
      const other = { address: "0000:01:00.0", enabled: true };
      engine.world.host("host-12", () => host({ pci: [other, ...enabledCards] }));
      await tells(engine, plan(), [], [`card: ${reboot(`take ${gpu} out of passthrough`)}`]);
      assert.deepEqual((await engine.preview(program)).steps, ["plan: same", "card: same"]);
    });

    it("and no list differs for that", async () => {
      const program = plan(card(), attachment("gpu", { vm: "trainer", address: gpu }));
      const engine = await upped(time.engine(...enabled()), program);
      const stored = () => engine.stored.get(urnFor("PassthroughPlan", "plan"))?.inputs["declared"];
      const before = stored();
      assert.deepEqual(
        (JSON.parse(before as string) as readonly { readonly at: object }[]).map(({ at }) => at),
        [
          { hostId: "host-12", address: gpu },
          { hostId: "host-12", address: gpu, vmId: "vm-42" },
        ],
      );
      engine.world.host("host-12", () => ({ name: "esx-99" }));
      assert.deepEqual((await engine.up(program)).steps, ["plan: same", "card: same", "gpu: same"]);
      assert.deepEqual(stored(), before);
    });
  });

  describe("from a VM that is in no list", () => {
    const attach = (inputs: object = {}) => attachment("gpu", { ...ofClone, host: "esx-01", address: gpu, ...inputs });
    const program = (inputs: object = {}) => unlisted([attach(inputs)], withoutVm);

    it("is told by who has the device", async () => {
      const engine = await upped(time.engine(...enabled()), program({ power: "shutdown" }));
      engine.world.vm("vm-42", () => running);
      await tells(engine, plan(), [], [`gpu: ${cycle(`detach ${gpu}`)}`]);
    });

    it("is told and not refused where it cannot be done: nothing but the device says whose VM that is", async () => {
      const engine = await upped(time.engine(...enabled()), program());
      engine.world.vm("vm-42", () => running);
      await tells(engine, plan(), [], [`gpu: ${mustBeOff}`]);
      assert.deepEqual((await engine.up(plan())).errors, [`gpu: ${mustBeOff}`]);
    });

    it("is not told where several VMs have the device, or one that stays", async () => {
      const engine = await upped(time.engine(...enabled(), vm({ id: "vm-7", name: "other" })), program());
      engine.world.vm("vm-42", () => running);
      engine.world.vm("vm-7", () => ({ devices: [attached(gpu)] }));
      await tells(engine, plan(), [], []);
      engine.world.vm("vm-7", () => ({ devices: [] }));
      const literal = attachment("again", { vm: "trainer", host: "esx-01", address: gpu });
      assert.deepEqual((await engine.preview(plan(literal))).refused, []);
    });

    it("does not stand in the way of its device", async () => {
      const policy = { reboot: "ifNeeded", evacuate: "shutdown" };
      const both = [card(policy), attach({ power: "shutdown" })];
      const engine = await upped(time.engine(...enabled()), unlisted(both, withoutVm));
      engine.world.vm("vm-42", () => running);
      const moved = "running there: VM trainer (vm-42) can be moved by hand, not by DRS";
      await tells(
        engine,
        plan(),
        [],
        [`card: ${reboot(`take ${gpu} out of passthrough`, moved, "ifNeeded")}`, `gpu: ${cycle(`detach ${gpu}`)}`],
      );
    });
  });

  describe("where something is not known, skips what needs it", () => {
    const unknownVm = (one: Declared): Declared =>
      one.kind === "HostPassthroughDevice" ? one : { ...one, inputs: { ...(one.inputs as object), vm: unknown } };

    it("a reservation that another one may take over", async () => {
      const engine = await upped(time.engine(...blank()), plan(memory("memory", { vm: "trainer" })));
      engine.world.vm("vm-42", () => ({ devices: [attached(gpu)] }));
      await tells(engine, unlisted([memory("renamed", { vm: "trainer" })], unknownVm), [], []);
      await tells(
        engine,
        plan(),
        [
          `plan: memory: the memory reservation of VM trainer (vm-42) cannot be removed; found the VM keeps ${gpu}; all memory stays reserved while a passthrough device is there; detach the devices first [in-use]`,
        ],
        [],
      );
    });

    it("a device that another resource may take over is told, and not refused", async () => {
      const engine = await upped(time.engine(...enabled()), plan(card()));
      engine.settings = { ...engine.settings, refuse: ["reboot"] };
      const renamed = unlisted([device("renamed", { host: "esx-01", address: gpu })], withoutHost);
      const { refused, warnings } = await engine.preview(renamed);
      assert.deepEqual(refused, []);
      assert.deepEqual(
        warnings.filter((text) => text.endsWith("[refused-by-policy]")),
        [
          'card: host: host esx-01 (host-12) would need a reboot; found "reboot" in vsphere-passthrough:refuse; the setting forbids it; run it in a maintenance window, without the setting [refused-by-policy]',
        ],
      );
    });

    it("an attachment whose VM nobody knows may be what keeps the device: that it leaves too is enough", async () => {
      const both = [card(), attachment("gpu", { vm: "trainer", address: gpu, host: "esx-01" })];
      const engine = await upped(time.engine(...enabled()), unlisted(both, unknownVm));
      await tells(engine, plan(), [], [`card: ${reboot(`take ${gpu} out of passthrough`)}`]);
    });
  });

  describe("and would fail", () => {
    it("is refused while this program gives the device to a VM", async () => {
      const engine = await upped(time.engine(...enabled()), plan(card()));
      const attach = attachment("gpu", { vm: "trainer", address: gpu });
      await tells(engine, plan(attach), [inUse("this program gives it to VM trainer (vm-42)")], []);
      engine.world.vms.set("vm-7", vm({ id: "vm-7", name: "other", devices: [attached(gpu)] }));
      engine.world.host("host-12", () => ({ vmIds: ["vm-42", "vm-7"] }));
      const both = "it is still on VM other (vm-7), and this program gives it to VM trainer (vm-42)";
      await tells(engine, plan(attach), [inUse(both)], []);
    });

    describe("of two functions that change together", () => {
      const audio = "0000:3b:00.1";
      const pair = [gpu, audio].map((address) => ({ address, dependentDevice: gpu, enabled: true }));
      const sound = device("sound", { host: "esx-01", address: audio });
      const onSound = attachment("audio", { vm: "trainer", address: audio });
      const world = () => time.engine(cluster(), host({ pci: pair }), vm());
      const together = `${audio}, which changes together with it`;

      it("is refused while a VM has, or is to get, the other one", async () => {
        const engine = await upped(world(), plan(card(), sound, onSound));
        await tells(engine, plan(sound, onSound), [inUse(`it is still on VM trainer (vm-42) (${together})`)], []);
        engine.world.vm("vm-42", () => ({ devices: [] }));
        const given = `this program gives it to VM trainer (vm-42) (${together})`;
        await tells(engine, plan(sound, onSound), [inUse(given)], []);
      });

      it("is told while the other one stays in the program, and not when both leave", async () => {
        const engine = await upped(world(), plan(card(), sound));
        const follows = `card: address: other functions follow ${gpu} on host esx-01 (host-12); found ${audio}; they share its dependent device and change together with it [siblings]`;
        const what = reboot(`take ${gpu} out of passthrough`);
        await tells(engine, plan(sound), [], [follows, `card: ${what}`]);
        const { refused, warnings } = await engine.preview(plan());
        const both = reboot(`take ${gpu}, ${audio} out of passthrough`);
        assert.deepEqual([refused, warnings], [[], [`card: ${both}`, `sound: ${both}`]]);
      });

      it("is not refused while the other one is given up as well", async () => {
        const engine = await upped(world(), plan(card(), sound, onSound));
        assert.deepEqual((await engine.preview(plan())).refused, []);
      });
    });

    it("is refused while this program gives the device to a VM that does not exist yet", async () => {
      const engine = await upped(time.engine(...enabled()), plan(card()));
      const unborn = attachment("gpu", { vm: unknown, __vmSource: clone, address: gpu, host: "esx-01" });
      await tells(engine, plan(unborn), [inUse("this program gives it to the VM of clone")], []);
    });

    it("is refused of a host that is away, and of a VM that cannot be read, at preview and at up", async () => {
      const program = plan(
        card(),
        memory("memory", { vm: "trainer" }),
        attachment("gpu", { vm: "trainer", address: gpu }),
      );
      const engine = await upped(time.engine(...blank(), vm({ id: "vm-7", name: "other" })), plan(card()));
      engine.world.host("host-12", () => ({ connectionState: "notResponding", devices: [], passthru: [] }));
      const away =
        "host esx-01 (host-12) is not at our disposal; found notResponding; connected, and not in maintenance mode; reconnect it [not-connected]";
      await tells(engine, plan(), [`plan: card: ${away}`], []);
      assert.deepEqual((await engine.destroy()).errors, [`card: host: ${away}`]);
      assert.equal(engine.stored.has(urnFor("HostPassthroughDevice", "card")), true);

      const other = await upped(time.engine(...enabled()), program);
      other.world.vm("vm-42", () => ({ connectionState: "inaccessible", devices: [], extraConfig: {} }));
      const lost =
        "VM trainer (vm-42) cannot be read, so nothing is changed there; found it is inaccessible; what it has is not known until it is connected; mend it, or take it out of the inventory if it is lost [vm-state]";
      await tells(other, plan(card()), [`plan: memory: ${lost}`, `plan: gpu: ${lost}`], []);
      const { errors } = await other.destroy();
      assert.deepEqual(
        errors.filter((text) => text.endsWith("[vm-state]")),
        [`gpu: vm: ${lost}`, `memory: vm: ${lost}`],
      );
    });

    it("is not refused of a reservation that was there before: nothing of it is taken away", async () => {
      const program = [memory("memory", { vm: "trainer" }), attachment("gpu", { vm: "trainer", address: gpu })];
      const engine = await upped(time.engine(...enabled()), plan(...program));
      await tells(engine, plan(...program.slice(1)), [], []);
      const { errors } = await engine.up(plan(...program.slice(1)));
      assert.deepEqual([errors, engine.world.vms.get("vm-42")?.reservationLocked], [[], true]);
    });
  });

  it("together with what comes is one reboot in one text; what comes comes first, and sees the VM as it is", async () => {
    const pci = cards.map((one) => ({ ...one, enabled: one.address === gpu }));
    const policy = { reboot: "ifNeeded", evacuate: "shutdown" };
    const leaving = [card(policy), attachment("gpu", { vm: "trainer", address: gpu, power: "shutdown" })];
    const engine = await upped(time.engine(cluster(), host({ pci }), vm()), plan(...leaving));
    engine.world.vm("vm-42", () => running);
    const { warnings, refused } = await engine.preview(plan(card({ ...policy, address: gpuTwo }, "two")));
    assert.deepEqual(refused, []);
    const pinned = "running there: VM trainer (vm-42) has a passthrough device and cannot be moved";
    assert.deepEqual(
      [...new Set(warnings.filter((text) => text.endsWith("[host-reboot]")).map((text) => text.replace(/^\w+: /, "")))],
      [
        reboot(
          `enable ${gpuTwo}, and another one to take ${gpu} out of passthrough, since deletions come last`,
          pinned,
          "ifNeeded",
        ),
      ],
    );
  });

  it("together with what comes takes a VM down twice, and says so", async () => {
    const attach = (name: string, address: string) => attachment(name, { vm: "trainer", address, power: "shutdown" });
    const engine = await upped(time.engine(...enabled()), plan(attach("a", gpu)));
    engine.world.vm("vm-42", () => running);
    const text = cycle(`attach ${gpuTwo}, and once more to detach ${gpu}, since deletions come last`);
    const { warnings, errors, fake } = await engine.up(plan(attach("b", gpuTwo)));
    assert.deepEqual([errors, warnings], [[], [`a: ${text}`, `b: ${text}`]]);
    assert.equal(fake.writes.filter((write) => write.startsWith("shutdownVm")).length, 2);
  });

  it("is named whole by a program that chains its attachments", async () => {
    const chained = [
      memory("memory", { vm: unknown, __vmSource: clone }),
      onDevice("one", "card", { vm: unknown, address: gpu, host: "esx-01", __deviceSource: undefined }),
      attachment("two", {
        ...{ vm: unknown, __vmSource: urnFor("VmPciAttachment", "one"), address: gpuTwo, host: "esx-01" },
      }),
      attachment("three", {
        ...{ vm: unknown, __vmSource: urnFor("VmPciAttachment", "two"), address: "0000:18:00.1", host: "esx-01" },
      }),
    ];
    for (const program of [chained, [chained[0], ...chained.slice(1).reverse()]]) {
      const { refused } = await time.engine(...enabled()).preview(plan(...(program as readonly Declared[])));
      assert.deepEqual(
        refused.map((text) => text.replace(/^\w+: /, "")),
        [
          `vm: 3 passthrough devices on the VM of clone; found 0000:18:00.1, ${gpu}, ${gpuTwo}; the limit is 2 per VM (vsphere-passthrough:maxDevicesPerVm); take one away in an up of its own, change the address of an existing attachment, or raise the limit if the host allows more [device-limit]`,
        ],
      );
    }
  });
});

import assert from "node:assert/strict";
import type { Refusal } from "../../../provider/rules/values";
import { gpu, gpuTwo, host, vm } from "../facts";
import { fakedTime } from "../resources/clock";
import type { Fact } from "../resources/fakeVSphere";
import { attachment, type Declared, device, kinds, memory, plan } from "../resources/operation";
import { blank, cards, ready, running } from "../resources/programs";

const on = { ...running, toolsRunning: true } as const;
const forbidden = (property: string, what: string, setting: Refusal) =>
  `${property}${what}; found "${setting}" in vsphere-passthrough:refuse; the setting forbids it; run it in a maintenance window, without the setting [refused-by-policy]`;
const reboot = forbidden("host: ", "host esx-01 (host-12) would need a reboot", "reboot");
const cycle = forbidden("vm: ", "VM trainer (vm-42) would be taken down and started again", "power-cycle");
const replace = forbidden("", "this resource would be replaced", "replace");

describe("rule refused-by-policy", () => {
  const time = fakedTime();

  /** An engine that has carried a program out, before somebody forbids it. */
  async function forbidding(refuse: readonly Refusal[], facts: readonly Fact[], before: readonly Declared[] = []) {
    const engine = time.engine(...facts);
    const { errors, refused } = await engine.up(before);
    assert.deepEqual([errors, refused], [[], []]);
    return Object.assign(engine, { settings: { ...engine.settings, refuse } });
  }

  const card = (inputs: object = {}) => [device("card", { host: "esx-01", address: gpu, ...inputs })];
  const attach = (inputs: object = {}) => [
    attachment("gpu", { vm: "trainer", address: gpu, power: "shutdown", ...inputs }),
  ];
  const runningVm = () => [host({ pci: cards.map((one) => ({ ...one, enabled: true })) }), vm(on)] as const;
  const pending = () => [host({ pci: [{ address: gpu, enabled: true, active: false }] })] as const;
  const never: readonly Declared[] = [];

  interface Row {
    readonly what: string;
    readonly setting: Refusal;
    readonly facts: () => readonly Fact[];
    readonly before?: readonly Declared[];
    readonly program: readonly Declared[];
    readonly refused: readonly string[];
  }
  const table: readonly Row[] = [
    {
      what: "enabling with a reboot",
      setting: "reboot",
      facts: () => [...blank()],
      program: card({ reboot: "ifNeeded" }),
      refused: [`card: ${reboot}`],
    },
    {
      what: "enabling that waits for somebody's reboot",
      setting: "reboot",
      facts: () => [...blank()],
      program: card(),
      refused: [`card: ${reboot}`],
    },
    {
      what: "finishing what waits for a reboot",
      setting: "reboot",
      facts: () => [...pending()],
      before: card(),
      program: card({ reboot: "ifNeeded" }),
      refused: [`card: ${reboot}`],
    },
    {
      what: "a device that leaves",
      setting: "reboot",
      facts: () => [...ready()],
      before: plan(...card()),
      program: plan(),
      refused: [`plan: ${reboot}`],
    },
    {
      what: "a device that moves",
      setting: "reboot",
      facts: () => [...ready()],
      before: card(),
      program: card({ address: gpuTwo }),
      refused: [`card: ${reboot}`],
    },
    {
      what: "attaching to a running VM",
      setting: "power-cycle",
      facts: () => [...runningVm()],
      program: attach(),
      refused: [`gpu: ${cycle}`],
    },
    {
      what: "another MMIO size",
      setting: "power-cycle",
      facts: () => [...runningVm()],
      before: attach(),
      program: attach({ mmio64SizeGB: 64 }),
      refused: [`gpu: ${cycle}`],
    },
    {
      what: "an attachment that leaves",
      setting: "power-cycle",
      facts: () => [...runningVm()],
      before: plan(...attach()),
      program: plan(),
      refused: [`plan: ${cycle}`],
    },
    {
      what: "an attachment that moves",
      setting: "replace",
      facts: () => [...ready()],
      before: attach(),
      program: attach({ address: gpuTwo }),
      refused: [`gpu: ${replace}`],
    },
    {
      what: "a device that moves",
      setting: "replace",
      facts: () => [...ready()],
      before: card(),
      program: card({ address: gpuTwo }),
      refused: [`card: ${replace}`],
    },
    {
      what: "a reservation that moves",
      setting: "replace",
      facts: () => [...ready(), vm({ id: "vm-2", name: "other" })],
      before: [memory("memory", { vm: "trainer" })],
      program: [memory("memory", { vm: "other" })],
      refused: [`memory: ${replace}`],
    },
  ];
  for (const { what, setting, facts, before = never, program, refused } of table) {
    it(`"${setting}" refuses ${what}, at preview and at up, and nothing is written`, async () => {
      for (const mode of ["preview", "up"] as const) {
        const engine = await forbidding([setting], facts(), before);
        const operation = await engine[mode](program);
        assert.deepEqual([operation.refused, operation.errors, operation.fake.writes], [refused, [], []]);
      }
    });

    it(`"${setting}" is all that stands against ${what}`, async () => {
      const engine = await forbidding([], facts(), before);
      assert.deepEqual((await engine.preview(program)).refused, []);
    });
  }

  it("nothing is refused that needs none of it", async () => {
    const all = ["reboot", "power-cycle", "replace"] as const;
    const program = [...card(), memory("memory", { vm: "trainer" }), ...attach()];
    const engine = await forbidding(all, [...ready()]);
    const { refused, errors } = await engine.up(program);
    assert.deepEqual([refused, errors], [[], []]);
    engine.world.vm("vm-42", () => on);
    assert.deepEqual((await engine.preview(program)).refused, []);
  });

  const destroyed = [
    ["reboot", card(), [`card: ${reboot}`]],
    ["power-cycle", attach(), [`gpu: ${cycle}`]],
  ] as const;
  for (const [setting, program, errors] of destroyed) {
    it(`"${setting}" refuses to destroy what needs one, before the first write`, async () => {
      const engine = await forbidding([setting], [...ready()], program);
      engine.world.vm("vm-42", () => on);
      const operation = await engine.destroy();
      assert.deepEqual([operation.errors, operation.fake.writes, engine.stored.size], [errors, [], 1]);
    });
  }

  it("an update is refused before the first write though check has passed it", async () => {
    const engine = await forbidding(["power-cycle"], [...ready()], attach());
    const operation = engine.start();
    const [stored] = engine.stored.values();
    assert.ok(stored !== undefined);
    engine.world.vm("vm-42", () => on);
    await assert.rejects(
      time.elapse(
        kinds.VmPciAttachment.update(operation.context, stored.id, stored.state, {
          ...stored.inputs,
          mmio64SizeGB: 64,
        }),
      ),
      { message: cycle },
    );
    assert.deepEqual(operation.fake.writes, []);
  });
});

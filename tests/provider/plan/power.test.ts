import assert from "node:assert/strict";
import { unknown } from "../../../provider/resources/unknown";
import { cluster, gpu, host, vm } from "../facts";
import { fakedTime } from "../resources/clock";
import { attachment, kinds, plan } from "../resources/operation";
import { enabledCards } from "../resources/programs";

const on = { powerState: "poweredOn", toolsRunning: true } as const;
const deaf = { ...on, toolsRunning: false } as const;
const suspended = { powerState: "suspended" } as const;
const attach = (inputs: object = {}) => [attachment("gpu", { vm: "trainer", address: gpu, ...inputs })];

const mustBeOff = (found: string) =>
  `power: VM trainer (vm-42) must be taken down to change its PCI devices; found it is ${found}, and \`power\` is "requireOff"; turn the VM off, or set \`power\` to "shutdown" or "powerOff" [power]`;
const cannotShutDown =
  'power: VM trainer (vm-42) cannot be shut down gracefully; found VMware Tools not running, and `power` is "shutdown"; start VMware Tools in the guest, turn the VM off, or set `power` to "powerOff" [power]';
const goesDown = (policy: string, how: string) =>
  `vm: VM trainer (vm-42) is taken down and started again to attach ${gpu}; found it is running; power: "${policy}" ${how} [power-cycle]`;

/** What a VM is, what the program says, what is refused, and what is flagged beside what the first device costs. */
const table = [
  ["a VM that is off", {}, {}, undefined, undefined],
  ["a VM that is off, whatever is allowed", {}, { power: "powerOff" }, undefined, undefined],
  ["a VM that runs", on, {}, mustBeOff("running"), undefined],
  ["a VM that runs, said in so many words", on, { power: "requireOff" }, mustBeOff("running"), undefined],
  [
    "a guest that can be asked",
    on,
    { power: "shutdown" },
    undefined,
    goesDown("shutdown", "shuts the guest down gracefully"),
  ],
  ["a guest that cannot be asked", deaf, { power: "shutdown" }, cannotShutDown, undefined],
  [
    "a guest that is not asked",
    deaf,
    { power: "powerOff" },
    undefined,
    goesDown("powerOff", "cuts the power without asking the guest"),
  ],
  ["a policy that is not known yet, so the default", on, { power: unknown }, mustBeOff("running"), undefined],
] as const;

describe("rule power", () => {
  const time = fakedTime();
  const world = (given: Parameters<typeof vm>[0]) => [cluster(), host({ pci: enabledCards }), vm(given)] as const;

  for (const [what, state, inputs, refused, flagged] of table) {
    it(`${refused === undefined ? "passes" : "refuses"} ${what}`, async () => {
      const operation = await time.engine(...world(state)).preview(plan(...attach(inputs)));
      const told = operation.warnings.filter((text) => text.endsWith("[power-cycle]"));
      assert.deepEqual(
        [operation.refused, told, operation.fake.writes],
        [refused === undefined ? [] : [`gpu: ${refused}`], flagged === undefined ? [] : [`gpu: ${flagged}`], []],
      );
    });
  }

  it("skips a VM that is not known yet", async () => {
    const [only] = attach({ vm: unknown, host: "esx-01" });
    assert.ok(only !== undefined);
    assert.deepEqual((await time.engine(...world(on)).preview([only])).refused, []);
  });

  it("is no rule for a VM that has its device: it runs, and an unchanged program previews clean", async () => {
    const engine = time.engine(...world({}));
    await engine.up(attach());
    engine.world.vm("vm-42", () => on);
    const { refused, warnings, steps } = await engine.preview(attach());
    assert.deepEqual([refused, warnings, steps], [[], [], ["gpu: same"]]);
  });

  it("is judged again right before the first write", async () => {
    const engine = time.engine(...world({}));
    const { context, fake } = engine.start();
    const { inputs, failures } = await kinds.VmPciAttachment.check(context, {}, { vm: "trainer", address: gpu });
    assert.deepEqual(failures, []);
    engine.world.vm("vm-42", () => on);
    await assert.rejects(time.elapse(kinds.VmPciAttachment.create(context, inputs)), { message: mustBeOff("running") });
    assert.deepEqual(fake.writes, []);
  });

  it("refuses to detach from a suspended VM, in the words for that", async () => {
    const engine = time.engine(...world({}));
    await engine.up(plan(...attach()));
    engine.world.vm("vm-42", () => suspended);
    assert.deepEqual((await engine.preview(plan())).refused, [`plan: ${mustBeOff("suspended")}`]);
  });
});

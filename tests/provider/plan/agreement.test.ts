import assert from "node:assert/strict";
import fc from "fast-check";
import { gpu, gpuTwo, nic } from "../facts";
import { fakedTime } from "../resources/clock";
import { attachment, type Declared, device, plan } from "../resources/operation";
import { blank, ready, running } from "../resources/programs";

const addresses = [gpu, gpuTwo, nic];
type Inputs = Readonly<Record<string, unknown>>;
const attachments = (...each: readonly Inputs[]): readonly Declared[] =>
  each.map((inputs, index) => attachment(`a${index}`, { vm: "trainer", address: addresses[index], ...inputs }));
const devices = (...each: readonly Inputs[]): readonly Declared[] =>
  each.map((inputs, index) => device(`d${index}`, { host: "esx-01", address: addresses[index], ...inputs }));
const on = { ...running, toolsRunning: true } as const;

const conflict = (what: string, input: string, found: string) =>
  `${input}: ${what} must agree on \`${input}\`; found ${found}; one value, set once or everywhere the same [conflict]`;

describe("rule conflict", () => {
  const time = fakedTime();
  const ofVm = "the attachments of VM trainer (vm-42)";
  const ofHost = "the devices of host esx-01 (host-12)";

  const table = [
    ["power", ofVm, attachments, ["shutdown", "powerOff"]],
    ["drsAutomation", ofVm, attachments, ["disabled", "manual"]],
    ["mmio64SizeGB", ofVm, attachments, [64, 128]],
    ["reboot", ofHost, devices, ["never", "ifNeeded"]],
    ["evacuate", ofHost, devices, ["drs", "shutdown"]],
  ] as const;
  for (const [input, what, build, [first, second]] of table) {
    const world = () => (build === devices ? blank() : ready());
    const preview = (program: readonly Declared[]) => {
      const engine = time.engine(...world());
      engine.settings = { ...engine.settings, maxDevicesPerVm: 3 };
      return engine.preview(plan(...program));
    };

    it(`refuses two values of ${input}, and names who says what, in any order`, async () => {
      const program = build({ [input]: first }, { [input]: second }, {});
      const name = build === devices ? "d" : "a";
      const said = `${name}0: ${JSON.stringify(first)}, ${name}1: ${JSON.stringify(second)}`;
      await fc.assert(
        fc.asyncProperty(fc.shuffledSubarray([...program], { minLength: 3 }), async (shuffled) => {
          const { refused, fake, warnings } = await preview(shuffled);
          assert.deepEqual(refused, [`${shuffled[0]?.name ?? ""}: ${conflict(what, input, said)}`]);
          assert.deepEqual([fake.writes, warnings], [[], []]);
        }),
        { numRuns: 6 },
      );
    });

    it(`refuses two values of ${input} when one of those that are applied is changed`, async () => {
      const engine = time.engine(...world());
      const { errors, refused } = await engine.up(plan(...build({ [input]: first }, { [input]: first })));
      assert.deepEqual([errors, refused], [[], []]);
      const name = build === devices ? "d" : "a";
      const said = `${name}0: ${JSON.stringify(first)}, ${name}1: ${JSON.stringify(second)}`;
      const after = await engine.preview(plan(...build({ [input]: first }, { [input]: second })));
      assert.deepEqual(after.refused, [`${name}1: ${conflict(what, input, said)}`]);
      assert.deepEqual(after.fake.writes, []);
    });

    it(`passes ${input} that is set once, or everywhere the same, or nowhere`, async () => {
      for (const program of [
        build({ [input]: first }, {}),
        build({ [input]: first }, { [input]: first }),
        build({}, {}),
      ]) {
        assert.deepEqual((await preview(program)).refused, []);
      }
    });
  }
});

describe("a setting that is not set takes what the others set", () => {
  const time = fakedTime();
  const cycle = (what: string) =>
    `vm: VM trainer (vm-42) is taken down and started again to ${what}; found it is running; power: "shutdown" shuts the guest down gracefully [power-cycle]`;

  async function attachedOnes(...program: readonly Declared[]) {
    const engine = time.engine(...ready());
    const { errors, refused } = await engine.up(plan(...program));
    assert.deepEqual([errors, refused], [[], []]);
    engine.world.vm("vm-42", () => on);
    return engine;
  }

  it("when it is checked and created, whatever the order", async () => {
    for (const program of [
      attachments({}, { power: "shutdown" }),
      attachments({}, { power: "shutdown" }).toReversed(),
    ]) {
      const engine = time.engine(...ready());
      engine.world.vm("vm-42", () => on);
      const { refused, errors, warnings, fake } = await engine.up(plan(...program));
      assert.deepEqual([refused, errors], [[], []]);
      assert.deepEqual(
        [...new Set(warnings.map((text) => text.slice(4)))].filter((text) => text.endsWith("[power-cycle]")),
        [cycle(`attach ${gpu}, ${gpuTwo}`)],
      );
      assert.deepEqual(
        fake.writes.filter((write) => !write.startsWith("setDrs")),
        ["reconfigureVm vm-42", "shutdownVm vm-42", "reconfigureVm vm-42", "powerOnVm vm-42", "reconfigureVm vm-42"],
      );
    }
  });

  it("when both leave: the one that says nothing is not refused", async () => {
    const engine = await attachedOnes(...attachments({}, { power: "shutdown" }));
    const { refused, warnings } = await engine.preview(plan());
    assert.deepEqual(refused, []);
    assert.deepEqual([...new Set(warnings.map((text) => text.slice(4)))], [cycle(`detach ${gpu}, ${gpuTwo}`)]);
    assert.deepEqual((await engine.up(plan())).errors, []);
  });

  it("when one leaves, and another one starts to allow it", async () => {
    const engine = await attachedOnes(...attachments({}, {}));
    const program = plan(...attachments({}, { power: "shutdown" }).slice(1));
    const { refused, warnings } = await engine.preview(program);
    assert.deepEqual([refused, warnings], [[], [`a0: ${cycle(`detach ${gpu}`)}`]]);
    assert.deepEqual((await engine.up(program)).errors, []);
  });

  it("when all is destroyed, by what was recorded", async () => {
    const engine = await attachedOnes(...attachments({}, { power: "shutdown" }));
    assert.deepEqual((await engine.destroy()).errors, []);
  });

  it("when all is destroyed after a refresh, which sees one resource at a time", async () => {
    const ofVm = await attachedOnes(...attachments({}, { power: "shutdown" }));
    assert.deepEqual((await ofVm.refresh()).errors, []);
    assert.deepEqual((await ofVm.destroy()).errors, []);
    const ofHost = time.engine(...ready());
    await ofHost.up(plan(...devices({}, { reboot: "ifNeeded" })));
    await ofHost.refresh();
    const recorded = [...ofHost.stored.values()].flatMap(({ state }) => state["__agreed"] ?? []);
    const agreed = { reboot: "ifNeeded", evacuate: "refuse" };
    assert.deepEqual(recorded, [agreed, agreed]);
  });

  it("when a host's devices leave: one reboot, and none where nobody asked for it", async () => {
    for (const [said, reboots] of [
      [{ reboot: "ifNeeded" }, 1],
      [{}, 0],
    ] as const) {
      const engine = time.engine(...ready());
      await engine.up(plan(...devices({}, said)));
      const { refused, warnings } = await engine.preview(plan());
      const who =
        reboots === 1
          ? 'this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "refuse")'
          : 'this program does not reboot it (reboot: "never"); the change stays pending until somebody does';
      const text = `host: host esx-01 (host-12) needs a reboot to take ${gpu}, ${gpuTwo} out of passthrough; found no VM running there; ${who} [host-reboot]`;
      assert.deepEqual([refused, [...new Set(warnings.map((one) => one.slice(4)))]], [[], [text]]);
      const { errors, fake } = await engine.up(plan());
      assert.deepEqual([errors, fake.writes.some((write) => write.startsWith("rebootHost"))], [[], reboots === 1]);
    }
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { OperationContext } from "../../../provider/resources/context";
import type { Properties } from "../../../provider/resources/resource";
import { cluster, gpu, gpuTwo, host, loneHost, nic, unreserved, vm } from "../facts";
import { fakedTime } from "../resources/clock";
import type { Engine } from "../resources/engine";
import { FakeVSphere, World } from "../resources/fakeVSphere";
import { attachment, type Declared, device, kinds, memory, settings, urnFor } from "../resources/operation";
import { cards } from "../resources/programs";

/** One object in all the ways that it can be written. */
const ways = {
  "host-12": ["host-12", "esx-01", "/DC0/host/esx-01", " esx-01 "],
  "vm-42": ["vm-42", "trainer", "/DC0/vm/trainer"],
  [gpu]: [gpu, gpu.toUpperCase(), "3b:00.0", "3B:00.0"],
  [gpuTwo]: [gpuTwo, gpuTwo.toUpperCase(), "5e:00.0", "5E:00.0"],
  [nic]: [nic, "18:00.1"],
} as const;
const vendors = ["10de", "0x10DE", "10DE", 0x10de] as const;
const models = ["20b5", "0x20b5", "20B5", 0x20b5] as const;

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const given = (inputs: Readonly<Record<string, unknown>>): Properties =>
  Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));

/** What a user means: values in one written form, some of them left out. */
const deviceArbitrary = fc.record({
  expect: maybe(fc.constant({ vendorId: "10de", deviceId: "20b5" })),
  hardwareLabel: maybe(fc.constantFrom("gpu", "fast")),
  reboot: maybe(fc.constantFrom("never", "ifNeeded")),
  evacuate: maybe(fc.constantFrom("refuse", "drs", "shutdown")),
  rebootTimeoutMinutes: maybe(fc.integer({ min: 1, max: 1440 })),
  allowCritical: maybe(fc.subarray(["usb", "boot", "uplink"])),
});
const attachmentArbitrary = fc.record({
  power: maybe(fc.constantFrom("requireOff", "shutdown", "powerOff")),
  powerTimeoutMinutes: maybe(fc.integer({ min: 1, max: 1440 })),
  drsAutomation: maybe(fc.constantFrom("disabled", "manual")),
  mmio64SizeGB: maybe(fc.constantFrom(1, 64, 65536)),
});

interface Written {
  readonly vm: string;
  readonly host: string;
  readonly addresses: Readonly<Record<string, string>>;
  readonly vendorId: unknown;
  readonly deviceId: unknown;
  readonly reversed: boolean;
  /** The order in which a list is written, with a member twice. */
  readonly shuffled: readonly string[];
}
const writtenArbitrary: fc.Arbitrary<Written> = fc.record({
  vm: fc.constantFrom(...ways["vm-42"]),
  host: fc.constantFrom(...ways["host-12"]),
  addresses: fc.record({
    [gpu]: fc.constantFrom(...ways[gpu]),
    [gpuTwo]: fc.constantFrom(...ways[gpuTwo]),
    [nic]: fc.constantFrom(...ways[nic]),
  }),
  vendorId: fc.constantFrom(...vendors),
  deviceId: fc.constantFrom(...models),
  reversed: fc.boolean(),
  shuffled: fc.shuffledSubarray(["usb", "boot", "uplink", "usb"], { minLength: 4 }),
});

/** What a program means: which devices, with what settings; up to two of them attached. */
const meantArbitrary = fc.record({
  devices: fc.subarray([gpu, gpuTwo, nic], { minLength: 1 }),
  attached: fc.integer({ min: 0, max: 2 }),
  reserved: fc.boolean(),
  device: deviceArbitrary,
  attachment: attachmentArbitrary,
});
type Meant = typeof meantArbitrary extends fc.Arbitrary<infer T> ? T : never;

function write(meant: Meant, how: Written): readonly Declared[] {
  const turn = (inputs: Properties) => (how.reversed ? Object.fromEntries(Object.entries(inputs).reverse()) : inputs);
  const cardsOf = meant.devices.map((address, index) => {
    const { expect, allowCritical, ...rest } = meant.device;
    const reasons = allowCritical === undefined ? undefined : how.shuffled.filter((one) => allowCritical.includes(one));
    const ids =
      expect !== undefined && address === gpu ? turn({ vendorId: how.vendorId, deviceId: how.deviceId }) : undefined;
    const where = { host: how.host, address: how.addresses[address] };
    return device(`d${index}`, turn(given({ ...where, ...rest, allowCritical: reasons, expect: ids })));
  });
  const attachments = meant.devices
    .slice(0, meant.attached)
    .map((address, index) =>
      attachment(`a${index}`, turn(given({ vm: how.vm, address: how.addresses[address], ...meant.attachment }))),
    );
  return [
    ...cardsOf,
    ...(meant.reserved || meant.attached > 0 ? [memory("memory", { vm: how.vm })] : []),
    ...attachments,
  ];
}

const facts = (rebindWithoutReboot: boolean) =>
  [cluster(), host({ pci: cards, rebindWithoutReboot }), vm(unreserved)] as const;

async function applied(engine: Engine, program: readonly Declared[]): Promise<void> {
  const { refused, errors } = await engine.up(program);
  assert.deepEqual([refused, errors], [[], []]);
}

const same = (program: readonly Declared[]) => program.map(({ name }) => `${name}: same`);

describe("diff is exact", () => {
  const time = fakedTime();

  it("the same program, however it is written, is no change and writes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(meantArbitrary, writtenArbitrary, writtenArbitrary, async (meant, first, second) => {
        const engine = time.engine(...facts(true));
        await applied(engine, write(meant, first));
        const program = write(meant, second);
        const { steps, refused, fake } = await engine.up(program);
        assert.deepEqual([steps, refused, fake.writes], [same(program), [], []]);
      }),
      { numRuns: 60 },
    );
  });

  it("a refreshed stack that nobody touched has the same state, and shows no change", async () => {
    await fc.assert(
      fc.asyncProperty(meantArbitrary, writtenArbitrary, fc.boolean(), async (meant, how, isLone) => {
        const engine = isLone
          ? time.engine(loneHost({ pci: cards, rebindWithoutReboot: true }), vm(unreserved))
          : time.engine(...facts(true));
        const program = write(meant, how);
        await applied(engine, program);
        const before = structuredClone([...engine.stored].map(([urn, { id, state }]) => [urn, id, state]));
        assert.deepEqual((await engine.refresh()).errors, []);
        assert.deepEqual(
          [...engine.stored].map(([urn, { id, state }]) => [urn, id, state]),
          before,
        );
        const { steps, fake } = await engine.preview(program);
        assert.deepEqual([steps, fake.writes], [same(program), []]);
      }),
      { numRuns: 60 },
    );
  });

  it("what the server tells in another order or form is no change, refreshed or not", async () => {
    await fc.assert(
      fc.asyncProperty(meantArbitrary, writtenArbitrary, fc.boolean(), async (meant, how, refreshes) => {
        const engine = time.engine(...facts(true));
        const program = write(meant, how);
        await applied(engine, program);
        // No label is an empty one, and lists are in whatever order.
        engine.world.host("host-12", ({ devices, passthru, vmIds }) => ({
          devices: devices.toReversed(),
          passthru: passthru.toReversed().map((info) => ({ hardwareLabel: "", ...info })),
          vmIds: vmIds.toReversed(),
        }));
        engine.world.vm("vm-42", ({ devices, extraConfig }) => ({
          devices: devices.toReversed(),
          extraConfig: Object.fromEntries(Object.entries(extraConfig).toReversed()),
        }));
        if (refreshes) assert.deepEqual((await engine.refresh()).errors, []);
        const { steps, warnings, fake } = await engine.preview(program);
        const drift = warnings.filter((text) => text.endsWith("[drift]"));
        assert.deepEqual([steps, drift, fake.writes], [same(program), [], []]);
      }),
      { numRuns: 30 },
    );
  });

  it("a refreshed stack shows no change though a reboot is left to somebody else", async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray([gpu, gpuTwo, nic], { minLength: 1 }), writtenArbitrary, async (devices, how) => {
        const engine = time.engine(...facts(false));
        const meant: Meant = {
          devices: [...devices],
          attached: 0,
          reserved: true,
          device: {} as Meant["device"],
          attachment: {} as Meant["attachment"],
        };
        const program = write(meant, how);
        await applied(engine, program);
        await engine.refresh();
        assert.deepEqual((await engine.preview(program)).steps, same(program));
      }),
      { numRuns: 20 },
    );
  });

  it("one input that differs is a change of its resource, and of no other", async () => {
    const changes = fc.constantFrom<readonly [string, Properties]>(
      ["d0", { reboot: "ifNeeded" }],
      ["d0", { evacuate: "drs" }],
      ["d0", { hardwareLabel: "other" }],
      ["d0", { allowCritical: ["usb"] }],
      ["d0", { expect: { vendorId: "10de", deviceId: "2235" } }],
      ["a0", { expect: { vendorId: "10de", deviceId: "2235" } }],
      ["d0", { rebootTimeoutMinutes: 7 }],
      ["a0", { power: "powerOff" }],
      ["a0", { drsAutomation: "manual" }],
      ["a0", { mmio64SizeGB: 32 }],
      ["a0", { powerTimeoutMinutes: 7 }],
    );
    await fc.assert(
      fc.asyncProperty(writtenArbitrary, changes, async (how, [name, change]) => {
        const plain: Meant = {
          devices: [gpu],
          attached: 1,
          reserved: true,
          device: {} as Meant["device"],
          attachment: {} as Meant["attachment"],
        };
        const engine = time.engine(...facts(true));
        const program = write(plain, how);
        await applied(engine, program);
        const changed = program.map((one) =>
          one.name === name ? { ...one, inputs: { ...(one.inputs as Properties), ...change } } : one,
        );
        const { steps } = await engine.preview(changed);
        assert.deepEqual(
          steps,
          same(program).map((step) => (step.startsWith(`${name}:`) ? `${name}: update` : step)),
        );
      }),
      { numRuns: 40 },
    );
  });

  it("hidden inputs and observed outputs never count", async () => {
    const hidden = fc.dictionary(
      fc.constantFrom("__urn", "__vmSource", "__deviceSource", "__planned", "__provider"),
      fc.string(),
    );
    const observed = fc.record({
      active: fc.constant(true),
      hostName: fc.string(),
      memoryMB: fc.constant(1),
      vmName: fc.string(),
    });
    await fc.assert(
      fc.asyncProperty(meantArbitrary, writtenArbitrary, hidden, observed, async (meant, how, more, seen) => {
        const engine = time.engine(...facts(true));
        await applied(engine, write(meant, how));
        for (const { kind, id, inputs, state } of engine.stored.values()) {
          const context = new OperationContext(new FakeVSphere(new World(...facts(true))), settings, {
            warn: () => undefined,
            info: () => undefined,
          });
          const whole = { ...state, ...seen, ...more, reservationMB: 4096 };
          assert.equal((await kinds[kind].diff(context, id, whole, { ...inputs, ...more })).changes, false, kind);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("new URNs of the same objects are no change", async () => {
    await fc.assert(
      fc.asyncProperty(meantArbitrary, writtenArbitrary, async (meant, how) => {
        const engine = time.engine(...facts(true));
        const program = write(meant, how);
        await applied(engine, program);
        const renamed = program.map((one) => ({ ...one, name: `new-${one.name}` }));
        for (const { kind, name } of program) {
          const stored = engine.stored.get(urnFor(kind, name));
          assert.ok(stored !== undefined);
          engine.stored.delete(urnFor(kind, name));
          engine.stored.set(urnFor(kind, `new-${name}`), stored);
        }
        const { steps, warnings } = await engine.preview(renamed);
        assert.deepEqual([steps, warnings.filter((text) => !text.endsWith("[unordered]"))], [same(renamed), []]);
      }),
      { numRuns: 30 },
    );
  });
});

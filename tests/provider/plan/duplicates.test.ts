import assert from "node:assert/strict";
import fc from "fast-check";
import { unknown } from "../../../provider/resources/unknown";
import { gpu, gpuTwo, vm } from "../facts";
import { fakedTime } from "../resources/clock";
import { attachment, type Declared, device, memory, plan, urnFor } from "../resources/operation";
import { blank, ready } from "../resources/programs";

const declared = (property: string, what: string) =>
  `${property}: ${what} is declared more than once; found one, three, two; exactly one resource; remove the others [duplicate]`;

const card = (name: string, address: string, host = "esx-01") => device(name, { host, address });
const attach = (name: string, address: string, to = "trainer") => attachment(name, { vm: to, address });
const reserve = (name: string, of = "trainer") => memory(name, { vm: of });

/** The same three times, written in three ways; and three that are not the same. */
const table: Readonly<
  Record<string, readonly [message: string, same: readonly Declared[], others: readonly Declared[]]>
> = {
  "a host device": [
    declared("address", `${gpu} on host esx-01 (host-12)`),
    [card("one", gpu), card("two", "3B:00.0", "host-12"), card("three", gpu.toUpperCase(), "/DC0/host/esx-01")],
    [card("one", gpu), card("two", gpuTwo)],
  ],
  "an attachment": [
    declared("address", `${gpu} on VM trainer (vm-42)`),
    [attach("one", gpu), attach("two", "3B:00.0", "vm-42"), attach("three", gpu, "/DC0/vm/trainer")],
    [attach("one", gpu), attach("two", gpuTwo)],
  ],
  "a reservation": [
    declared("vm", "the memory reservation of VM trainer (vm-42)"),
    [reserve("one"), reserve("two", "vm-42"), reserve("three", "/DC0/vm/trainer")],
    [reserve("one"), reserve("two", "other")],
  ],
};

describe("rule duplicate", () => {
  const time = fakedTime();
  const world = () => [...ready(), vm({ id: "vm-2", name: "other" })] as const;

  for (const [what, [message, same, others]] of Object.entries(table)) {
    it(`refuses ${what} that is declared three times, naming all, in any order`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.shuffledSubarray([...same], { minLength: 3 }), async (program) => {
          const { refused, fake } = await time.engine(...world()).preview(plan(...program));
          assert.deepEqual([refused, fake.writes], [[`${program[0]?.name ?? ""}: ${message}`], []]);
        }),
        { numRuns: 6 },
      );
    });

    it(`passes ${what} and another one`, async () => {
      assert.deepEqual((await time.engine(...world()).preview(plan(...others))).refused, []);
    });

    it(`passes ${what} that stays beside its duplicate of before, which leaves`, async () => {
      const engine = time.engine(...world());
      const [first, second] = same;
      assert.ok(first !== undefined && second !== undefined);
      await engine.up(plan(first));
      assert.deepEqual((await engine.preview(plan(second))).refused, []);
    });
  }

  it("skips what is not known yet", async () => {
    const unborn = (name: string, source: string) =>
      attachment(name, {
        vm: unknown,
        address: gpu,
        host: "esx-01",
        __vmSource: urnFor("VmMemoryReservation", source),
      });
    const { refused } = await time
      .engine(...ready())
      .preview([memory("one", { vm: unknown }), memory("two", { vm: unknown }), unborn("a", "x")]);
    assert.deepEqual(refused, []);
  });

  it("refuses two attachments of one device to one VM that does not exist yet", async () => {
    const __vmSource = urnFor("VmMemoryReservation", "clone");
    const unborn = (name: string) => attachment(name, { vm: unknown, address: gpu, host: "esx-01", __vmSource });
    assert.deepEqual((await time.engine(...ready()).preview([unborn("one"), unborn("two")])).refused, [
      `two: address: ${gpu} on the VM of clone is declared more than once; found one, two; exactly one resource; remove the others [duplicate]`,
    ]);
  });

  it("refuses two reservations of one VM that does not exist yet", async () => {
    const __vmSource = "urn:pulumi:dev::demo::vsphere:index/virtualMachine:VirtualMachine::clone";
    const unborn = (name: string) => memory(name, { vm: unknown, __vmSource });
    for (const program of [
      [unborn("one"), unborn("two")],
      [unborn("two"), unborn("one")],
    ]) {
      assert.deepEqual((await time.engine(...ready()).preview(plan(...program))).refused, [
        `${program[0]?.name}: vm: the memory reservation of the VM of clone is declared more than once; found one, two; exactly one resource; remove the others [duplicate]`,
      ]);
    }
  });

  it("is no reason to refuse a program that has not changed since", async () => {
    const engine = time.engine(...blank());
    const program = [card("one", gpu), reserve("memory")];
    await engine.up(program);
    const { refused, steps } = await engine.preview([...program, card("two", gpuTwo)]);
    assert.deepEqual([refused, steps], [[], ["one: same", "memory: same", "two: create"]]);
  });
});

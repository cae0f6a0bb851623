import assert from "node:assert/strict";
import { vmMemoryReservation } from "../../../provider/resources/vmMemoryReservation";
import { attached, host, type Pci, unreserved, vm } from "../facts";
import { fakedTime } from "../resources/clock";
import { attachment, memory, plan } from "../resources/operation";

const address = (index: number) => `0000:${(index + 16).toString(16)}:00.0`;
const addresses = (count: number) => Array.from({ length: count }, (_, index) => address(index));
const pci = (count: number): readonly Pci[] => addresses(count).map((one) => ({ address: one, enabled: true }));

describe("rule platform-limit, over what the VM has and the program adds", () => {
  const time = fakedTime();

  /** A VM that has all devices but the last, which the program adds. */
  async function add(count: number, hardwareVersion: number, apiVersion: string, told?: number) {
    const devices = addresses(count - 1).map((one, index) => attached(one, 13000 + index));
    const engine = time.engine(host({ pci: pci(count) }), vm({ hardwareVersion, devices }));
    engine.settings = { ...engine.settings, maxDevicesPerVm: undefined };
    engine.world.server = { ...engine.world.server, apiVersion };
    engine.world.maxPassthroughDevices = told;
    const asked: (readonly unknown[])[] = [];
    engine.prepare = (fake) => {
      const ask = fake.maxPassthroughDevices.bind(fake);
      fake.maxPassthroughDevices = async (...args: Parameters<typeof ask>) => {
        asked.push(args);
        return ask(...args);
      };
    };
    const program = [attachment("last", { vm: "trainer", address: address(count - 1) })];
    return { ...(await engine.preview(program)), asked };
  }

  const refused = (count: number, limit: number, version: number) => [
    `last: vm: ${count} passthrough devices on VM trainer (vm-42); found ${addresses(count).join(", ")}; host esx-01 (host-12) allows ${limit} for hardware version ${version}; attach fewer, or upgrade the VM's compatibility if the host allows more for a later one [platform-limit]`,
  ];

  /** Hardware version, API version, limit, and the count up to which nobody is asked. */
  const table = [
    [7, "4.1", 2, 2],
    [7, "6.7", 6, 2],
    [8, "5.5", 6, 6],
    [10, "8.0.2.0", 6, 6],
    [11, "6.0", 16, 16],
    [19, "7.0.2.0", 16, 16],
    [20, "8.0.0.1", 32, 32],
    [20, "8.0.1.0", 64, 32],
    [21, "8.0.2.0", 128, 128],
  ] as const;
  for (const [version, api, limit, least] of table) {
    it(`vmx-${version} on ${api}: ${limit} pass and ${limit + 1} are refused; up to ${least} the server is not asked`, async () => {
      const question = ["host-12", version];
      const just = await add(limit, version, api);
      assert.deepEqual([just.refused, just.asked], [[], limit > least ? [question] : []]);
      const more = await add(limit + 1, version, api);
      assert.deepEqual([more.refused, more.asked], [refused(limit + 1, limit, version), [question]]);
      assert.deepEqual((await add(least, version, api)).asked, []);
    });
  }

  it("believes the host rather than the table", async () => {
    assert.deepEqual((await add(7, 10, "8.0.2.0", 7)).refused, []);
    assert.deepEqual((await add(8, 10, "8.0.2.0", 7)).refused, refused(8, 7, 10));
  });
});

describe("rule memory-capacity", () => {
  const time = fakedTime();
  const other = (given: Parameters<typeof vm>[0]) => vm({ id: "vm-2", name: "other", ...given });
  const on = { powerState: "poweredOn" } as const;
  const onHost = "host esx-01 (host-12)";
  const inPool = "the resource pool of VM trainer (vm-42)";

  interface Row {
    readonly what: string;
    /** Of the host; undefined: it does not tell. */
    readonly memoryMB?: number;
    readonly poolMB?: number;
    readonly vm?: Parameters<typeof vm>[0];
    readonly other?: Parameters<typeof vm>[0];
    readonly refused?: readonly [where: string, free: number, needed: number];
  }
  const table: readonly Row[] = [
    { what: "a host that is too small", memoryMB: 4095, refused: [onHost, 4095, 4096] },
    { what: "a host that just holds it", memoryMB: 4096 },
    { what: "a host that does not tell" },
    {
      what: "a host whose VMs reserve the rest",
      memoryMB: 8192,
      other: { ...on, reservationMB: 4097 },
      refused: [onHost, 4095, 4096],
    },
    { what: "a host whose VMs are off", memoryMB: 4096, other: { reservationMB: 4096 } },
    { what: "a running VM, which has its own reservation already", memoryMB: 4096, vm: { ...on, reservationMB: 1000 } },
    {
      what: "a running VM and another one, by the rest that it needs",
      memoryMB: 8192,
      vm: { ...on, reservationMB: 1000 },
      other: { ...on, reservationMB: 4097 },
      refused: [onHost, 3095, 3096],
    },
    { what: "a pool that is too small", poolMB: 4095, refused: [inPool, 4095, 4096] },
    { what: "a pool that just holds it", poolMB: 4096 },
    { what: "a pool that just holds the rest of a running VM", poolMB: 3096, vm: { ...on, reservationMB: 1000 } },
    { what: "both too small: the host is named", memoryMB: 10, poolMB: 20, refused: [onHost, 10, 4096] },
    {
      what: "memory that is reserved already",
      memoryMB: 10,
      poolMB: 0,
      vm: { reservationMB: 4096, reservationLocked: true },
    },
  ];
  for (const { what, memoryMB, poolMB, vm: given, other: beside, refused } of table) {
    it(`${refused === undefined ? "passes" : "refuses"} ${what}, at preview and right before the write`, async () => {
      const engine = time.engine(
        host(memoryMB === undefined ? {} : { memoryMB }),
        vm({ ...unreserved, ...given }),
        other(beside),
      );
      engine.world.unreservedMemoryMB = poolMB;
      const expected =
        refused === undefined
          ? []
          : [
              `vm: ${refused[0]} cannot reserve the memory of VM trainer (vm-42); found ${refused[1]} MB that can still be reserved; ${refused[2]} MB more are needed; free memory there, make the VM smaller, or move it [memory-capacity]`,
            ];
      const program = [memory("memory", { vm: "trainer" })];
      assert.deepEqual(
        (await engine.preview(program)).refused,
        expected.map((text) => `memory: ${text}`),
      );
      const { context, fake } = engine.start();
      const created = time.elapse(vmMemoryReservation.create(context, { vm: "trainer" }));
      if (refused === undefined) assert.equal((await created).id, "vm-42");
      else await assert.rejects(created, { message: expected[0] });
      assert.deepEqual(refused === undefined ? [] : fake.writes, []);
    });
  }

  describe("of several VMs that run, and that the program reserves it for", () => {
    const second = (given: Parameters<typeof vm>[0] = {}) => other({ ...on, ...unreserved, ...given });
    const program = [memory("b", { vm: "other" }), memory("a", { vm: "trainer" })];
    const world = (memoryMB: number, given?: Parameters<typeof vm>[0]) =>
      time.engine(host({ memoryMB }), vm({ ...on, ...unreserved, reservationMB: 1000 }), second(given));
    const both =
      "vm: host esx-01 (host-12) cannot reserve the memory of VM other (vm-2), VM trainer (vm-42); found 7191 MB that can still be reserved; 7192 MB more are needed; free memory there, make the VM smaller, or move it [memory-capacity]";

    it("is refused when it is too much together, in any order and with the same text", async () => {
      for (const order of [program, program.toReversed()]) {
        const { refused } = await world(8191).preview(plan(...order));
        assert.deepEqual(refused, [`${order[0]?.name}: ${both}`]);
        assert.deepEqual((await world(8192).preview(plan(...order))).refused, []);
      }
    });

    it("is counted for one that is off, which needs what is left when it is started", async () => {
      assert.deepEqual((await world(8191, { powerState: "poweredOff" }).preview(plan(...program))).refused, [
        `b: ${both}`,
      ]);
    });

    it("is not counted of a VM on another host or reserved already, nor of one that has not changed", async () => {
      const elsewhere = world(8191, { hostId: "host-13" });
      assert.deepEqual((await elsewhere.preview(plan(...program))).refused, []);
      const reserved = world(8192, { reservationMB: 4096, reservationLocked: true });
      assert.deepEqual((await reserved.preview(plan(...program))).refused, []);
      const engine = world(16_000);
      await engine.up(plan(...program.slice(0, 1)));
      engine.world.vm("vm-2", () => unreserved);
      engine.world.host("host-12", () => ({ memoryMB: 8191 }));
      assert.deepEqual((await engine.preview(plan(...program))).refused, []);
    });
  });

  it("passes a VM that is not known yet", async () => {
    const engine = time.engine(host({ memoryMB: 1 }));
    const { refused, steps } = await engine.preview([memory("memory", { vm: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" })]);
    assert.deepEqual([refused, steps], [[], ["memory: create"]]);
  });
});

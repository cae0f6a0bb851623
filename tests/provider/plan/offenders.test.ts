import assert from "node:assert/strict";
import fc from "fast-check";
import { unknown } from "../../../provider/resources/unknown";
import { attached, cluster, gpu, gpuTwo, host, nic, unreserved, vm } from "../facts";
import { fakedTime } from "../resources/clock";
import type { Fact } from "../resources/fakeVSphere";
import { attachment, type Declared, device, memory, plan } from "../resources/operation";
import { cards, enabledCards, onDevice } from "../resources/programs";

const other = vm({ id: "vm-7", name: "other" });
const on = { powerState: "poweredOn", toolsRunning: true } as const;
const attach = (name: string, to: string, address: string, inputs: object = {}) =>
  attachment(name, { vm: to, address, ...inputs });
const notEnabled = (name: string, address: string) =>
  `plan: ${name}: address: ${address} on host esx-01 (host-12) is not enabled for passthrough; found not enabled, and nothing in this program enables it; declare a HostPassthroughDevice for it and pass that as \`device\` [not-active]`;
const limit = (names: string, vmLabel: string, devices: readonly string[]) =>
  `plan: ${names}: vm: ${devices.length} passthrough devices on VM ${vmLabel}; found ${devices.join(", ")}; the limit is 1 per VM (vsphere-passthrough:maxDevicesPerVm); take one away in an up of its own, change the address of an existing attachment, or raise the limit if the host allows more [device-limit]`;
const notCapable = (name: string, what: string) =>
  `plan: ${name}: address: the device cannot be passed through; found ${what} on host esx-01 (host-12), reported as not passthrough capable; choose another device [not-capable]`;

/** Pulumi stops at the first resource that is refused: one more each time would be a long way to a plan that fits. */
describe("a rule that several resources break, each in its own way", () => {
  const time = fakedTime();

  interface Row {
    readonly what: string;
    readonly facts: () => readonly Fact[];
    readonly program: readonly Declared[];
    readonly refused: readonly string[];
    readonly limit?: number;
  }
  const table: readonly Row[] = [
    {
      what: "devices that are not capable",
      facts: () => [host({ pci: cards.map((one) => ({ ...one, capable: one.address === nic })) })],
      program: [
        device("two", { host: "esx-01", address: gpuTwo }),
        device("one", { host: "esx-01", address: gpu }),
        device("fine", { host: "esx-01", address: nic }),
      ],
      refused: [
        notCapable("one", `${gpu} A100 (10de:20b5, class 0302)`),
        notCapable("two", `${gpuTwo} L40 (10de:26b9, class 0302)`),
      ],
    },
    {
      what: "two VMs with too many devices, of which one breaks another rule as well",
      facts: () => [cluster(), host({ pci: enabledCards }), vm(), vm({ ...other, hasSnapshots: true })],
      limit: 1,
      program: [
        attach("a", "trainer", gpu),
        attach("b", "trainer", gpuTwo),
        attach("c", "other", nic),
        attach("d", "other", "0000:99:00.0"),
      ],
      refused: [
        limit("a, b", "trainer (vm-42)", [gpu, gpuTwo]),
        limit("c, d", "other (vm-7)", [nic, "0000:99:00.0"]),
        "plan: c, d: vm: VM other (vm-7) cannot have a passthrough device as it is; found it has snapshots; a plain VM: no snapshots, no nested virtualisation, no fault tolerance, nothing pending; mend that first [vm-state]",
        "plan: d: address: host esx-01 (host-12) has no PCI device at 0000:99:00.0; found 3 other devices; check the address with `esxcli hardware pci list`; addresses shift when cards are added or moved [ambiguous]",
      ],
    },
    {
      what: "attachments of what nothing enables",
      facts: () => [host({ pci: cards }), vm()],
      program: [attach("b", "trainer", gpuTwo), attach("a", "trainer", gpu)],
      refused: [notEnabled("a", gpu), notEnabled("b", gpuTwo)],
    },
    {
      what: "VMs that run",
      facts: () => [host({ pci: enabledCards }), vm(on), vm({ ...other, ...on })],
      program: [attach("b", "other", gpuTwo), attach("a", "trainer", gpu)],
      refused: [
        ["a", "trainer (vm-42)"],
        ["b", "other (vm-7)"],
      ].map(
        ([name, label]) =>
          `plan: ${name}: power: VM ${label} must be taken down to change its PCI devices; found it is running, and \`power\` is "requireOff"; turn the VM off, or set \`power\` to "shutdown" or "powerOff" [power]`,
      ),
    },
    {
      what: "hosts that must reboot",
      facts: () => [
        host({ pci: cards }),
        vm(on),
        host({ id: "host-13", name: "esx-02", pci: cards }),
        vm({ ...other, ...on, hostId: "host-13" }),
      ],
      program: ["esx-02", "esx-01"].map((name) =>
        device(`on-${name}`, { host: name, address: gpu, reboot: "ifNeeded" }),
      ),
      refused: [
        ["esx-01 (host-12)", "trainer (vm-42)"],
        ["esx-02 (host-13)", "other (vm-7)"],
      ].map(
        ([of, runs]) =>
          `plan: on-${of?.slice(0, 6)}: evacuate: host ${of} must be rebooted, and VMs run there; found VM ${runs}; \`evacuate\` is "refuse"; move or shut them down, or set \`evacuate\` to "drs" or "shutdown" [evacuation]`,
      ),
    },
    {
      what: "memory that hosts do not have",
      facts: () => [
        host({ memoryMB: 1 }),
        vm(unreserved),
        host({ id: "host-13", name: "esx-02", memoryMB: 2 }),
        vm({ ...other, ...unreserved, hostId: "host-13" }),
      ],
      program: [memory("b", { vm: "other" }), memory("a", { vm: "trainer" })],
      refused: [
        ["a", "esx-01 (host-12)", "trainer (vm-42)", 1],
        ["b", "esx-02 (host-13)", "other (vm-7)", 2],
      ].map(
        ([name, of, label, free]) =>
          `plan: ${name}: vm: host ${of} cannot reserve the memory of VM ${label}; found ${free} MB that can still be reserved; 4096 MB more are needed; free memory there, make the VM smaller, or move it [memory-capacity]`,
      ),
    },
  ];
  for (const { what, facts, program, refused, limit: maxDevicesPerVm = 2 } of table) {
    it(`is refused by the plan, with all of them, in any order: ${what}`, async () => {
      const preview = (order: readonly Declared[]) => {
        const engine = time.engine(...facts());
        engine.settings = { ...engine.settings, maxDevicesPerVm };
        return engine.preview(plan(...order));
      };
      const first = (await preview(program)).refused;
      assert.deepEqual([...first].sort(), [...refused].sort());
      await fc.assert(
        fc.asyncProperty(fc.shuffledSubarray([...program], { minLength: program.length }), async (order) => {
          const { refused: texts, fake, steps, warnings } = await preview(order);
          assert.deepEqual([texts, fake.writes, steps, warnings], [first, [], [], []]);
        }),
        { numRuns: 4 },
      );
    });
  }

  const alone: Readonly<Record<string, readonly Declared[]>> = {
    "only one resource breaks it": [attach("a", "trainer", "0000:99:00.0"), attach("b", "trainer", gpu)],
    "all that break it say the same": ["b", "a", "c"].map((name, index) =>
      attach(name, "trainer", [gpu, gpuTwo, nic][index] ?? ""),
    ),
  };
  for (const [what, program] of Object.entries(alone)) {
    it(`is left to the resource where ${what}`, async () => {
      const { refused } = await time.engine(host({ pci: enabledCards }), vm()).preview(plan(...program));
      assert.equal(refused.length, 1);
      assert.match(refused[0] ?? "", /^[ab]: (address: host esx-01|vm: 3 passthrough devices)/);
    });
  }

  it("skips a resource of which something is not known", async () => {
    const facts = [host({ pci: cards.map((one) => ({ ...one, capable: one.address === nic })) })];
    const open = (name: string, address: string) => device(name, { host: "esx-01", address, allowCritical: unknown });
    const { refused } = await time.engine(...facts).preview(plan(open("a", gpu), open("b", gpuTwo)));
    assert.deepEqual(refused, [notCapable("a", `${gpu} A100 (10de:20b5, class 0302)`).slice("plan: ".length)]);
  });

  it("skips what is in force already, and what has not changed", async () => {
    const engine = time.engine(cluster(), host({ pci: enabledCards }), vm());
    const program = [
      device("card", { host: "esx-01", address: gpu }),
      memory("memory", { vm: "trainer" }),
      onDevice("gpu", "card"),
    ];
    await engine.up(plan(...program));
    engine.world.vm("vm-42", () => ({ hasSnapshots: true, devices: [attached(gpu), attached(gpuTwo, 13001)] }));
    engine.world.host("host-12", ({ passthru }) => ({
      passthru: passthru.map((info) => ({ ...info, capable: info.address === nic })),
    }));
    const more = [device("two", { host: "esx-01", address: gpuTwo }), attach("adopted", "trainer", gpuTwo)];
    assert.deepEqual((await engine.preview(plan(...program, ...more))).refused, []);
  });
});

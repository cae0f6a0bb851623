import assert from "node:assert/strict";
import fc from "fast-check";
import { attached, cluster, gpu, gpuTwo, host, loneHost, nic, vm } from "../facts";
import { fakedTime } from "../resources/clock";
import type { Fact } from "../resources/fakeVSphere";
import { attachment, type Declared, device, memory, plan } from "../resources/operation";
import { cards, enabledCards } from "../resources/programs";

const on = { powerState: "poweredOn", toolsRunning: true } as const;
const web = vm({ id: "vm-2", name: "web", ...on });
const db = vm({ id: "vm-10", name: "db", ...on, toolsRunning: false });
const agent = vm({ id: "vm-9", name: "vCLS-1", ...on, managedBy: "com.vmware.vim.eam" });
const trainer = vm({ ...on, devices: [attached(gpuTwo)] });
const card = (name: string, address: string, inputs: object = {}) =>
  device(name, { host: "esx-01", address, ...inputs });
const rebooting = (evacuate?: string) =>
  card("card", gpu, { reboot: "ifNeeded", ...(evacuate === undefined ? {} : { evacuate }) });
const must = "card: evacuate: host esx-01 (host-12) must be rebooted, and";
const or = 'shut them down, or set `evacuate` to "shutdown" [evacuation]';
const reboots = (what: string, running: string, evacuate: string) =>
  `host: host esx-01 (host-12) needs a reboot to ${what}; found ${running}; this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "${evacuate}") [host-reboot]`;

describe("rule evacuation, at preview", () => {
  const time = fakedTime();
  const world = (...vms: readonly Fact[]) => [
    cluster({ defaultBehavior: "fullyAutomated" }),
    host({ pci: cards }),
    ...vms,
  ];
  const alone = (...vms: readonly Fact[]) => [loneHost({ pci: cards }), ...vms];
  const claim = attachment("claim", { vm: "web", address: gpuTwo, host: "esx-01", power: "shutdown" });

  const refused: readonly (readonly [string, readonly Fact[], readonly Declared[], string])[] = [
    [
      "VMs that run there, sorted and without agents",
      world(web, db, agent, vm()),
      [rebooting()],
      `${must} VMs run there; found VM db (vm-10), VM web (vm-2); \`evacuate\` is "refuse"; move or shut them down, or set \`evacuate\` to "drs" or "shutdown" [evacuation]`,
    ],
    [
      "a VM with a device, which DRS cannot move",
      world(web, trainer),
      [rebooting("drs")],
      `${must} DRS cannot move VMs that have, or are about to get, passthrough devices; found VM trainer (vm-42); ${or}`,
    ],
    [
      "a VM that is about to get one of its devices",
      world(web),
      [rebooting("drs"), claim],
      `${must} DRS cannot move VMs that have, or are about to get, passthrough devices; found VM web (vm-2); ${or}`,
    ],
    [
      "a host that is in no cluster",
      alone(web, agent),
      [rebooting("drs")],
      `${must} DRS cannot move what runs there; found VM web (vm-2), on a host that is in no cluster; ${or}`,
    ],
    [
      "a guest that cannot be asked",
      world(web, db),
      [rebooting("shutdown")],
      `${must} not every VM there can be shut down gracefully; found VMware Tools not running on VM db (vm-10); start VMware Tools in the guest, or turn the VM off first [evacuation]`,
    ],
  ];
  for (const [what, facts, program, message] of refused) {
    it(`refuses ${what}`, async () => {
      const { refused: texts, warnings, fake } = await time.engine(...facts).preview(plan(...program));
      assert.deepEqual([texts, warnings, fake.writes], [[message], [], []]);
    });
  }

  const accepted: readonly (readonly [string, readonly Fact[], Declared, string])[] = [
    ["agents alone", world(agent), rebooting(), reboots(`enable ${gpu}`, "no VM running there", "refuse")],
    ["VMs that are off", world(vm()), rebooting(), reboots(`enable ${gpu}`, "no VM running there", "refuse")],
    [
      "VMs that DRS can move",
      world(web, db),
      rebooting("drs"),
      reboots(`enable ${gpu}`, "running there: VM db (vm-10) can be moved, VM web (vm-2) can be moved", "drs"),
    ],
    [
      "pinned VMs that are shut down",
      world(web, trainer),
      rebooting("shutdown"),
      reboots(
        `enable ${gpu}`,
        "running there: VM trainer (vm-42) has a passthrough device and cannot be moved, VM web (vm-2) can be moved",
        "shutdown",
      ),
    ],
    [
      "a lone host whose VMs are shut down",
      alone(web),
      rebooting("shutdown"),
      reboots(`enable ${gpu}`, "running there: VM web (vm-2) cannot be moved, there is no cluster", "shutdown"),
    ],
  ];
  for (const [what, facts, program, message] of accepted) {
    it(`accepts ${what}, and says so`, async () => {
      const { refused: texts, warnings } = await time.engine(...facts).preview(plan(program));
      assert.deepEqual([texts, warnings], [[], [`card: ${message}`]]);
    });
  }

  it("asks nothing of a host that somebody else reboots", async () => {
    assert.deepEqual((await time.engine(...world(web, db)).preview(plan(card("card", gpu)))).refused, []);
  });

  it("counts no device that its VM gives up together with it", async () => {
    const automatic = cluster({ defaultBehavior: "fullyAutomated" });
    const engine = time.engine(automatic, host({ pci: enabledCards }), vm());
    const policy = { reboot: "ifNeeded", evacuate: "drs" };
    const both = [card("card", gpu, policy), attachment("gpu", { vm: "trainer", address: gpu, power: "shutdown" })];
    await engine.up(plan(...both));
    engine.world.vm("vm-42", () => on);
    const { refused: texts, warnings } = await engine.preview(plan());
    assert.deepEqual(texts, []);
    assert.deepEqual(warnings, [
      `card: ${reboots(`take ${gpu} out of passthrough`, "running there: VM trainer (vm-42) can be moved", "drs")}`,
      `gpu: vm: VM trainer (vm-42) is taken down and started again to detach ${gpu}; found it is running; power: "shutdown" shuts the guest down gracefully [power-cycle]`,
    ]);
  });
});

describe("one host reboots once, and one VM goes down once", () => {
  const time = fakedTime();
  const shuffled = <T>(program: readonly T[]) => fc.shuffledSubarray([...program], { minLength: program.length });
  const texts = (warnings: readonly string[], rule: string) => [
    ...new Set(warnings.filter((one) => one.endsWith(rule)).map((one) => one.slice(one.indexOf(": ") + 2))),
  ];

  it("for three devices, whatever the order of declaration", async () => {
    const program = [card("a", nic), card("b", gpu), card("c", gpuTwo, { reboot: "ifNeeded" })];
    await fc.assert(
      fc.asyncProperty(shuffled(program), async (order) => {
        const { warnings, refused } = await time.engine(cluster(), host({ pci: cards })).preview(plan(...order));
        assert.deepEqual(refused, []);
        assert.deepEqual(texts(warnings, ""), [
          reboots(`enable ${nic}, ${gpu}, ${gpuTwo}`, "no VM running there", "refuse"),
        ]);
      }),
      { numRuns: 6 },
    );
  });

  it("for what comes, moves and leaves, whatever the order of declaration", async () => {
    const attach = (name: string, address: string) => attachment(name, { vm: "trainer", address, power: "powerOff" });
    await fc.assert(
      fc.asyncProperty(
        shuffled([attach("moves", gpuTwo), attach("comes", nic), memory("memory", { vm: "trainer" })]),
        async (order) => {
          const engine = time.engine(host({ pci: enabledCards }), vm());
          engine.settings = { ...engine.settings, maxDevicesPerVm: 3 };
          await engine.up(plan(attach("moves", gpu)));
          engine.world.vm("vm-42", () => ({ ...on, toolsRunning: false }));
          const { warnings, refused } = await engine.preview(plan(...order));
          assert.deepEqual(refused, []);
          assert.deepEqual(texts(warnings, "[power-cycle]"), [
            `vm: VM trainer (vm-42) is taken down and started again to attach ${nic}, ${gpuTwo} and detach ${gpu}; found it is running; power: "powerOff" cuts the power without asking the guest [power-cycle]`,
          ]);
        },
      ),
      { numRuns: 6 },
    );
  });

  it("on two hosts in two texts", async () => {
    const two = host({ id: "host-13", name: "esx-02", pci: cards });
    const program = [card("a", gpu), device("b", { host: "esx-02", address: gpu })];
    const { warnings } = await time.engine(cluster(), host({ pci: cards }), two).preview(plan(...program));
    const left =
      'found no VM running there; this program does not reboot it (reboot: "never"); the change stays pending until somebody does [host-reboot]';
    assert.deepEqual(warnings, [
      `a: host: host esx-01 (host-12) needs a reboot to enable ${gpu}; ${left}`,
      `b: host: host esx-02 (host-13) needs a reboot to enable ${gpu}; ${left}`,
    ]);
  });
});

describe("a device that moves to another host", () => {
  const time = fakedTime();

  it("leaves the old host alone if the new policy says so, as the plan has told", async () => {
    const engine = time.engine(
      cluster(),
      host({ pci: enabledCards }),
      host({ id: "host-13", name: "esx-02", pci: enabledCards }),
    );
    await engine.up(plan(card("card", gpu, { reboot: "ifNeeded" })));
    const moved = plan(device("card", { host: "esx-02", address: gpu }));
    const { warnings } = await engine.preview(moved);
    assert.deepEqual(texts(warnings), [
      `host: host esx-01 (host-12) needs a reboot to take ${gpu} out of passthrough; found no VM running there; this program does not reboot it (reboot: "never"); the change stays pending until somebody does [host-reboot]`,
      `address: ${gpu} on host esx-02 (host-13) is in passthrough already; this resource takes it over, and deleting it will take it away; set \`retainOnDelete\` if it has to stay [adopted]`,
    ]);
    const { errors, fake } = await engine.up(moved);
    assert.deepEqual([errors, fake.writes], [[], ["updatePassthru host-12"]]);
  });

  const texts = (warnings: readonly string[]) => [...new Set(warnings.map((one) => one.slice("card: ".length)))];
});

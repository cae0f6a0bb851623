import assert from "node:assert/strict";
import { type RuleId, ruleCatalog } from "../../../provider/rules/catalog";
import { attached, cluster, gpu, gpuTwo, host, noUse, passthruInfo, pciDevice, vm } from "../facts";
import { fakedTime } from "../resources/clock";
import type { Engine } from "../resources/engine";
import { attachment, type Declared, memory, plan } from "../resources/operation";
import { canonical, cards, enabledCards } from "../resources/programs";

type Happens = (engine: Engine) => void;

/** What becomes of a rule that was fulfilled, and what the preview of the unchanged program says of it. */
interface Row {
  readonly rule: RuleId;
  readonly what: string;
  readonly happens: Happens;
  /** `name: text`, without the words that all have. */
  readonly said: readonly string[];
  /** The canonical program, unless another one is needed. */
  readonly program?: readonly Declared[];
}

const world =
  (given: Parameters<Engine["world"]["vm"]>[1]): Happens =>
  (engine) =>
    engine.world.vm("vm-42", given);
const onHost =
  (given: Parameters<Engine["world"]["host"]>[1]): Happens =>
  (engine) =>
    engine.world.host("host-12", given);
const infos = (change: object) => ({
  passthru: cards.map((card) => ({ ...passthruInfo({ ...card, enabled: true }), ...change })),
});
const running = { powerState: "poweredOn", toolsRunning: true } as const;

const said = (rule: RuleId, name: string, text: string, advice: string) =>
  `${name}: ${text}; rule ${rule} would refuse this now, but nothing is written here; ${advice} [drift]`;
const unfit = (found: string) =>
  said(
    "vm-state",
    "gpu",
    `vm: VM trainer (vm-42) cannot have a passthrough device as it is; found ${found}; a plain VM: no snapshots, no nested virtualisation, no fault tolerance, nothing pending`,
    "mend that first",
  );
const away = (found: string, advice: string) =>
  said(
    "not-connected",
    "card",
    `host: host esx-01 (host-12) is not at our disposal; found ${found}; connected, and not in maintenance mode`,
    advice,
  );
const migrated = "DRS would migrate VM trainer (vm-42), and a VM with a passthrough device cannot be migrated";
const alone = [attachment("gpu", { vm: "trainer", address: gpu })];
const addresses = [gpu, gpuTwo, "0000:99:00.0"];

const table: readonly Row[] = [
  {
    rule: "ambiguous",
    what: "the card was pulled",
    happens: onHost(() => ({ devices: [], passthru: [] })),
    said: [
      said(
        "ambiguous",
        "card",
        `address: host esx-01 (host-12) has no PCI device at ${gpu}; found 0 other devices`,
        "check the address with `esxcli hardware pci list`; addresses shift when cards are added or moved",
      ),
    ],
  },
  {
    rule: "identity",
    what: "another card is there",
    happens: onHost(() => ({ devices: [pciDevice({ address: gpu, deviceId: "2235" })] })),
    said: [
      said(
        "identity",
        "card",
        `address: another card is at ${gpu}; found 10de:2235; expected 10de:20b5`,
        "the card was moved or swapped: correct the address, or write the new ids to `expect` to accept this card",
      ),
    ],
  },
  {
    rule: "no-iommu",
    what: "the IOMMU was turned off",
    happens: onHost(() => infos({ capable: false })),
    said: [
      said(
        "no-iommu",
        "card",
        "host: no device of host esx-01 (host-12) can be passed through; found 0 of 3 PCI functions passthrough capable; the host needs an IOMMU",
        "turn on Intel VT-d or AMD IOMMU in the BIOS and reboot the host",
      ),
    ],
  },
  {
    rule: "not-capable",
    what: "the device is not capable any more",
    happens: onHost(({ passthru }) => ({
      passthru: passthru.map((info) => (info.address === gpu ? { ...info, capable: false } : info)),
    })),
    said: [
      said(
        "not-capable",
        "card",
        `address: the device cannot be passed through; found ${gpu} A100 (10de:20b5, class 0302) on host esx-01 (host-12), reported as not passthrough capable`,
        "choose another device",
      ),
    ],
  },
  {
    rule: "sriov-physical-function",
    what: "SR-IOV was turned on",
    happens: onHost(() => infos({ sriov: { enabled: true, active: true } })),
    said: [
      said(
        "sriov-physical-function",
        "card",
        `address: a physical function with SR-IOV on cannot be passed through as a whole; found ${gpu} A100 (10de:20b5, class 0302) on host esx-01 (host-12); its virtual functions would be gone`,
        "pass a virtual function through, or turn SR-IOV off first",
      ),
    ],
  },
  {
    rule: "label-version",
    what: "the server is an older one",
    happens: ({ world: { server }, ...engine }) => {
      Object.assign(server, { apiVersion: "7.0.1.0" });
      return engine;
    },
    program: canonical({ hardwareLabel: "fast" }),
    said: [
      said(
        "label-version",
        "card",
        "hardwareLabel: the server does not know hardware labels; found vSphere API 7.0.1.0; 7.0.2.0 or later",
        "leave `hardwareLabel` out, or upgrade",
      ),
    ],
  },
  {
    rule: "critical-device",
    what: "the host has come to need what waits for a reboot",
    happens: (engine) => {
      onHost(() => infos({ active: false }))(engine);
      engine.world.uses.set("host-12", {
        ...noUse,
        graphics: [{ address: gpu, graphicsType: "sharedDirect", vmIds: [] }],
      });
    },
    program: canonical({ reboot: "never" }).slice(0, 1),
    said: [
      `card: reboot: ${gpu} on host esx-01 (host-12) is enabled and not active yet; found a change that waits for a host reboot; after the reboot it is active; reboot the host, or set \`reboot: "ifNeeded"\` [reboot-pending]`,
      said(
        "critical-device",
        "card",
        `address: host esx-01 (host-12) itself needs ${gpu}; found graphics (host graphics of type sharedDirect); passing it through takes it away from the hypervisor`,
        'choose another device, or accept with allowCritical: ["graphics"]',
      ),
    ],
  },
  {
    rule: "not-connected",
    what: "the host is away",
    happens: onHost(() => ({ connectionState: "notResponding", devices: [], passthru: [] })),
    said: [away("notResponding", "reconnect it")],
  },
  {
    rule: "not-connected",
    what: "somebody has the host in maintenance mode",
    happens: onHost(() => ({ inMaintenanceMode: true })),
    said: [away("maintenance mode that somebody else has entered", "take it out of maintenance mode")],
  },
  {
    rule: "not-active",
    what: "the device was taken out of passthrough, and no resource of the program enables it",
    happens: onHost(() => ({ passthru: cards.map(passthruInfo) })),
    program: alone,
    said: [
      said(
        "not-active",
        "gpu",
        `address: ${gpu} on host esx-01 (host-12) is not enabled for passthrough; found not enabled, and nothing in this program enables it`,
        "declare a HostPassthroughDevice for it and pass that as `device`",
      ),
    ],
  },
  {
    rule: "device-shared",
    what: "another VM that runs has the device",
    happens: ({ world: there }) => {
      there.vms.set("vm-7", vm({ id: "vm-7", name: "thief", ...running, devices: [attached(gpu)] }));
      there.host("host-12", ({ vmIds }) => ({ vmIds: [...vmIds, "vm-7"] }));
    },
    said: [
      said(
        "device-shared",
        "gpu",
        `address: ${gpu} on host esx-01 (host-12) is claimed for several VMs; found VM thief (vm-7) that runs, gpu for VM trainer (vm-42); a device serves one VM`,
        "attach it to one VM only, detach it from another one in an up of its own first, or use an SR-IOV function or another device",
      ),
    ],
  },
  {
    rule: "device-limit",
    what: "somebody has given the VM more devices",
    happens: world(() => ({ devices: addresses.map((address, index) => attached(address, 13000 + index)) })),
    said: [
      said(
        "device-limit",
        "gpu",
        `vm: 3 passthrough devices on VM trainer (vm-42); found ${addresses.join(", ")}; the limit is 2 per VM (vsphere-passthrough:maxDevicesPerVm)`,
        "take one away in an up of its own, change the address of an existing attachment, or raise the limit if the host allows more",
      ),
    ],
  },
  {
    rule: "platform-limit",
    what: "the host allows fewer devices",
    happens: (engine) => {
      engine.settings = { ...engine.settings, maxDevicesPerVm: undefined };
      engine.world.maxPassthroughDevices = 2;
      world(() => ({
        hardwareVersion: 7,
        devices: addresses.map((address, index) => attached(address, 13000 + index)),
      }))(engine);
    },
    said: [
      said(
        "platform-limit",
        "gpu",
        `vm: 3 passthrough devices on VM trainer (vm-42); found ${addresses.join(", ")}; host esx-01 (host-12) allows 2 for hardware version 7`,
        "attach fewer, or upgrade the VM's compatibility if the host allows more for a later one",
      ),
    ],
  },
  {
    rule: "wrong-host",
    what: "the VM was moved",
    happens: ({ world: there }) => {
      there.hosts.set("host-13", host({ id: "host-13", name: "esx-02", vmIds: ["vm-42"] }));
      there.vm("vm-42", () => ({ hostId: "host-13" }));
    },
    said: [
      said(
        "wrong-host",
        "gpu",
        "host: VM trainer (vm-42) is on another host than the device; found the VM on esx-02, the device on host esx-01 (host-12); a passthrough device serves only VMs of its own host",
        "move the VM to that host while it is off, or use a device of the VM's host",
      ),
    ],
  },
  {
    rule: "hardware-version",
    what: "the VM is of an older version",
    happens: world(() => ({ hardwareVersion: 6 })),
    said: [
      said(
        "hardware-version",
        "gpu",
        "vm: the hardware version of VM trainer (vm-42) is too low; found vmx-6; at least vmx-7",
        "upgrade the VM's compatibility while it is off",
      ),
    ],
  },
  {
    rule: "memory-not-reserved",
    what: "the memory is not reserved any more, and no resource of the program reserves it",
    happens: world(() => ({ reservationMB: 4095 })),
    program: alone,
    said: [
      said(
        "memory-not-reserved",
        "gpu",
        "vm: the memory of VM trainer (vm-42) is not all reserved; found 4095 of 4096 MB; a VM with a passthrough device needs all of it",
        "declare a VmMemoryReservation for the VM and pass its `vm` output on: new VmPciAttachment(name, { vm: memory.vm, ... })",
      ),
    ],
  },
  ...(
    [
      [{ hasSnapshots: true }, "it has snapshots"],
      [{ connectionState: "inaccessible" }, "it is inaccessible"],
      [{ powerState: "suspended" }, "it is suspended"],
      [{ template: true }, "it is a template"],
      [{ nestedHV: true }, "nested hardware virtualisation is on"],
      [{ faultTolerance: true }, "fault tolerance is on"],
      [{ question: "moved or copied?" }, "a question waits for an answer: moved or copied?"],
    ] as const
  ).map(
    ([state, found]): Row => ({ rule: "vm-state", what: found, happens: world(() => state), said: [unfit(found)] }),
  ),
  {
    rule: "mmio",
    what: "the VM has BIOS firmware now",
    happens: world(() => ({ firmware: "bios" })),
    program: canonical({}, { mmio64SizeGB: 64 }),
    said: [
      said(
        "mmio",
        "gpu",
        "mmio64SizeGB: VM trainer (vm-42) cannot map 64-bit MMIO space; found BIOS firmware; EFI firmware",
        "install the guest with EFI, or leave `mmio64SizeGB` out if the device has small BARs",
      ),
    ],
  },
  {
    rule: "vmotion-enabled",
    what: "the override is gone",
    happens: ({ world: there }) =>
      there.cluster("domain-c7", () => ({ defaultBehavior: "fullyAutomated", overrides: {} })),
    said: [
      said(
        "vmotion-enabled",
        "gpu",
        `drsAutomation: ${migrated}; found no DRS override that holds it in cluster Cluster (domain-c7); the override that was set when the device was attached`,
        "run with `--refresh`; the next up sets it again",
      ),
    ],
  },
  {
    rule: "vmotion-enabled",
    what: "the cluster honours no override any more",
    happens: ({ world: there }) =>
      there.cluster("domain-c7", () => ({ defaultBehavior: "partiallyAutomated", overridesEnabled: false })),
    said: [
      said(
        "vmotion-enabled",
        "gpu",
        `drsAutomation: ${migrated}; found cluster Cluster (domain-c7) with DRS level partiallyAutomated and per-VM overrides not enabled; a level that does not migrate this VM`,
        "enable per-VM DRS overrides on the cluster, or set its level to manual",
      ),
    ],
  },
  {
    rule: "vmotion-enabled",
    what: "nobody holds the VM, as the program says",
    happens: ({ world: there }) => there.cluster("domain-c7", () => ({ defaultBehavior: "fullyAutomated" })),
    program: canonical({}, { drsAutomation: "unmanaged" }),
    said: [
      said(
        "vmotion-enabled",
        "gpu",
        `drsAutomation: ${migrated}; found \`drsAutomation: "unmanaged"\` and an effective level that migrates it in cluster Cluster (domain-c7); a DRS override that holds the VM`,
        'leave `drsAutomation` at "disabled", or set an override for the VM yourself first',
      ),
    ],
  },
];

/** Rules that judge a step, or the program itself: nothing of them can go bad while nothing is written. */
const ofSteps: Readonly<Partial<Record<RuleId, string>>> = {
  conflict: "is about what the program says",
  duplicate: "is about what the program says",
  evacuation: "judges a reboot",
  "in-use": "judges a removal",
  input: "is about what the program says",
  "memory-capacity": "is about a reservation that is not there yet; what is reserved is",
  "other-server": "refuses whatever is done",
  power: "judges a power cycle: a VM that runs is nothing bad",
  "refused-by-policy": "judges a reboot, a power cycle or a replacement",
  "server-host": "judges a reboot",
  "server-vm": "judges a power cycle",
};

describe("a rule that is broken after it was applied", () => {
  const time = fakedTime();

  for (const { rule, what, happens, said: texts, program = canonical() } of table) {
    it(`${rule}: ${what}: the unchanged program previews clean, and says so`, async () => {
      const engine = time.engine(cluster(), host({ pci: enabledCards, rebindWithoutReboot: true }), vm());
      const { errors, refused } = await engine.up(program);
      assert.deepEqual([errors, refused], [[], []]);
      happens(engine);
      const operation = await engine.preview(program);
      assert.deepEqual(
        operation.steps,
        program.map(({ name }) => `${name}: same`),
      );
      assert.deepEqual([operation.refused, operation.warnings, operation.fake.writes], [[], texts, []]);
    });
  }

  it("has a row here for every rule that refuses, or judges steps only", () => {
    const refusing = (Object.keys(ruleCatalog) as RuleId[]).filter((id) => ruleCatalog[id].verdict === "refused");
    const foreign: readonly RuleId[] = ["device-owner", "reservation-reset"];
    const covered = new Set<RuleId>([
      ...table.map(({ rule }) => rule),
      ...(Object.keys(ofSteps) as RuleId[]),
      ...foreign,
    ]);
    assert.deepEqual(
      refusing.filter((id) => !covered.has(id)),
      [],
    );
  });

  it("is not what others are about to add: that is refused there", async () => {
    const engine = time.engine(cluster(), host({ pci: enabledCards }), vm());
    const two = [
      attachment("one", { vm: "trainer", address: gpu }),
      attachment("two", { vm: "trainer", address: gpuTwo }),
    ];
    await engine.up(plan(...two));
    const third = attachment("three", { vm: "trainer", address: "0000:18:00.1" });
    const { refused, warnings } = await engine.preview(plan(...two, third));
    assert.deepEqual([refused.length, warnings], [1, []]);
  });

  it("is said of a VM and of a host that are gone altogether", async () => {
    const engine = time.engine(cluster(), host({ pci: enabledCards }), vm());
    await engine.up(canonical());
    engine.world.vms.delete("vm-42");
    engine.world.hosts.delete("host-12");
    const { refused, warnings, steps } = await engine.preview(canonical());
    const gone = (name: string, property: string, what: string) =>
      `${name}: ${property}: the ${what} does not exist any more; run \`pulumi refresh\` [drift]`;
    assert.deepEqual(
      [refused, steps, warnings],
      [
        [],
        ["card: same", "memory: same", "gpu: same"],
        [gone("card", "host", "host host-12"), gone("memory", "vm", "VM vm-42"), gone("gpu", "vm", "VM vm-42")],
      ],
    );
  });

  it("is not said of memory that the program reserves: the reservation does that", async () => {
    const engine = time.engine(cluster(), host({ pci: enabledCards }), vm());
    await engine.up(canonical());
    engine.world.vm("vm-42", () => ({ reservationMB: 0, reservationLocked: false }));
    assert.deepEqual((await engine.preview(canonical())).warnings, [
      "memory: vm: VM trainer (vm-42) differs from the state; found 0 of 4096 MB reserved, not locked; expected all of it, locked; run with `--refresh`; the next up repairs it [drift]",
    ]);
  });

  it("does not stand in the way of a change that has nothing to do with it", async () => {
    const engine = time.engine(cluster(), host({ pci: enabledCards }), vm());
    await engine.up([memory("memory", { vm: "trainer" }), ...alone]);
    engine.world.vm("vm-42", () => ({ hasSnapshots: true }));
    const recorded = [
      memory("memory", { vm: "trainer" }),
      attachment("gpu", { vm: "trainer", address: gpu, power: "shutdown" }),
    ];
    const { refused, steps, warnings } = await engine.preview(recorded);
    assert.deepEqual([refused, steps], [[], ["memory: same", "gpu: update"]]);
    assert.deepEqual(warnings, [unfit("it has snapshots")]);
  });
});

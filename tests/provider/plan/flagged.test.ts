import assert from "node:assert/strict";
import { attached, cluster, gpu, gpuTwo, host, loneHost, nic, pciDevice, unreserved, vm } from "../facts";
import { fakedTime } from "../resources/clock";
import type { Fact, World } from "../resources/fakeVSphere";
import { attachment, type Declared, device, memory, urnFor } from "../resources/operation";
import { blank, canonical, enabledCards, onDevice, ready } from "../resources/programs";

const card = (inputs: object = {}) => device("card", { host: "esx-01", address: gpu, ...inputs });
const attach = (inputs: object = {}) => attachment("gpu", { vm: "trainer", address: gpu, ...inputs });
const reserve = memory("memory", { vm: "trainer" });
const lost =
  "gpu: vm: VM trainer (vm-42) loses vMotion, snapshots, suspend, fault tolerance and HA restart on another host; found its first passthrough device [lost-features]";
const taken = (name: string, what: string) =>
  `${name}: address: ${what} already; this resource takes it over, and deleting it will take it away; set \`retainOnDelete\` if it has to stay [adopted]`;
const unordered = (property: string, resource: string, write: string) =>
  `gpu: ${property}: nothing orders this attachment behind ${resource}; found the same object written twice, with no data between the two resources; Pulumi runs and deletes them in any order; write \`${write}\` [unordered]`;
const siblings = (others: string) =>
  `card: address: other functions follow ${gpu} on host esx-01 (host-12); found ${others}; they share its dependent device and change together with it [siblings]`;

const group = (...addresses: readonly string[]) =>
  host({
    rebindWithoutReboot: true,
    pci: [gpu, ...addresses].map((address) => ({ address, dependentDevice: gpu })),
  });
const rebinding = () => host({ rebindWithoutReboot: true });

describe("a flag of a preview", () => {
  const time = fakedTime();

  interface Row {
    readonly what: string;
    readonly facts: readonly Fact[];
    readonly program: readonly Declared[];
    readonly warnings: readonly string[];
  }
  const table: readonly Row[] = [
    {
      what: "siblings: two functions follow",
      facts: [group("0000:3b:00.2", "0000:3b:00.1")],
      program: [card()],
      warnings: [siblings("0000:3b:00.1, 0000:3b:00.2")],
    },
    { what: "no siblings: the device is alone", facts: [rebinding()], program: [card()], warnings: [] },
    { what: "lost-features: the first device of a VM", facts: ready(), program: [attach()], warnings: [lost] },
    {
      what: "no lost features: the VM has a device already",
      facts: [cluster(), host({ pci: enabledCards }), vm({ devices: [attached(nic)] })],
      program: [attach()],
      warnings: [],
    },
    {
      what: "adopted: the device is in passthrough",
      facts: ready(),
      program: [card()],
      warnings: [taken("card", `${gpu} on host esx-01 (host-12) is in passthrough`)],
    },
    { what: "not adopted: the device is enabled now", facts: [rebinding()], program: [card()], warnings: [] },
    {
      what: "adopted: the VM has the device",
      facts: [cluster(), host({ pci: enabledCards }), vm({ devices: [attached(gpu)] })],
      program: [attach()],
      warnings: [taken("gpu", `VM trainer (vm-42) has ${gpu}`)],
    },
    {
      what: "unordered: the same VM and the same device, written twice",
      facts: [...ready()],
      program: [card(), reserve, attach({ host: "esx-01" })],
      warnings: [
        taken("card", `${gpu} on host esx-01 (host-12) is in passthrough`),
        unordered("vm", "the reservation memory", "vm: memory.vm"),
        unordered("address", "the device card", "device: card"),
        lost,
      ],
    },
    {
      what: "ordered: by data",
      facts: [cluster(), rebinding(), vm()],
      program: [card(), reserve, onDevice("gpu", "card")],
      warnings: [lost],
    },
    {
      what: "ordered: the reservation is of another VM, and the device another one",
      facts: [cluster(), host({ pci: enabledCards }), vm(), vm({ id: "vm-2", name: "other" })],
      program: [device("card", { host: "esx-01", address: gpuTwo }), memory("memory", { vm: "other" }), attach()],
      warnings: [taken("card", `${gpuTwo} on host esx-01 (host-12) is in passthrough`), lost],
    },
    {
      what: "reboot-pending: taken over as it waits",
      facts: [loneHost({ pci: [{ address: gpu, enabled: true, active: false }] })],
      program: [card()],
      warnings: [
        taken("card", `${gpu} on host esx-01 (host-12) is enabled for passthrough`),
        `card: reboot: ${gpu} on host esx-01 (host-12) is enabled and not active yet; found a change that waits for a host reboot; after the reboot it is active; reboot the host, or set \`reboot: "ifNeeded"\` [reboot-pending]`,
      ],
    },
  ];
  for (const { what, facts, program, warnings } of table) {
    it(what, async () => {
      const operation = await time.engine(...facts).preview(program);
      assert.deepEqual([operation.refused, operation.warnings, operation.fake.writes], [[], warnings, []]);
    });
  }

  it("takes a VM that another attachment passes on for ordered by data", async () => {
    const from = (kind: "VmMemoryReservation" | "VmPciAttachment", name: string) => ({
      __vmSource: urnFor(kind, name),
    });
    const program = [
      reserve,
      attach({ ...from("VmMemoryReservation", "memory") }),
      attachment("two", { vm: "trainer", address: gpuTwo, ...from("VmPciAttachment", "gpu") }),
    ];
    const { warnings } = await time.engine(...ready()).preview(program);
    assert.deepEqual(
      warnings.filter((text) => text.endsWith("[unordered]")),
      [],
    );
  });

  it("names the resource that the data has to come from, also inside of a component", async () => {
    const program = [reserve, attach({ __vmSource: urnFor("VmMemoryReservation", "other") })];
    const { warnings } = await time.engine(...ready()).preview(program);
    assert.deepEqual(warnings, [unordered("vm", "the reservation memory", "vm: memory.vm"), lost]);
  });
});

describe("flag drift, of a program that has not changed", () => {
  const time = fakedTime();
  const drift = (name: string, property: string, what: string, found: string, expected: string) =>
    `${name}: ${property}: ${what} differs from the state; found ${found}; expected ${expected}; run with \`--refresh\`; the next up repairs it [drift]`;
  const onHost = (found: string, expected: string) =>
    drift("card", "address", `${gpu} on host esx-01 (host-12)`, found, expected);
  const ofVm = (name: string, property: string, found: string, expected: string) =>
    drift(name, property, "VM trainer (vm-42)", found, expected);
  const broken = (name: string, property: string, rule: string, what: string, advice: string) =>
    `${name}: ${property}: ${what}; rule ${rule} would refuse this now, but nothing is written here; ${advice} [drift]`;

  const table: readonly (readonly [string, (world: World) => void, readonly string[]])[] = [
    ["nothing has happened", () => undefined, []],
    [
      "the card was pulled",
      (world) => world.host("host-12", () => ({ devices: [], passthru: [] })),
      [
        broken(
          "card",
          "address",
          "ambiguous",
          `host esx-01 (host-12) has no PCI device at ${gpu}; found 0 other devices`,
          "check the address with `esxcli hardware pci list`; addresses shift when cards are added or moved",
        ),
      ],
    ],
    [
      "another card is there",
      (world) => world.host("host-12", () => ({ devices: [pciDevice({ address: gpu, deviceId: "2235" })] })),
      [
        broken(
          "card",
          "address",
          "identity",
          `another card is at ${gpu}; found 10de:2235; expected 10de:20b5`,
          "the card was moved or swapped: correct the address, or write the new ids to `expect` to accept this card",
        ),
      ],
    ],
    [
      "the device was taken out of passthrough",
      (world) => world.host("host-12", () => ({ passthru: host().passthru })),
      [onHost("passthrough not enabled", "enabled")],
    ],
    [
      "the device was detached",
      (world) => world.vm("vm-42", () => ({ devices: [] })),
      [ofVm("gpu", "address", `no ${gpu}`, "it attached")],
    ],
    [
      "the VM has moved",
      (world) => world.vm("vm-42", () => ({ hostId: "host-13" })),
      [
        broken(
          "gpu",
          "host",
          "wrong-host",
          "VM trainer (vm-42) is on another host than the device; found the VM on host-13, the device on host esx-01 (host-12); a passthrough device serves only VMs of its own host",
          "move the VM to that host while it is off, or use a device of the VM's host",
        ),
      ],
    ],
    [
      "less memory is reserved",
      (world) => world.vm("vm-42", () => ({ reservationMB: 4095 })),
      [ofVm("memory", "vm", "4095 of 4096 MB reserved", "all of it, locked")],
    ],
    [
      "the reservation is not locked",
      (world) => world.vm("vm-42", () => ({ reservationLocked: false })),
      [ofVm("memory", "vm", "4096 of 4096 MB reserved, not locked", "all of it, locked")],
    ],
    [
      "the VM cannot be read",
      (world) => world.vm("vm-42", () => ({ connectionState: "inaccessible", devices: [], ...unreserved })),
      [
        broken(
          "gpu",
          "vm",
          "vm-state",
          "VM trainer (vm-42) cannot have a passthrough device as it is; found it is inaccessible; a plain VM: no snapshots, no nested virtualisation, no fault tolerance, nothing pending",
          "mend that first",
        ),
      ],
    ],
    [
      "the host is away",
      (world) => world.host("host-12", () => ({ connectionState: "disconnected", devices: [], passthru: [] })),
      [
        broken(
          "card",
          "host",
          "not-connected",
          "host esx-01 (host-12) is not at our disposal; found disconnected; connected, and not in maintenance mode",
          "reconnect it",
        ),
      ],
    ],
  ];
  for (const [what, happen, warnings] of table) {
    it(what, async () => {
      const engine = time.engine(...blank());
      await engine.up(canonical());
      happen(engine.world);
      const operation = await engine.preview(canonical());
      assert.deepEqual(operation.steps, ["card: same", "memory: same", "gpu: same"]);
      assert.deepEqual([operation.refused, operation.warnings, operation.fake.writes], [[], warnings, []]);
    });
  }
});

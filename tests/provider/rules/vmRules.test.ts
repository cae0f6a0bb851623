import assert from "node:assert/strict";
import type { AttachCase } from "../../../provider/rules/cases";
import type { RuleId } from "../../../provider/rules/rule";
import { migratedUnmanaged } from "../../../provider/rules/vmotion";
import { cluster, gpu, host, vm } from "../facts";
import { attaching, judgeAttaching } from "./subjects";

interface Row {
  readonly rule: RuleId;
  readonly property: string;
  readonly what: string;
  readonly violated: Partial<AttachCase>;
  readonly message: string;
  /** Just not violated, unknown. */
  readonly passes: Readonly<Record<string, Partial<AttachCase>>>;
}

const counted = (count: number) =>
  Array.from({ length: count }, (_, index) => `0000:0${index + 1}:00.0`).map((label) => ({ identity: label, label }));
const platform = (count: number, platformMaximum: number | undefined, hardwareVersion = 10) => ({
  counted: counted(count),
  maxDevicesPerVm: undefined,
  platformMaximum,
  vm: vm({ hardwareVersion }),
});
const bios = vm({ firmware: "bios" });
const away = { host: host({ connectionState: "disconnected", pci: [{ address: gpu }] }) } as const;
const disposal = "host: host esx-01 (host-12) is not at our disposal; found";

const table: readonly Row[] = [
  {
    rule: "platform-limit",
    property: "vm",
    what: "one device more than the host allows",
    violated: platform(3, 2, 7),
    message:
      "vm: 3 passthrough devices on VM trainer (vm-42); found 0000:01:00.0, 0000:02:00.0, 0000:03:00.0; host esx-01 (host-12) allows 2 for hardware version 7; attach fewer, or upgrade the VM's compatibility if the host allows more for a later one [platform-limit]",
    passes: {
      "as many as the host allows": platform(2, 2, 7),
      "a limit that nobody had to ask for": platform(6, undefined),
      "an unknown VM": { ...platform(3, 2), vm: undefined },
      "an unknown host": { ...platform(3, 2), host: undefined },
    },
  },
  {
    rule: "mmio",
    property: "mmio64SizeGB",
    what: "a size between two powers of two",
    violated: { mmio64SizeGB: 96 },
    message:
      "mmio64SizeGB: the size is no power of two; found 96; expected 64 or 128; take the power of two that holds all of the device's memory [mmio]",
    passes: {
      "the smallest size": { mmio64SizeGB: 1 },
      "the largest": { mmio64SizeGB: 65536 },
      "no size": { vm: bios },
    },
  },
  {
    rule: "mmio",
    property: "mmio64SizeGB",
    what: "a VM with BIOS",
    violated: { mmio64SizeGB: 64, vm: bios },
    message:
      "mmio64SizeGB: VM trainer (vm-42) cannot map 64-bit MMIO space; found BIOS firmware; EFI firmware; install the guest with EFI, or leave `mmio64SizeGB` out if the device has small BARs [mmio]",
    passes: { "a VM with EFI": { mmio64SizeGB: 64 }, "an unknown VM": { mmio64SizeGB: 64, vm: undefined } },
  },
  {
    rule: "mmio",
    property: "mmio64SizeGB",
    what: "a size that is none even for an unknown VM",
    violated: { mmio64SizeGB: 3, vm: undefined },
    message:
      "mmio64SizeGB: the size is no power of two; found 3; expected 2 or 4; take the power of two that holds all of the device's memory [mmio]",
    passes: {},
  },
  {
    rule: "not-connected",
    property: "host",
    what: "a host that is away, and says nothing of stale facts",
    violated: { ...away, vm: vm({ connectionState: "disconnected" }) },
    message: `${disposal} disconnected; connected, and not in maintenance mode; reconnect it [not-connected]`,
    passes: { "an unknown host": { host: undefined }, "a host that is there": {} },
  },
  {
    rule: "not-connected",
    property: "host",
    what: "a host that does not respond and knows of no device",
    violated: { host: host({ connectionState: "notResponding", pci: [] }) },
    message: `${disposal} notResponding; connected, and not in maintenance mode; reconnect it [not-connected]`,
    passes: {},
  },
  {
    rule: "not-connected",
    property: "host",
    what: "a host in maintenance mode by somebody else",
    violated: { host: host({ inMaintenanceMode: true, pci: [{ address: gpu, enabled: true }] }) },
    message: `${disposal} maintenance mode that somebody else has entered; connected, and not in maintenance mode; take it out of maintenance mode [not-connected]`,
    passes: {},
  },
];

describe("rules over the VM and its host", () => {
  for (const { rule, property, what, violated, message, passes } of table) {
    it(`${rule} refuses ${what}`, () => {
      assert.deepEqual(judgeAttaching(violated), [{ rule, property, message }]);
    });
    for (const [why, subject] of Object.entries(passes)) {
      it(`${rule} lets pass: ${why}`, () => {
        assert.deepEqual(judgeAttaching(subject), []);
      });
    }
  }
});

describe("rule vm-state", () => {
  const reasons = [
    [{ template: true }, "it is a template"],
    [{ connectionState: "inaccessible" }, "it is inaccessible"],
    [{ connectionState: "orphaned" }, "it is orphaned"],
    [{ connectionState: "invalid" }, "it is invalid"],
    [{ powerState: "suspended" }, "it is suspended"],
    [{ hasSnapshots: true }, "it has snapshots"],
    [{ nestedHV: true }, "nested hardware virtualisation is on"],
    [{ faultTolerance: true }, "fault tolerance is on"],
    [{ question: "Was it moved or copied?" }, "a question waits for an answer: Was it moved or copied?"],
  ] as const;
  const refused = (found: string) => [
    {
      rule: "vm-state",
      property: "vm",
      message: `vm: VM trainer (vm-42) cannot have a passthrough device as it is; found ${found}; a plain VM: no snapshots, no nested virtualisation, no fault tolerance, nothing pending; mend that first [vm-state]`,
    },
  ];
  for (const [state, reason] of reasons) {
    it(`refuses a VM because ${reason}`, () => {
      assert.deepEqual(judgeAttaching({ vm: vm(state) }), refused(reason));
    });
  }

  it("tells all reasons in one message", () => {
    const all = Object.assign({}, ...reasons.map(([state]) => state)) as Partial<Parameters<typeof vm>[0]>;
    const found = reasons.map(([, reason]) => reason).filter((reason) => !/inaccessible|orphaned/.test(reason));
    assert.deepEqual(judgeAttaching({ vm: vm(all) }), refused(found.join(", ")));
  });

  it("refuses nothing of a plain VM, and of one that is not known", () => {
    assert.deepEqual([judgeAttaching({}), judgeAttaching({ vm: undefined })], [[], []]);
  });
});

describe("flag vmotion-enabled", () => {
  const drs = (given: Parameters<typeof cluster>[0] = {}) => cluster({ defaultBehavior: "fullyAutomated", ...given });
  const unmanaged = (given: Partial<AttachCase>) =>
    migratedUnmanaged(attaching({ drsAutomation: "unmanaged", cluster: drs(), ...given }))?.message;

  it("tells that nothing keeps DRS from migrating the VM", () => {
    assert.equal(
      unmanaged({}),
      'drsAutomation: DRS would migrate VM trainer (vm-42), and a VM with a passthrough device cannot be migrated; found `drsAutomation: "unmanaged"` and an effective level that migrates it in cluster Cluster (domain-c7); a DRS override that holds the VM; leave `drsAutomation` at "disabled", or set an override for the VM yourself first [vmotion-enabled]',
    );
  });

  const silent: Readonly<Record<string, Partial<AttachCase>>> = {
    "an override that holds the VM": { cluster: drs({ overrides: { "vm-42": { behavior: "manual" } } }) },
    "a level that migrates nothing": { cluster: drs({ defaultBehavior: "manual" }) },
    "DRS that is off": { cluster: drs({ drsEnabled: false }) },
    "a managed override": { drsAutomation: "disabled" },
    "no cluster": { cluster: undefined },
    "an unknown VM": { vm: undefined },
  };
  for (const [what, given] of Object.entries(silent)) {
    it(`says nothing with ${what}`, () => {
      assert.equal(unmanaged(given), undefined);
    });
  }
});

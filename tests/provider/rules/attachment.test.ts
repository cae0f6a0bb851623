import assert from "node:assert/strict";
import { judgeAttach } from "../../../provider/rules/attachment";
import type { AttachCase } from "../../../provider/rules/cases";
import type { RuleId } from "../../../provider/rules/rule";
import { gpu, host, type Pci, vm } from "../facts";
import { attaching, judgeAttaching } from "./subjects";

interface Row {
  readonly rule: RuleId;
  readonly property: string;
  readonly what: string;
  readonly violated: Partial<AttachCase>;
  readonly message: string;
  /** Just not violated, unknown, accepted. */
  readonly passes: Readonly<Record<string, Partial<AttachCase>>>;
}

const on = (pci: Pci) => host({ pci: [pci] });
const enabled = on({ address: gpu, enabled: true });
const pending = on({ address: gpu, enabled: true, active: false });
const disabled = on({ address: gpu });
const five = [1, 2, 3].map((n) => ({ identity: `0000:0${n}:00.0`, label: `0000:0${n}:00.0` }));

const table: readonly Row[] = [
  {
    rule: "ambiguous",
    property: "address",
    what: "an address without a device",
    violated: { address: "0000:ff:00.0" },
    message:
      "host esx-01 (host-12) has no PCI device at 0000:ff:00.0; found 1 other devices; check the address with `esxcli hardware pci list`; addresses shift when cards are added or moved",
    passes: { "an unknown host": { host: undefined }, "an unknown address": { address: undefined } },
  },
  {
    rule: "wrong-host",
    property: "host",
    what: "a VM on another host than the device",
    violated: { vmHostName: "esx-02" },
    message:
      "VM trainer (vm-42) is on another host than the device; found the VM on esx-02, the device on host esx-01 (host-12); a passthrough device serves only VMs of its own host; move the VM to that host while it is off, or use a device of the VM's host",
    passes: { "a VM on the same host": {}, "an unknown host": { vmHostName: "esx-02", host: undefined } },
  },
  {
    rule: "device-shared",
    property: "address",
    what: "a device that others claim or hold",
    violated: {
      holders: [
        { label: "VM zeta (vm-9) that runs", by: "running" },
        { label: "another for VM beta (vm-8)", by: "program" },
      ],
    },
    message:
      "0000:3b:00.0 on host esx-01 (host-12) is claimed for several VMs; found VM zeta (vm-9) that runs, another for VM beta (vm-8), gpu for VM trainer (vm-42); a device serves one VM; attach it to one VM only, detach it from another one in an up of its own first, or use an SR-IOV function or another device",
    passes: {
      "a holder that is off": { holders: [{ label: "VM zeta (vm-9)", by: "configured" }] },
      "an unknown address": { holders: [{ label: "VM zeta (vm-9)", by: "running" }], address: undefined },
    },
  },
  {
    rule: "not-active",
    property: "address",
    what: "a device that nothing enables",
    violated: { host: disabled },
    message:
      "0000:3b:00.0 on host esx-01 (host-12) is not enabled for passthrough; found not enabled, and nothing in this program enables it; declare a HostPassthroughDevice for it and pass that as `device`",
    passes: {
      "a device that this program enables": { host: disabled, enabling: "yes" },
      "an unknown host": { host: undefined },
    },
  },
  {
    rule: "not-active",
    property: "address",
    what: "a device that waits for a reboot that nobody does",
    violated: { host: pending },
    message:
      '0000:3b:00.0 on host esx-01 (host-12) is not active; found enabled, waiting for a host reboot that nothing in this program does; a device must be active before a VM can have it; set `reboot: "ifNeeded"` on the HostPassthroughDevice, or reboot the host and run again',
    passes: { "a reboot that this program does": { host: pending, enabling: "yes" }, "an active device": {} },
  },
  {
    rule: "not-active",
    property: "address",
    what: "a device that this program enables up to a reboot",
    violated: { host: disabled, enabling: "withoutReboot" },
    message:
      '0000:3b:00.0 on host esx-01 (host-12) will not be active; found a HostPassthroughDevice that enables it with `reboot: "never"`, on a host that needs a reboot for that; a device must be active before a VM can have it; set `reboot: "ifNeeded"` on the HostPassthroughDevice, or apply it alone, reboot the host, and attach then',
    passes: {},
  },
  {
    rule: "not-active",
    property: "address",
    what: "a device that is still active and disabled by the next reboot",
    violated: { host: on({ address: gpu, enabled: false, active: true }) },
    message:
      "0000:3b:00.0 on host esx-01 (host-12) is not enabled for passthrough; found not enabled, and nothing in this program enables it; declare a HostPassthroughDevice for it and pass that as `device`",
    passes: {},
  },
  {
    rule: "device-limit",
    property: "vm",
    what: "a third device",
    violated: { counted: five },
    message:
      "3 passthrough devices on VM trainer (vm-42); found 0000:01:00.0, 0000:02:00.0, 0000:03:00.0; the limit is 2 per VM (vsphere-passthrough:maxDevicesPerVm); take one away in an up of its own, change the address of an existing attachment, or raise the limit if the host allows more",
    passes: {
      "a second device": { counted: five.slice(1) },
      "a raised limit": { counted: five, maxDevicesPerVm: 3 },
      "what the host allows": { counted: five, maxDevicesPerVm: undefined },
    },
  },
  {
    rule: "hardware-version",
    property: "vm",
    what: "hardware version 6",
    violated: { vm: vm({ hardwareVersion: 6 }) },
    message:
      "the hardware version of VM trainer (vm-42) is too low; found vmx-6; at least vmx-7; upgrade the VM's compatibility while it is off",
    passes: { "version 7": { vm: vm({ hardwareVersion: 7 }) }, "an unknown VM": { vm: undefined } },
  },
  {
    rule: "memory-not-reserved",
    property: "vm",
    what: "memory that is not all reserved",
    violated: { vm: vm({ reservationMB: 4095 }) },
    message:
      "the memory of VM trainer (vm-42) is not all reserved; found 4095 of 4096 MB; a VM with a passthrough device needs all of it; declare a VmMemoryReservation for the VM and pass its `vm` output on: new VmPciAttachment(name, { vm: memory.vm, ... })",
    passes: {
      "a reservation in this program": { vm: vm({ reservationMB: 0 }), reservation: "yes" },
      "all memory reserved": { vm: vm({ reservationMB: 4096 }) },
      "an unknown VM": { vm: undefined },
    },
  },
  {
    rule: "not-connected",
    property: "host",
    what: "a host in maintenance mode by somebody else",
    violated: { host: { ...enabled, inMaintenanceMode: true } },
    message:
      "host esx-01 (host-12) is not at our disposal; found maintenance mode that somebody else has entered; connected, and not in maintenance mode; take it out of maintenance mode",
    passes: { "an unknown host": { host: undefined } },
  },
  {
    rule: "platform-limit",
    property: "vm",
    what: "more devices than the host allows",
    violated: { counted: five, maxDevicesPerVm: undefined, platformMaximum: 2 },
    message:
      "3 passthrough devices on VM trainer (vm-42); found 0000:01:00.0, 0000:02:00.0, 0000:03:00.0; host esx-01 (host-12) allows 2 for hardware version 19; attach fewer, or upgrade the VM's compatibility if the host allows more for a later one",
    passes: { "as many as it allows": { counted: five, maxDevicesPerVm: undefined, platformMaximum: 3 } },
  },
  {
    rule: "mmio",
    property: "mmio64SizeGB",
    what: "a size that is no power of two",
    violated: { mmio64SizeGB: 100 },
    message:
      "the size is no power of two; found 100; expected 64 or 128; take the power of two that holds all of the device's memory",
    passes: {
      "a power of two": { mmio64SizeGB: 128 },
      "a size for a VM not known yet": { mmio64SizeGB: 128, vm: undefined },
    },
  },
  {
    rule: "mmio",
    property: "mmio64SizeGB",
    what: "a VM with BIOS firmware",
    violated: { mmio64SizeGB: 64, vm: vm({ firmware: "bios" }) },
    message:
      "VM trainer (vm-42) cannot map 64-bit MMIO space; found BIOS firmware; EFI firmware; install the guest with EFI, or leave `mmio64SizeGB` out if the device has small BARs",
    passes: { "a VM with BIOS and no size": { vm: vm({ firmware: "bios" }) } },
  },
];

describe("rules of attaching", () => {
  for (const { rule, property, what, violated, message, passes } of table) {
    it(`${rule} refuses ${what}`, () => {
      assert.deepEqual(judgeAttaching(violated), [{ rule, property, message: `${property}: ${message} [${rule}]` }]);
    });
    for (const [why, subject] of Object.entries(passes)) {
      it(`${rule} lets pass: ${why}`, () => {
        assert.deepEqual(judgeAttaching(subject), []);
      });
    }
  }

  it("tells all that is wrong at once, in one order", () => {
    const failures = judgeAttaching({
      host: disabled,
      counted: five,
      vm: vm({ hardwareVersion: 4, reservationMB: 0, hasSnapshots: true }),
      vmHostName: "esx-02",
    });
    assert.deepEqual(
      failures.map(({ rule }) => rule),
      ["wrong-host", "not-active", "device-limit", "hardware-version", "vm-state", "memory-not-reserved"],
    );
  });
});

describe("a VM that is away", () => {
  it("is refused for that, and for nothing that its configuration would tell", () => {
    const gone = vm({ connectionState: "inaccessible", hardwareVersion: 0, reservationMB: -1, firmware: "bios" });
    const subject = attaching({ vm: gone, mmio64SizeGB: 64, counted: five, platformMaximum: 2 });
    assert.deepEqual(
      judgeAttach(subject).map(({ rule }) => rule),
      ["device-limit", "vm-state"],
    );
  });
});

describe("rule vm-state", () => {
  const table = [
    [{ hasSnapshots: true }, "it has snapshots"],
    [{ template: true }, "it is a template"],
    [{ powerState: "suspended" }, "it is suspended"],
    [{ connectionState: "orphaned" }, "it is orphaned"],
    [{ nestedHV: true }, "nested hardware virtualisation is on"],
    [{ faultTolerance: true }, "fault tolerance is on"],
    [{ question: "Moved or copied?" }, "a question waits for an answer: Moved or copied?"],
    [{ hasSnapshots: true, nestedHV: true }, "it has snapshots, nested hardware virtualisation is on"],
  ] as const;
  for (const [state, found] of table) {
    it(`refuses a VM: ${found}`, () => {
      assert.deepEqual(judgeAttaching({ vm: vm(state) }), [
        {
          rule: "vm-state",
          property: "vm",
          message: `vm: VM trainer (vm-42) cannot have a passthrough device as it is; found ${found}; a plain VM: no snapshots, no nested virtualisation, no fault tolerance, nothing pending; mend that first [vm-state]`,
        },
      ]);
    });
  }
});

import assert from "node:assert/strict";
import type { AttachCase } from "../../../provider/rules/cases";
import type { RuleId } from "../../../provider/rules/rule";
import { gpu, host, type Pci, vm } from "../facts";
import { judgeAttaching } from "./subjects";

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
    violated: { holders: [{ label: "VM zeta (vm-9)", by: "running" }, { label: "other of this program", by: "program" }] },
    message:
      "0000:3b:00.0 cannot be given to VM trainer (vm-42) as well; found it is claimed by VM zeta (vm-9), other of this program; a device serves one VM; attach it to one VM only, or use an SR-IOV function or another device",
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
    passes: { "a device that this program enables": { host: disabled, enabling: "yes" }, "an unknown host": { host: undefined } },
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
    rule: "power",
    property: "power",
    what: "a running VM that may not be taken down",
    violated: { vm: vm({ powerState: "poweredOn" }) },
    message:
      'VM trainer (vm-42) must be taken down to change its PCI devices; found it is running, and `power` is "requireOff"; turn the VM off, or set `power` to "shutdown" or "powerOff"',
    passes: {
      "a VM that is off": {},
      "a graceful shutdown": { vm: vm({ powerState: "poweredOn" }), power: "shutdown" },
      "a hard one": { vm: vm({ powerState: "poweredOn" }), power: "powerOff" },
      "an unknown VM": { vm: undefined },
    },
  },
  {
    rule: "power",
    property: "power",
    what: "a suspended VM",
    violated: { vm: vm({ powerState: "suspended" }) },
    message:
      'VM trainer (vm-42) must be taken down to change its PCI devices; found it is suspended, and `power` is "requireOff"; turn the VM off, or set `power` to "shutdown" or "powerOff"',
    passes: {},
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
      vm: vm({ hardwareVersion: 4, reservationMB: 0, powerState: "poweredOn" }),
      vmHostName: "esx-02",
    });
    assert.deepEqual(
      failures.map(({ rule }) => rule),
      ["wrong-host", "not-active", "device-limit", "hardware-version", "memory-not-reserved", "power"],
    );
  });
});

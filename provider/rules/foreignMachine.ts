/** A `vsphere.VirtualMachine` that goes against its own passthrough devices. */
import type { Program } from "./foreignModel";
import { elements, labelOf, type Recorded, read } from "./foreignRecorded";
import { type ForeignRule, offender, passthroughVms, written } from "./foreignRule";

/** Keys that can be compared: managed object IDs among each other, and resources of one type among each other. */
function comparable(keys: readonly string[]): readonly (readonly string[])[] {
  return [keys.filter((key) => /^id:host-\d+$/.test(key)), keys.filter((key) => key.startsWith("urn:"))];
}

/** Certainly two hosts: what is written in different ways may still be one. */
function differ(one: readonly string[], other: readonly string[]): boolean {
  if (one.some((key) => other.includes(key))) return false;
  const others = comparable(other);
  return comparable(one).some((keys, index) => keys.length > 0 && (others[index] ?? []).length > 0);
}

/** What: a VM placed on another host than its device. Why: a device is of one host. What to do: place it there. */
const otherHost: ForeignRule = {
  id: "wrong-host",
  verdict: "refused",
  property: "hostSystemId",
  wrong: "this VM is placed on another host than its passthrough device",
  expected: "a passthrough device serves only VMs of its own host",
  advice: "place the VM on the host of the device, or attach a device of its host",
  offenders: (program) =>
    passthroughVms(program).flatMap(({ machines, attachments }) =>
      written(machines).flatMap((machine) => {
        const placed = program.hostKeys(machine, "hostSystemId");
        const elsewhere = attachments.filter((one) =>
          differ(placed, [...program.hostKeys(one, "host"), ...program.hostKeys(one, "hostId")]),
        );
        return elsewhere.length === 0 ? [] : [offender(machine, `with ${elsewhere.map(labelOf).sort().join(", ")}`)];
      }),
    ),
};

/** What the vsphere provider takes where the program says nothing, in MB. */
const defaultMemory = 1024;

/** What of the reservation goes against a passthrough device; undefined: nothing that is known. */
function unreserved(machine: Recorded): string | undefined {
  const memory = read(machine, "memory", defaultMemory);
  const reservation = read(machine, "memoryReservation", 0);
  const locked = read(machine, "memoryReservationLockedToMax", false);
  const reset = memory !== undefined && reservation !== undefined && memory !== reservation;
  if (locked !== false && !reset) return undefined;
  const shown = { memory, memoryReservation: reservation, memoryReservationLockedToMax: locked };
  return Object.entries(shown)
    .map(([name, value]) => `${name} ${value ?? "not known yet"}`)
    .join(", ");
}

/** What: a VM whose own reservation is not all of its memory. Why: it undoes ours. What to do: say the same there. */
const reservationReset: ForeignRule = {
  id: "reservation-reset",
  verdict: "refused",
  property: "memoryReservation",
  wrong: "the vsphere provider would reset the reservation of a VM with a passthrough device at its next update",
  expected: "all memory stays reserved while a passthrough device is there",
  advice: "set memoryReservation to the value of memory, and memoryReservationLockedToMax: true",
  offenders: ({ vms }) =>
    vms
      .filter(({ attachments, reservations }) => attachments.length + written(reservations).length > 0)
      .flatMap(({ machines }) => written(machines))
      .flatMap((machine) => {
        const found = unreserved(machine);
        return found === undefined ? [] : [offender(machine, found)];
      }),
};

function ignoresDevices({ ignoreChanges }: Recorded): boolean {
  return ignoreChanges.some((path) => path === "*" || path === "pciDeviceIds");
}

/** VMs with a device that leave the list of devices to the vsphere provider. */
function listedElsewhere(program: Program): readonly Recorded[] {
  const machines = passthroughVms(program).flatMap((vm) => written(vm.machines));
  return machines.filter((machine) => !ignoresDevices(machine));
}

/** What: a VM that claims devices itself. Why: two owners undo each other. What to do: leave the list to us. */
const deviceOwner: ForeignRule = {
  id: "device-owner",
  verdict: "refused",
  property: "pciDeviceIds",
  wrong: "this VM claims PCI devices itself, and a VmPciAttachment attaches to it as well",
  expected: "one owner of the VM's devices",
  advice: 'remove pciDeviceIds there, and set ignoreChanges: ["pciDeviceIds"] in its options',
  offenders: (program) =>
    listedElsewhere(program).flatMap((machine) => {
      const count = elements(machine, "pciDeviceIds")?.length ?? 0;
      return count === 0 ? [] : [offender(machine, `${count} in pciDeviceIds`)];
    }),
};

/** What: a VM that does not ignore the device. Why: its next update removes it. What to do: ignoreChanges. */
const deviceRemoval: ForeignRule = {
  id: "device-removal",
  verdict: "flagged",
  property: "pciDeviceIds",
  wrong: "after a refresh the vsphere provider would take the passthrough device of this VM away, with a power cycle",
  expected: "the VM's devices are none of its changes",
  advice: 'set ignoreChanges: ["pciDeviceIds"] in its options',
  offenders: (program) =>
    listedElsewhere(program).flatMap((machine) =>
      elements(machine, "pciDeviceIds")?.length === 0
        ? [{ urn: machine.urn, found: `${labelOf(machine)} without ignoreChanges` }]
        : [],
    ),
};

export const foreignMachineRules: readonly ForeignRule[] = [otherHost, reservationReset, deviceOwner, deviceRemoval];

/** Every sentence that a rule can show a user. Rules decide; this file words. */
import type { ClusterFacts, HostFacts, PciDevice, VmFacts } from "../vsphere/types";
import type { Problem } from "./rule";
import type { CriticalReason, PciIds } from "./values";

export function hostLabel(host: { readonly id: string; readonly name: string }): string {
  return `host ${host.name} (${host.id})`;
}

export function vmLabel(vm: { readonly id: string; readonly name: string }): string {
  return `VM ${vm.name} (${vm.id})`;
}

export function deviceLabel(device: PciDevice): string {
  return `${device.address} ${device.deviceName} (${ids(device)}, class ${device.classId})`;
}

export function ids(of: PciIds): string {
  return `${of.vendorId}:${of.deviceId}`;
}

/** A reference that fits nothing or several things, as the inventory look-up found it. */
interface Unresolved {
  readonly kind: "host" | "vm";
  readonly reference: string;
  readonly ambiguous: boolean;
  /** What it fits, or what comes close. */
  readonly candidates: readonly { readonly id: string; readonly path: string }[];
}

const nouns = { host: "host", vm: "VM" } as const;

const listed = 10;

function shortList(items: readonly string[]): string {
  const shown = list(items.slice(0, listed));
  return items.length > listed ? `${shown} and ${items.length - listed} more` : shown;
}

function list(items: readonly string[]): string {
  return [...items].sort().join(", ");
}

export const wording = {
  noDevice: (host: HostFacts, address: string): Problem => ({
    wrong: `${hostLabel(host)} has no PCI device at ${address}`,
    found: `${host.devices.length} other devices`,
    advice: "check the address with `esxcli hardware pci list`; addresses shift when cards are added or moved",
  }),

  noIommu: (host: HostFacts): Problem => ({
    wrong: `no device of ${hostLabel(host)} can be passed through`,
    found: `0 of ${host.passthru.length} PCI functions passthrough capable`,
    expected: "the host needs an IOMMU",
    advice: "turn on Intel VT-d or AMD IOMMU in the BIOS and reboot the host",
  }),

  notCapable: (host: HostFacts, device: PciDevice): Problem => ({
    wrong: `the device cannot be passed through`,
    found: `${deviceLabel(device)} on ${hostLabel(host)}, reported as not passthrough capable`,
    advice: "choose another device",
  }),

  identity: (address: string, found: PciIds, expected: PciIds): Problem => ({
    wrong: `another card is at ${address}`,
    found: ids(found),
    expected: `expected ${ids(expected)}`,
    advice: "the card was moved or swapped: correct the address, or write the new ids to `expect` to accept this card",
  }),

  critical: (
    host: HostFacts,
    found: readonly { readonly reason: CriticalReason; readonly detail: string }[],
    address: string,
  ): Problem => ({
    wrong: `${hostLabel(host)} itself needs ${address}`,
    found: list(found.map(({ reason, detail }) => `${reason} (${detail})`)),
    expected: "passing it through takes it away from the hypervisor",
    advice: `choose another device, or accept with allowCritical: [${list([...new Set(found.map(({ reason }) => `"${reason}"`))])}]`,
  }),

  deviceLimit: (vm: string, devices: readonly string[], limit: number): Problem => ({
    wrong: `${devices.length} passthrough devices on ${vm}`,
    found: list(devices),
    expected: `the limit is ${limit} per VM (vsphere-passthrough:maxDevicesPerVm)`,
    advice:
      "take one away in an up of its own, change the address of an existing attachment, or raise the limit if the host allows more",
  }),

  platformLimit: (
    vm: string,
    devices: readonly string[],
    limit: number,
    hardwareVersion: number,
    host: HostFacts,
  ): Problem => ({
    wrong: `${devices.length} passthrough devices on ${vm}`,
    found: list(devices),
    expected: `${hostLabel(host)} allows ${limit} for hardware version ${hardwareVersion}`,
    advice: "attach fewer, or upgrade the VM's compatibility if the host allows more for a later one",
  }),

  vmState: (vm: VmFacts, reasons: readonly string[]): Problem => ({
    wrong: `${vmLabel(vm)} cannot have a passthrough device as it is`,
    found: reasons.join(", "),
    expected: "a plain VM: no snapshots, no nested virtualisation, no fault tolerance, nothing pending",
    advice: "mend that first",
  }),

  mmioSize: (size: number): Problem => ({
    wrong: "the size is no power of two",
    found: String(size),
    expected: `expected ${2 ** Math.floor(Math.log2(size))} or ${2 ** Math.ceil(Math.log2(size))}`,
    advice: "take the power of two that holds all of the device's memory",
  }),

  mmioFirmware: (vm: VmFacts): Problem => ({
    wrong: `${vmLabel(vm)} cannot map 64-bit MMIO space`,
    found: "BIOS firmware",
    expected: "EFI firmware",
    advice: "install the guest with EFI, or leave `mmio64SizeGB` out if the device has small BARs",
  }),

  notConnected: (host: HostFacts): Problem => ({
    wrong: `${hostLabel(host)} is not at our disposal`,
    found:
      host.connectionState === "connected" ? "maintenance mode that somebody else has entered" : host.connectionState,
    expected: "connected, and not in maintenance mode",
    advice: host.connectionState === "connected" ? "take it out of maintenance mode" : "reconnect it",
  }),

  labelVersion: (apiVersion: string): Problem => ({
    wrong: "the server does not know hardware labels",
    found: `vSphere API ${apiVersion}`,
    expected: "7.0.2.0 or later",
    advice: "leave `hardwareLabel` out, or upgrade",
  }),

  sriovOn: (host: HostFacts, device: PciDevice): Problem => ({
    wrong: "a physical function with SR-IOV on cannot be passed through as a whole",
    found: `${deviceLabel(device)} on ${hostLabel(host)}`,
    expected: "its virtual functions would be gone",
    advice: "pass a virtual function through, or turn SR-IOV off first",
  }),

  conflict: (input: string, what: string, said: readonly string[]): Problem => ({
    wrong: `${what} must agree on \`${input}\``,
    found: list(said),
    expected: "one value, set once or everywhere the same",
  }),

  duplicate: (what: string, names: readonly string[]): Problem => ({
    wrong: `${what} is declared more than once`,
    found: list(names),
    expected: "exactly one resource",
    advice: "remove the others",
  }),

  memoryCapacity: (vm: VmFacts, neededMB: number, freeMB: number, where: string): Problem => ({
    wrong: `${where} cannot reserve the memory of ${vmLabel(vm)}`,
    found: `${freeMB} MB that can still be reserved`,
    expected: `${neededMB} MB more are needed`,
    advice: "free memory there, make the VM smaller, or move it",
  }),

  serverHost: (host: HostFacts, vm: VmFacts): Problem => ({
    wrong: `${hostLabel(host)} runs the vCenter that we talk to`,
    found: vmLabel(vm),
    expected: "a reboot would end the operation half-way",
    advice: "move the vCenter to another host first",
  }),

  serverVm: (vm: VmFacts): Problem => ({
    wrong: `${vmLabel(vm)} is the vCenter that we talk to`,
    found: "a change that takes it down",
    advice: "choose another VM",
  }),

  refusedByPolicy: (what: string, setting: string): Problem => ({
    wrong: what,
    found: `"${setting}" in vsphere-passthrough:refuse`,
    expected: "the setting forbids it",
    advice: "run it in a maintenance window, without the setting",
  }),

  wrongHost: (vm: string, vmHost: string, host: HostFacts): Problem => ({
    wrong: `${vm} is on another host than the device`,
    found: `the VM on ${vmHost}, the device on ${hostLabel(host)}`,
    expected: "a passthrough device serves only VMs of its own host",
    advice: "move the VM to that host while it is off, or use a device of the VM's host",
  }),

  deviceShared: (address: string, vm: string, holders: readonly string[]): Problem => ({
    wrong: `${address} cannot be given to ${vm} as well`,
    found: `it is claimed by ${list(holders)}`,
    expected: "a device serves one VM",
    advice: "attach it to one VM only, or use an SR-IOV function or another device",
  }),

  sharedWhileOff: (address: string, holders: readonly string[]): Problem => ({
    wrong: `${address} is also configured on a VM that is off`,
    found: list(holders),
    expected: "only one of the VMs can run at a time",
  }),

  hardwareVersion: (vm: VmFacts, needed: number): Problem => ({
    wrong: `the hardware version of ${vmLabel(vm)} is too low`,
    found: `vmx-${vm.hardwareVersion}`,
    expected: `at least vmx-${needed}`,
    advice: "upgrade the VM's compatibility while it is off",
  }),

  memoryNotReserved: (vm: VmFacts): Problem => ({
    wrong: `the memory of ${vmLabel(vm)} is not all reserved`,
    found: `${vm.reservationMB} of ${vm.memoryMB} MB`,
    expected: "a VM with a passthrough device needs all of it",
    advice:
      "declare a VmMemoryReservation for the VM and pass its `vm` output on: new VmPciAttachment(name, { vm: memory.vm, ... })",
  }),

  notEnabled: (host: HostFacts, address: string): Problem => ({
    wrong: `${address} on ${hostLabel(host)} is not enabled for passthrough`,
    found: "not enabled, and nothing in this program enables it",
    advice: "declare a HostPassthroughDevice for it and pass that as `device`",
  }),

  waitsForReboot: (host: HostFacts, address: string): Problem => ({
    wrong: `${address} on ${hostLabel(host)} is not active`,
    found: "enabled, waiting for a host reboot that nothing in this program does",
    expected: "a device must be active before a VM can have it",
    advice: 'set `reboot: "ifNeeded"` on the HostPassthroughDevice, or reboot the host and run again',
  }),

  willWaitForReboot: (host: HostFacts, address: string): Problem => ({
    wrong: `${address} on ${hostLabel(host)} will not be active`,
    found: 'a HostPassthroughDevice that enables it with `reboot: "never"`, on a host that needs a reboot for that',
    expected: "a device must be active before a VM can have it",
    advice:
      'set `reboot: "ifNeeded"` on the HostPassthroughDevice, or apply it alone, reboot the host, and attach then',
  }),

  notOffered: (host: HostFacts, address: string): Problem => ({
    wrong: `${hostLabel(host)} does not offer ${address} to VMs`,
    found: "an active device that the host's configuration target does not list",
    advice: "wait a minute and run again; if it stays so, look at the host's passthrough page in vCenter",
  }),

  mustBeOff: (vm: VmFacts): Problem => ({
    wrong: `${vmLabel(vm)} must be taken down to change its PCI devices`,
    found: `it is ${vm.powerState === "suspended" ? "suspended" : "running"}, and \`power\` is "requireOff"`,
    advice: 'turn the VM off, or set `power` to "shutdown" or "powerOff"',
  }),

  vmotionByOverridesOff: (vm: string, cluster: ClusterFacts): Problem => ({
    wrong: `DRS would migrate ${vm}, and a VM with a passthrough device cannot be migrated`,
    found: `cluster ${cluster.name} (${cluster.id}) with DRS level ${cluster.defaultBehavior} and per-VM overrides not enabled`,
    expected: "a level that does not migrate this VM",
    advice: "enable per-VM DRS overrides on the cluster, or set its level to manual",
  }),

  vmotionUnmanaged: (vm: string, cluster: ClusterFacts): Problem => ({
    wrong: `DRS would migrate ${vm}, and a VM with a passthrough device cannot be migrated`,
    found: `\`drsAutomation: "unmanaged"\` and an effective level that migrates it in cluster ${cluster.name} (${cluster.id})`,
    expected: "a DRS override that holds the VM",
    advice: 'leave `drsAutomation` at "disabled", or set an override for the VM yourself first',
  }),

  vmotionByInput: (value: string): Problem => ({
    wrong: "this level would enable vMotion for a VM with a passthrough device",
    found: `"${value}"`,
    expected: 'expected "disabled", "manual" or "unmanaged"',
    advice: 'use "disabled" (the default)',
  }),

  unresolved: (unresolved: Unresolved): Problem => ({
    wrong: `"${unresolved.reference}" fits ${unresolved.ambiguous ? `${unresolved.candidates.length} objects` : `no ${nouns[unresolved.kind]}`}`,
    found:
      unresolved.candidates.length === 0
        ? `no ${nouns[unresolved.kind]} at all that this user can see`
        : shortList(unresolved.candidates.map(({ path, id }) => `${path} (${id})`)),
    expected: "exactly one",
    advice:
      unresolved.kind === "vm"
        ? "give the managed object ID, the inventory path or a UUID; if this program creates the VM, use its `moid` output"
        : "give the managed object ID or the inventory path",
  }),

  goneVm: (vmId: string): Problem => ({
    wrong: `the VM ${vmId} does not exist any more`,
    advice: "run `pulumi refresh`",
  }),

  goneHost: (hostId: string): Problem => ({
    wrong: `the host ${hostId} does not exist any more`,
    advice: "run `pulumi refresh`",
  }),

  noMatch: (host: HostFacts, wanted: string): Problem => ({
    wrong: `no device of ${hostLabel(host)} fits`,
    found: `none with ${wanted}`,
    expected: "exactly one",
    advice: `the host's devices: ${list(host.devices.map(deviceLabel))}`,
  }),

  severalMatch: (host: HostFacts, wanted: string, devices: readonly PciDevice[]): Problem => ({
    wrong: `${devices.length} devices of ${hostLabel(host)} fit ${wanted}`,
    found: list(devices.map(deviceLabel)),
    expected: "exactly one",
    advice: "add to `match`, or give the `address`",
  }),

  otherServer: (found: string, expected: string): Problem => ({
    wrong: "this is another vSphere server than the one the state was written against",
    found: `server ${found}`,
    expected: `expected ${expected}`,
    advice: `correct vsphere:vsphereServer, or set vsphere-passthrough:acceptServer to ${found} if the server was rebuilt`,
  }),

  evacuationRefused: (host: HostFacts, vms: readonly VmFacts[]): Problem => ({
    wrong: `${hostLabel(host)} must be rebooted, and VMs run there`,
    found: list(vms.map(vmLabel)),
    expected: '`evacuate` is "refuse"',
    advice: 'move or shut them down, or set `evacuate` to "drs" or "shutdown"',
  }),

  evacuationWithoutCluster: (host: HostFacts, vms: readonly VmFacts[]): Problem => ({
    wrong: `${hostLabel(host)} must be rebooted, and DRS cannot move what runs there`,
    found: `${list(vms.map(vmLabel))}, on a host that is in no cluster`,
    advice: 'shut them down, or set `evacuate` to "shutdown"',
  }),

  evacuationPinned: (host: HostFacts, vms: readonly VmFacts[]): Problem => ({
    wrong: `${hostLabel(host)} must be rebooted, and DRS cannot move VMs that have passthrough devices`,
    found: list(vms.map(vmLabel)),
    advice: 'shut them down, or set `evacuate` to "shutdown"',
  }),

  notStartedAgain: (vm: string, error: unknown): Problem => ({
    wrong: `${vm} was shut down for the reboot and could not be started again`,
    found: error instanceof Error ? error.message : String(error),
    advice: "start it by hand",
  }),

  stillInMaintenance: (host: HostFacts, error: unknown): Problem => ({
    wrong: `${hostLabel(host)} is still in maintenance mode`,
    found: error instanceof Error ? error.message : String(error),
    advice: "look at the host, and take it out of maintenance mode by hand",
  }),

  pendingAfterReboot: (host: HostFacts, addresses: readonly string[]): Problem => ({
    wrong: `${hostLabel(host)} was rebooted, and ${list(addresses)} still waits for a reboot`,
    found: "enabled and active to differ",
    advice:
      "see whether the host could save its configuration, and whether VMkernel.Boot.disableACSCheck is needed for this hardware",
  }),

  disabledOtherCard: (host: HostFacts, device: PciDevice, expected: PciIds): Problem => ({
    wrong: `${device.address} on ${hostLabel(host)} holds another card than the one that was enabled, and it is taken out of passthrough`,
    found: ids(device),
    expected: `expected ${ids(expected)}`,
    advice: "see whether the other card is meant to be in passthrough",
  }),

  deviceInUse: (address: string, host: string, vms: readonly string[]): Problem => ({
    wrong: `${address} on ${host} cannot be taken out of passthrough`,
    found: `it is still on ${list(vms)}`,
    expected: "no VM may keep it",
    advice: "remove the device from the VM first; with attachments of this program: pass `device` so that they follow",
  }),

  reservationInUse: (vm: string, devices: readonly string[]): Problem => ({
    wrong: `the memory reservation of ${vm} cannot be removed`,
    found: `the VM keeps ${list(devices)}`,
    expected: "all memory stays reserved while a passthrough device is there",
    advice: "detach the devices first",
  }),
} as const;

/** Sentences about VMs and what is attached to them. */
import type { ClusterFacts, HostFacts, VmFacts } from "../vsphere/types";
import { hostLabel, list, vmLabel } from "./labels";
import type { Problem } from "./rule";

export const vmWording = {
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

  vmUnreadable: (vm: VmFacts): Problem => ({
    wrong: `${vmLabel(vm)} cannot be read, so nothing is changed there`,
    found: `it is ${vm.connectionState}`,
    expected: "what it has is not known until it is connected",
    advice:
      vm.connectionState === "disconnected"
        ? "reconnect its host"
        : "mend it, or take it out of the inventory if it is lost",
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

  wrongHost: (vm: string, vmHost: string, host: HostFacts): Problem => ({
    wrong: `${vm} is on another host than the device`,
    found: `the VM on ${vmHost}, the device on ${hostLabel(host)}`,
    expected: "a passthrough device serves only VMs of its own host",
    advice: "move the VM to that host while it is off, or use a device of the VM's host",
  }),

  /** All that claim the device, so that it does not matter which of them is asked. */
  deviceShared: (host: HostFacts, address: string, claims: readonly string[]): Problem => ({
    wrong: `${address} on ${hostLabel(host)} is claimed for several VMs`,
    found: list(claims),
    expected: "a device serves one VM",
    advice:
      "attach it to one VM only, detach it from another one in an up of its own first, or use an SR-IOV function or another device",
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

  /** `vms`: all whose memory the program reserves there. */
  memoryCapacity: (vms: readonly VmFacts[], neededMB: number, freeMB: number, where: string): Problem => ({
    wrong: `${where} cannot reserve the memory of ${list(vms.map(vmLabel))}`,
    found: `${freeMB} MB that can still be reserved`,
    expected: `${neededMB} MB more are needed`,
    advice: "free memory there, make the VM smaller, or move it",
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

  cannotShutDown: (vm: VmFacts): Problem => ({
    wrong: `${vmLabel(vm)} cannot be shut down gracefully`,
    found: 'VMware Tools not running, and `power` is "shutdown"',
    advice: 'start VMware Tools in the guest, turn the VM off, or set `power` to "powerOff"',
  }),

  /** What was done, what is unknown, what to do. */
  guestSlow: (vm: VmFacts): string =>
    `${vmLabel(vm)} was asked to shut down, and nothing harder was done; it may still shut down later; look at its console, start it again if it went down, and run again`,

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

  vmotionNotHeld: (vm: string, cluster: ClusterFacts): Problem => ({
    wrong: `DRS would migrate ${vm}, and a VM with a passthrough device cannot be migrated`,
    found: `no DRS override that holds it in cluster ${cluster.name} (${cluster.id})`,
    expected: "the override that was set when the device was attached",
    advice: "run with `--refresh`; the next up sets it again",
  }),

  vmotionByInput: (value: string): Problem => ({
    wrong: "this level would enable vMotion for a VM with a passthrough device",
    found: `"${value}"`,
    expected: 'expected "disabled", "manual" or "unmanaged"',
    advice: 'use "disabled" (the default)',
  }),

  reservationInUse: (vm: string, devices: readonly string[]): Problem => ({
    wrong: `the memory reservation of ${vm} cannot be removed`,
    found: `the VM keeps ${list(devices)}`,
    expected: "all memory stays reserved while a passthrough device is there",
    advice: "detach the devices first",
  }),

  serverVm: (vm: VmFacts): Problem => ({
    wrong: `${vmLabel(vm)} is the vCenter that we talk to`,
    found: "a change that takes it down",
    advice: "choose another VM",
  }),
} as const;

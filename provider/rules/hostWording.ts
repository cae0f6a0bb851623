/** Sentences about hosts and their devices. */
import type { ClusterFacts, HostFacts, PciDevice, VmFacts } from "../vsphere/types";
import { deviceLabel, hostLabel, ids, list, vmLabel } from "./labels";
import type { Problem } from "./rule";
import type { CriticalReason, PciIds } from "./values";

export const hostWording = {
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

  notConnected: (host: HostFacts): Problem => ({
    wrong: `${hostLabel(host)} is not at our disposal`,
    found:
      host.connectionState === "connected" ? "maintenance mode that somebody else has entered" : host.connectionState,
    expected: "connected, and not in maintenance mode",
    advice: host.connectionState === "connected" ? "take it out of maintenance mode" : "reconnect it",
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

  evacuationWithoutTools: (host: HostFacts, vms: readonly VmFacts[]): Problem => ({
    wrong: `${hostLabel(host)} must be rebooted, and not every VM there can be shut down gracefully`,
    found: `VMware Tools not running on ${list(vms.map(vmLabel))}`,
    advice: "start VMware Tools in the guest, or turn the VM off first",
  }),

  evacuationPinned: (host: HostFacts, vms: readonly VmFacts[]): Problem => ({
    wrong: `${hostLabel(host)} must be rebooted, and DRS cannot move VMs that have, or are about to get, passthrough devices`,
    found: list(vms.map(vmLabel)),
    advice: 'shut them down, or set `evacuate` to "shutdown"',
  }),

  evacuationNowhere: (host: HostFacts, vms: readonly VmFacts[]): Problem => ({
    wrong: `${hostLabel(host)} must be rebooted, and no other host of its cluster takes what runs there`,
    found: list(vms.map(vmLabel)),
    expected: "another host that is connected, and not in maintenance mode",
    advice: 'shut them down, or set `evacuate` to "shutdown"',
  }),

  evacuationByHand: (host: HostFacts, vms: readonly VmFacts[], cluster: ClusterFacts): Problem => ({
    wrong: `${hostLabel(host)} must be rebooted, and DRS does not move what runs there by itself`,
    found: `${list(vms.map(vmLabel))}, in cluster ${cluster.name} (${cluster.id})`,
    expected: "DRS that is on, at the level fullyAutomated for these VMs",
    advice: 'move or shut them down, or set `evacuate` to "shutdown"',
  }),

  notStartedAgain: (vm: string, reason: string): Problem => ({
    wrong: `${vm} was taken down and could not be started again`,
    found: reason,
    advice: "start it by hand",
  }),

  stillInMaintenance: (host: HostFacts, reason: string): Problem => ({
    wrong: `${hostLabel(host)} is still in maintenance mode`,
    found: reason,
    advice: "look at the host, and take it out of maintenance mode by hand",
  }),

  /** What was done, what is unknown, what to do. */
  notBack: (host: HostFacts, addresses: readonly string[]): string =>
    `${hostLabel(host)} was put into maintenance mode and told to reboot for ${list(addresses)}; whether it comes up is unknown; look at its console, and run again when it is back: what is left is then finished`,

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

  /** `given`: VMs that the program gives the device to. */
  deviceInUse: (address: string, host: string, vms: readonly string[], given: readonly string[] = []): Problem => ({
    wrong: `${address} on ${host} cannot be taken out of passthrough`,
    found: [
      ...(vms.length === 0 ? [] : [`it is still on ${list(vms)}`]),
      ...(given.length === 0 ? [] : [`this program gives it to ${list(given)}`]),
    ].join(", and "),
    expected: "no VM may keep it",
    advice: "remove the device from the VM first; with attachments of this program: pass `device` so that they follow",
  }),

  serverHost: (host: HostFacts, vm: VmFacts): Problem => ({
    wrong: `${hostLabel(host)} runs the vCenter that we talk to`,
    found: vmLabel(vm),
    expected: "a reboot would end the operation half-way",
    advice: "move the vCenter to another host first",
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
} as const;

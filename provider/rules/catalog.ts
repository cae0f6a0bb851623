import { foreignRows } from "./foreignCatalog";

/** What is known of a rule besides its logic; `docs/rules.md` is made from this. */
export interface RuleRow {
  readonly verdict: "refused" | "flagged";
  /** What the rule says, in one line. */
  readonly rule: string;
  /** Why it is one. */
  readonly why: string;
  readonly source: string;
  /** What the user can do. */
  readonly advice: string;
}

const rows = {
  ...foreignRows,
  ambiguous: {
    verdict: "refused",
    rule: "A reference, an address or a `match` must fit exactly one object.",
    why: "A guess could take the wrong device, or change the wrong VM.",
    source: "PCI addresses and names are not unique over hosts and folders",
    advice: "Give the managed object ID, the inventory path or the address; add to `match`.",
  },
  conflict: {
    verdict: "refused",
    rule: "Attachments of one VM agree on `power`, `drsAutomation` and `mmio64SizeGB`; devices of one host on `reboot` and `evacuate`.",
    why: "The VM goes down once and the host reboots once for all of them. What is not set takes what the others set.",
    source: "One ReconfigVM_Task per VM, one reboot per host",
    advice: "Set the same value on all of them, or on one only.",
  },
  "critical-device": {
    verdict: "refused",
    rule: "The hypervisor itself must not need the device, nor a function that follows it (`dependentDevice`).",
    why: "Passing through a management uplink, a datastore's adapter or the boot disk takes the host down.",
    source: "vSphere: a device passed through cannot be used by the ESXi host",
    advice: "Choose another device, or accept the reason in `allowCritical`.",
  },
  "device-limit": {
    verdict: "refused",
    rule: "A VM has at most `maxDevicesPerVm` (default 2) passthrough devices.",
    why: "The classic limit; more need a platform that is known to take them.",
    source: 'vSphere: "a maximum of up to two passthrough devices per VM"',
    advice: "Attach fewer, or raise `vsphere-passthrough:maxDevicesPerVm`.",
  },
  "device-shared": {
    verdict: "refused",
    rule: "One fixed device is not claimed by two VMs of the program, nor held by another VM that is on; flagged if that VM is off.",
    why: "Only one of the VMs could run.",
    source: 'vSphere: "cannot be shared between multiple VMs"',
    advice: "Attach it to one VM, or use an SR-IOV function.",
  },
  duplicate: {
    verdict: "refused",
    rule: "A host device, an attachment or a reservation is declared once.",
    why: "Two resources over one thing undo each other, and deleting one takes it from the other.",
    source: "Pulumi: one resource owns one object",
    advice: "Remove one of the declarations.",
  },
  evacuation: {
    verdict: "refused",
    rule: "When a host reboots, `evacuate` allows what has to happen to the VMs that run there.",
    why: "Nobody loses a VM that the program did not agree to lose. Agent VMs (vCLS) are neither counted nor touched.",
    source:
      "vSphere: maintenance mode waits until no VM runs; passthrough VMs cannot be moved, and DRS moves others by itself only at the level fullyAutomated",
    advice: 'Move or stop the VMs, or set `evacuate` to "drs" or "shutdown".',
  },
  "hardware-version": {
    verdict: "refused",
    rule: "The VM has hardware version 7 or later.",
    why: "Older virtual hardware has no passthrough devices.",
    source: 'vSphere: "at least 7"',
    advice: "Upgrade the VM's compatibility while it is off.",
  },
  identity: {
    verdict: "refused",
    rule: "The address holds the card that `expect` names (never a reason to refuse disabling), and the managed object ID in the state still means the host or VM with the same UUID. One that was registered anew is found by its UUID.",
    why: "Addresses shift when cards are added or moved; the wrong one can be the boot disk. An ID may be another machine's after a vCenter was rebuilt.",
    source: "PCI bus numbering; reports of boot disks lost to passthrough",
    advice: "Correct the address, or write the new ids to `expect`. For another machine: run `pulumi refresh`.",
  },
  "in-use": {
    verdict: "refused",
    rule: "A device is not disabled, and a reservation not removed, while a VM keeps the device, or a function that changes together with it (`dependentDevice`).",
    why: "The VM could not be powered on any more.",
    source: "vSphere: detach, then disable",
    advice: "Detach first; pass `device` and `memory.vm`, so that the order is data.",
  },
  input: {
    verdict: "refused",
    rule: "Inputs have the names, types and values that the API documents.",
    why: "A misspelt input would be ignored silently.",
    source: "Public API",
    advice: "Correct the input that the message names.",
  },
  "label-version": {
    verdict: "refused",
    rule: "`hardwareLabel` needs vSphere 7.0 U2.",
    why: "Older servers do not know the field and refuse the whole call.",
    source: "HostPciPassthruConfig.hardwareLabel since 7.0.2.0",
    advice: "Leave `hardwareLabel` out, or upgrade.",
  },
  "memory-capacity": {
    verdict: "refused",
    rule: "The host and the resource pool can reserve all of the VM's memory, together with what the program reserves beside it.",
    why: "The reservation would fail, or the VM could not be powered on.",
    source: "vSphere admission control",
    advice: "Free memory on the host, make the VM smaller, or move it.",
  },
  "memory-not-reserved": {
    verdict: "refused",
    rule: "All memory of the VM is reserved, or the program reserves it.",
    why: "The device reads and writes the guest's memory directly, so none of it may be swapped.",
    source: 'vSphere: "full memory reservation"',
    advice: "Declare a VmMemoryReservation and pass its `vm` output on.",
  },
  mmio: {
    verdict: "refused",
    rule: "`mmio64SizeGB` is a power of two, and the VM has EFI firmware.",
    why: "vSphere takes no other size, and a BIOS guest cannot map the space: the VM would not power on.",
    source: "VMware: pciPassthru.64bitMMIOSizeGB",
    advice: "Take the next power of two; install the guest with EFI.",
  },
  "no-iommu": {
    verdict: "refused",
    rule: "The host has an IOMMU that is on.",
    why: "Without one no device of the host can be passed through.",
    source: "vSphere: VT-d or AMD IOMMU; no capable device tells that it is off",
    advice: "Turn it on in the BIOS and reboot the host.",
  },
  "not-active": {
    verdict: "refused",
    rule: "The device that a VM gets is active, or the program makes it so.",
    why: "A device that is not enabled, or waits for a reboot, cannot be given to a VM.",
    source: "vSphere: enable, reboot, then add",
    advice: 'Declare a HostPassthroughDevice; set `reboot: "ifNeeded"`, or reboot the host.',
  },
  "not-capable": {
    verdict: "refused",
    rule: "The device is passthrough capable.",
    why: "vSphere refuses to configure it.",
    source: "HostPciPassthruInfo.passthruCapable",
    advice: "Choose another device.",
  },
  "not-connected": {
    verdict: "refused",
    rule: "The host is connected, and not in maintenance mode by somebody else.",
    why: "Facts of a host that is away are stale, and who works on it must not be disturbed.",
    source: "HostSystem.runtime",
    advice: "Reconnect the host, or take it out of maintenance mode.",
  },
  "other-server": {
    verdict: "refused",
    rule: "The server is the one that the state was written against.",
    why: "A wrong endpoint must never hit another site's `host-12`.",
    source: "Managed object IDs are unique per server only",
    advice: "Correct `vsphere:vsphereServer`, or name the new server in `vsphere-passthrough:acceptServer`.",
  },
  "platform-limit": {
    verdict: "refused",
    rule: "A VM has no more passthrough devices than the host allows for its hardware version.",
    why: "The server would refuse the reconfiguration.",
    source: "VirtualPCIControllerOption.numPCIPassthroughDevices; vSphere configuration maximums",
    advice: "Attach fewer, or upgrade the VM's compatibility.",
  },
  power: {
    verdict: "refused",
    rule: "A VM whose PCI devices change is off, or `power` allows taking it down.",
    why: "Fixed passthrough devices cannot be hot-added or hot-removed.",
    source: "vSphere: hot plug",
    advice: 'Turn the VM off, or set `power` to "shutdown" or "powerOff".',
  },
  "refused-by-policy": {
    verdict: "refused",
    rule: "No reboot, power cycle or replacement that the `refuse` setting forbids.",
    why: "Outside of a maintenance window a pipeline must not be able to do it, whatever the program says.",
    source: "`vsphere-passthrough:refuse`",
    advice: "Run it in a maintenance window, without the setting.",
  },
  "server-host": {
    verdict: "refused",
    rule: "The host that runs the vCenter we talk to is not rebooted.",
    why: "The operation would cut itself off half-way.",
    source: "A vCenter is a VM on one of its hosts",
    advice: "Move the vCenter to another host first.",
  },
  "server-vm": {
    verdict: "refused",
    rule: "The vCenter we talk to is not taken down.",
    why: "The operation would cut itself off half-way.",
    source: "A vCenter is a VM on one of its hosts",
    advice: "Choose another VM.",
  },
  "sriov-physical-function": {
    verdict: "refused",
    rule: "A physical function with SR-IOV on is not passed through as a whole.",
    why: "Its virtual functions, and the VMs that have them, would be gone.",
    source: "HostSriovInfo",
    advice: "Pass a virtual function through, or turn SR-IOV off first.",
  },
  "vm-state": {
    verdict: "refused",
    rule: "The VM has no snapshots, is not suspended, a template or inaccessible, runs neither nested virtualisation nor fault tolerance, and has no pending question.",
    why: "vSphere refuses passthrough devices there, or the VM would not power on.",
    source: "vSphere: features lost with DirectPath I/O",
    advice: "Mend what the message names.",
  },
  "vmotion-enabled": {
    verdict: "refused",
    rule: "DRS does not migrate a VM that has a passthrough device.",
    why: "A VM with a passthrough device cannot be moved while it runs.",
    source: 'vSphere: "cannot vMotion"',
    advice: 'Leave `drsAutomation` at "disabled"; enable per-VM overrides on the cluster.',
  },
  "wrong-host": {
    verdict: "refused",
    rule: "The VM is on the host that has the device.",
    why: "A device serves VMs of its own host only.",
    source: "vSphere: a device belongs to its host",
    advice: "Move the VM while it is off, or use a device of its host.",
  },
  adopted: {
    verdict: "flagged",
    rule: "The setting was there before.",
    why: "Deleting the resource will take it away all the same.",
    source: "Create adopts what is in the wanted state",
    advice: "Set `retainOnDelete` if it has to outlive the resource.",
  },
  drift: {
    verdict: "flagged",
    rule: "The server differs from the state, or breaks a rule that was fulfilled when the resource was applied.",
    why: "Nothing is written for an unchanged program, so what has gone bad stays so, and nothing is refused.",
    source: "Pulumi compares inputs with the state",
    advice: "Run with `--refresh`: what can be repaired is then an update. Else do what the message says.",
  },
  "host-reboot": {
    verdict: "flagged",
    rule: "A change needs a reboot of the host.",
    why: "Disabling always does; enabling does unless the host can apply it at once.",
    source: 'vSphere: "the host has to be rebooted"; HostCapability.deviceRebindWithoutRebootSupported',
    advice: "Plan a maintenance window.",
  },
  "lost-features": {
    verdict: "flagged",
    rule: "With its first passthrough device a VM loses vMotion, snapshots, suspend, fault tolerance and HA restart elsewhere.",
    why: "The device's state cannot be moved or saved.",
    source: "vSphere: features lost with DirectPath I/O",
    advice: "Make sure that nobody relies on them for this VM.",
  },
  "power-cycle": {
    verdict: "flagged",
    rule: "A running VM is taken down and started again.",
    why: "Its PCI devices change, and `power` allows it.",
    source: "vSphere: hot plug",
    advice: "Plan a maintenance window.",
  },
  "reboot-pending": {
    verdict: "flagged",
    rule: "A device's configuration waits for a host reboot.",
    why: "`enabled` and `active` differ until then.",
    source: "HostPciPassthruInfo",
    advice: 'Reboot the host, or set `reboot: "ifNeeded"`.',
  },
  siblings: {
    verdict: "flagged",
    rule: "Other functions follow the same `dependentDevice`.",
    why: "They leave the hypervisor, and come back, together with the device.",
    source: "HostPciPassthruInfo.dependentDevice",
    advice: "See that the host needs none of them.",
  },
  unordered: {
    verdict: "flagged",
    rule: "An attachment takes its VM and device from the resources that prepare them.",
    why: "Without data between them Pulumi runs them in any order, and deletes them in any order.",
    source: "Pulumi: order comes from data",
    advice: "Write `vm: memory.vm` and `device: gpu`.",
  },
  "vm-unborn": {
    verdict: "flagged",
    rule: "The VM does not exist yet.",
    why: "Rules that need it run at apply; created powered on, it has to be taken down.",
    source: "Pulumi: outputs are unknown at the first preview",
    advice: 'Set `power` to "shutdown" or "powerOff", or create the VM powered off.',
  },
} as const satisfies Record<string, RuleRow>;

/** Every rule by its id, as it ends a message. */
export type RuleId = keyof typeof rows;

export const ruleCatalog: Readonly<Record<RuleId, RuleRow>> = rows;

/** Rows of the rule table for resources of the `vsphere` package; see catalog.ts. */
export const foreignRows = {
  "device-owner": {
    verdict: "refused",
    rule: "A `vsphere.VirtualMachine` whose devices are attached by VmPciAttachment does not claim `pciDeviceIds` itself.",
    why: "Two owners of one list: each update of the one undoes what the other did, with a power cycle every time.",
    source: "The vsphere provider writes the whole list",
    advice: 'Remove `pciDeviceIds` there and set `ignoreChanges: ["pciDeviceIds"]`.',
  },
  "device-removal": {
    verdict: "flagged",
    rule: "A `vsphere.VirtualMachine` with a passthrough device ignores changes of `pciDeviceIds`.",
    why: "The vsphere provider reads the attached device into its state, and its next update then takes it away and power-cycles the VM.",
    source: "The vsphere provider: `pciDeviceIds` is read back, and not computed",
    advice: 'Set `ignoreChanges: ["pciDeviceIds"]` on the VirtualMachine.',
  },
  "ha-restart": {
    verdict: "flagged",
    rule: "No `vsphere.HaVmOverride` relies on HA to restart a VM with a passthrough device on another host.",
    why: "The VM can be powered on only where its device is; a response that takes it down for a restart elsewhere just takes it down.",
    source: "vSphere: features lost with DirectPath I/O",
    advice: "Leave the VM's HA settings at what the cluster has, or turn the responses off for it.",
  },
  "reservation-reset": {
    verdict: "refused",
    rule: "A `vsphere.VirtualMachine` with a passthrough device, or with a VmMemoryReservation, reserves all of its memory.",
    why: "The vsphere provider sends its own reservation with every update, also of something else; the VM then fails at its next power-on.",
    source: "The vsphere provider: a reconfigure carries the whole memory allocation",
    advice: "Set `memoryReservation` to `memory` and `memoryReservationLockedToMax: true` on the VirtualMachine.",
  },
  "vmotion-network": {
    verdict: "flagged",
    rule: "vMotion is not turned on by a `vsphere.Vnic` only for hosts of passthrough devices.",
    why: "VMs with a passthrough device cannot be moved, so such a network serves nobody that this program knows of.",
    source: 'vSphere: "cannot vMotion"',
    advice: "Remove the service, unless other VMs of these hosts need it.",
  },
} as const;

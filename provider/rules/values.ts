/** Closed sets of values that inputs take, and their defaults. */

/** Vendor and device id, four lower-case hex digits each. */
export interface PciIds {
  readonly vendorId: string;
  readonly deviceId: string;
}

export const criticalReasons = ["management", "uplink", "datastore", "boot", "usb", "graphics"] as const;
/** Why the host itself needs a device; see rule `critical-device`. */
export type CriticalReason = (typeof criticalReasons)[number];

export const rebootPolicies = ["never", "ifNeeded"] as const;
/** Whether a host may be rebooted. */
export type RebootPolicy = (typeof rebootPolicies)[number];

export const evacuatePolicies = ["refuse", "drs", "shutdown"] as const;
/** What may happen to the VMs of a host that must reboot. */
export type EvacuatePolicy = (typeof evacuatePolicies)[number];

export const powerPolicies = ["requireOff", "shutdown", "powerOff"] as const;
/** How a running VM may be taken down. */
export type PowerPolicy = (typeof powerPolicies)[number];

export const drsAutomations = ["disabled", "manual", "unmanaged"] as const;
/** The DRS override of a VM with a passthrough device. */
export type DrsAutomation = (typeof drsAutomations)[number];

/** What the `refuse` setting can forbid. */
export const refusals = ["reboot", "power-cycle", "replace"] as const;
export type Refusal = (typeof refusals)[number];

/** What an input means that is not given. */
export const defaults = {
  reboot: "never",
  evacuate: "refuse",
  /** Minutes; bounds entering maintenance mode and coming back, each. */
  rebootTimeoutMinutes: 30,
  power: "requireOff",
  /** Minutes a guest has to shut down. */
  powerTimeoutMinutes: 10,
  drsAutomation: "disabled",
  maxDevicesPerVm: 2,
} as const;

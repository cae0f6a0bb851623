/**
 * What `vsphere-passthrough doctor --json` prints: this shape is public. Fields are added, never renamed or removed, within
 * one `version`. Texts from the server are safe to print.
 */
export interface Diagnosis {
  readonly version: 1;
  /** Nothing is missing, of the host and of the VM if one was asked for: exit code 0. */
  readonly ready: boolean;
  readonly apiVersion: string;
  readonly host: HostDiagnosis;
  readonly vm: VmDiagnosis | null;
}

export interface HostDiagnosis {
  readonly id: string;
  readonly name: string;
  readonly ready: boolean;
  readonly checks: readonly Check[];
  /** In the order of their addresses; empty while the host is away. */
  readonly devices: readonly DeviceFinding[];
}

export interface VmDiagnosis {
  readonly id: string;
  readonly name: string;
  readonly ready: boolean;
  readonly checks: readonly Check[];
  /** Addresses of the devices that it has. */
  readonly devices: readonly string[];
}

export interface Check {
  readonly step: Step;
  /** `note`: nothing is missing, but worth knowing. */
  readonly state: "ok" | "missing" | "note";
  /** The message of a rule ends in its id, and is the one that a preview would show. */
  readonly text: string;
}

export type Step =
  | "connection"
  | "iommu"
  | "devices"
  | "reboot"
  | "interrupt-remapping"
  | "host"
  | "hardware-version"
  | "state"
  | "memory"
  | "drs"
  | "limit"
  | "device"
  | "power";

export interface DeviceFinding {
  readonly address: string;
  readonly vendorId: string;
  readonly deviceId: string;
  readonly classId: string;
  readonly vendorName: string;
  readonly deviceName: string;
  /**
   * `available`: can be passed through; `active`: is, and no VM has it; `used`: a VM has it; `waiting`: for a host reboot;
   * `needed`: by the host itself; `incapable`: cannot be passed through, or not as it is set up.
   */
  readonly state: "available" | "active" | "used" | "waiting" | "needed" | "incapable";
  /** Why it is `needed` or `incapable`, or which VMs have it. */
  readonly reasons: readonly string[];
  /** Other functions that leave the hypervisor, and come back, together with it. */
  readonly siblings: readonly string[];
  readonly enabled: boolean;
  readonly active: boolean;
}

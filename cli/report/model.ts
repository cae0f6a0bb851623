/**
 * The plan report, and what `--format json` prints: this shape is public. Fields are added, never renamed or removed,
 * within one `version`. Lists are sorted, so that the same plan gives the same report.
 */
export interface Report {
  readonly version: 1;
  /** False: the preview was refused, and what comes after the refusal is not known. */
  readonly complete: boolean;
  /** One line, such as `1 host reboots, 2 VMs lose power`. */
  readonly headline: string;
  readonly hosts: readonly HostReport[];
  readonly vms: readonly VmReport[];
  readonly reservations: readonly ReservationChange[];
  /** Resources of this package that are deleted and created anew. */
  readonly replacements: readonly Replacement[];
  /** Resources of this package that go. */
  readonly deletions: readonly Deletion[];
  /** Flagged by rules other than those of `hosts` and `vms`. */
  readonly warnings: readonly Message[];
  /** Why the preview failed. */
  readonly refusals: readonly Message[];
  /** What the plan has that `--refuse` forbids: any makes exit code 2. */
  readonly refused: readonly Refused[];
  /** How many resources of other packages change; this report says nothing about them. */
  readonly otherChanges: number;
}

/** A resource of the program. */
export interface ResourceRef {
  /** Its name in the program. */
  readonly resource: string;
  readonly urn: string;
}

/** A host or VM. */
export interface ObjectRef {
  /** Managed object ID, such as `host-12`; null while it is not known. */
  readonly id: string | null;
  /** As far as the preview tells: its name, else what the program calls it, else its ID. */
  readonly name: string;
}

export interface HostReport extends ObjectRef {
  /**
   * `planned`: this program reboots it. `needed`: a change needs a reboot and nobody does it, so the change stays pending.
   * `pending`: an earlier change still waits for one. `none`: it keeps running.
   */
  readonly reboot: "planned" | "needed" | "pending" | "none";
  /** What may happen to the VMs that run there; null unless the reboot is planned. */
  readonly evacuate: "refuse" | "drs" | "shutdown" | null;
  readonly devices: readonly DeviceChange[];
  /** The preview's own words. */
  readonly messages: readonly string[];
}

export interface DeviceChange extends ResourceRef {
  /** `SSSS:BB:DD.F`; null while it is not known. */
  readonly address: string | null;
  /** Its name, as far as the preview tells, else its ids (`10de:1eb8`). */
  readonly deviceName: string | null;
  /**
   * `enable`, `disable`: into or out of passthrough. `finish`: an earlier change becomes active by the reboot. `wait`: an
   * earlier change goes on waiting. `settings`: anything else.
   */
  readonly change: "enable" | "disable" | "finish" | "wait" | "settings";
}

export interface VmReport extends ObjectRef {
  /**
   * `lost`: taken down and started again. `ifRunning`: the same, if it runs; the preview does not tell. `unborn`: this
   * program creates the VM. `kept`: it stays as it is.
   */
  readonly power: "lost" | "ifRunning" | "unborn" | "kept";
  /** How it is taken down; null if it is not, or only for a host's reboot. */
  readonly policy: "requireOff" | "shutdown" | "powerOff" | null;
  readonly devices: readonly AttachmentChange[];
  /** Name of the host whose reboot shuts the VM down (`evacuate: "shutdown"`). */
  readonly shutDownFor: string | null;
  /** The preview's own words. */
  readonly messages: readonly string[];
}

export interface AttachmentChange extends ResourceRef {
  readonly address: string | null;
  readonly deviceName: string | null;
  readonly host: ObjectRef;
  /** `mmio`: the size of the MMIO space changes, which needs a power cycle too. */
  readonly change: "attach" | "detach" | "mmio" | "settings";
}

export interface ReservationChange extends ResourceRef {
  readonly vm: ObjectRef;
  readonly change: "reserve" | "repair" | "release";
  /** What a release puts back; null for other changes, or where the state does not tell. */
  readonly restoredMB: number | null;
}

export interface Replacement extends ResourceRef {
  readonly kind: Kind;
  /** ID, such as `host-12/0000:3b:00.0`. */
  readonly from: string;
  readonly to: string | null;
  /** Inputs that force it; empty where Pulumi names none, since something that it depends on is replaced. */
  readonly because: readonly string[];
}

export interface Deletion extends ResourceRef {
  readonly kind: Kind;
  readonly id: string;
  /** `none` also for what is left in place (`retained`). */
  readonly costs:
    | "reboot"
    | "rebootByHand"
    | "powerCycle"
    | "powerCycleIfRunning"
    | "needsOff"
    | "reservation"
    | "none";
  /** `retainOnDelete`: it leaves the program, and vSphere keeps it. */
  readonly retained: boolean;
}

export interface Message {
  /** Rule that says it; null for errors of others. */
  readonly rule: string | null;
  readonly resource: string | null;
  readonly urn: string | null;
  readonly text: string;
}

export const refusable = ["reboot", "power-cycle", "replace"] as const;
export type Refusable = (typeof refusable)[number];

export interface Refused {
  readonly what: Refusable;
  /** The host, VM or resource that it happens to. */
  readonly subject: string;
  /** Names of the program's resources that cause it. */
  readonly resources: readonly string[];
}

export type Kind = "device" | "attachment" | "memory";

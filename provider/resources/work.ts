/** What resources hand in to be done on a host or a VM, together with what others hand in. */
import type { DrsAutomation, EvacuatePolicy, PowerPolicy, RebootPolicy } from "../rules/values";
import type { DrsOverride, FixedDevice, HostFacts, PassthruChange, VmFacts } from "../vsphere/types";
import type { Objects } from "../vsphere/vsphere";

/** What one resource wants of its host. */
export interface HostItem {
  readonly address: string;
  /** Another device whose change waits for the same reboot: the one that a replacement has given back. */
  readonly formerAddress?: string | undefined;
  readonly urn: string | undefined;
  /** Judged on fresh facts, right before the write; rejects to refuse. undefined: nothing to write. */
  decide(host: HostFacts): Promise<PassthruChange | undefined>;
  /** Right before a write that has something of this item in it: from then on it may be there. */
  begin?(host: HostFacts): void;
  readonly reboot: RebootPolicy;
  readonly evacuate: EvacuatePolicy;
  readonly rebootTimeoutMs: number;
}

export interface HostOutcome {
  readonly host: HostFacts;
  /** What was written for this item. */
  readonly written: boolean;
  /** The change is written, but the reboot it needs, or what an earlier one left to do, failed. */
  readonly rebootError?: unknown;
}

/** A part of one ReconfigVM_Task. */
export interface VmPart {
  readonly addDevices?: readonly FixedDevice[];
  readonly removeDevices?: readonly number[];
  readonly memory?: { readonly reservationMB: number; readonly locked: boolean };
  readonly extraConfig?: Readonly<Record<string, string>>;
  /** How DRS has to be kept off the VM while it has a device. */
  readonly drsAutomation?: DrsAutomation;
  /** Fixed PCI devices change only while the VM is off. */
  readonly needsOff: boolean;
}

/** What one resource wants of its VM. */
export interface VmItem {
  readonly urn: string | undefined;
  readonly power: PowerPolicy;
  readonly powerTimeoutMs: number;
  /**
   * What becomes of a VM that was taken down: `now` starts it, `later` leaves that to the create half of the same
   * replacement, `never` has nothing to do with power.
   */
  readonly restart: "now" | "later" | "never";
  /** What is judged beside the VM, as far as it is known: it is read anew together with the VM. Default: nothing. */
  around?(): Promise<Objects>;
  /**
   * Judged on fresh facts, before the VM is taken down and again right before the write; rejects to refuse.
   * undefined: nothing to write.
   */
  decide(vm: VmFacts): Promise<VmPart | undefined>;
  /** Right before a write that has something of this item in it: from then on it may be there. */
  begin?(vm: VmFacts): void;
}

/** What one VM wants of its cluster. */
export interface DrsItem {
  readonly vmId: string;
  readonly override: DrsOverride | undefined;
}

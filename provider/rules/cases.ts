import type { ClusterFacts, HostFacts, HostUse, PassthruInfo, PciDevice, VmFacts } from "../vsphere/types";
import type { CriticalReason, DrsAutomation, PciIds, PowerPolicy } from "./values";

/** A HostPassthroughDevice is about to be enabled. */
export interface EnableCase {
  readonly host: HostFacts;
  readonly address: string;
  /** undefined: no device at that address. */
  readonly device: PciDevice | undefined;
  readonly info: PassthruInfo | undefined;
  readonly use: HostUse;
  readonly expect: PciIds | undefined;
  readonly allowCritical: readonly CriticalReason[];
  readonly hardwareLabel: string | undefined;
  /** Of the server, such as `8.0.2.0`. */
  readonly apiVersion: string;
}

/** A device that counts on a VM, with the words a message uses for it. */
export interface CountedDevice {
  readonly identity: string;
  readonly label: string;
}

/** A VmPciAttachment is about to attach. What is not known yet is undefined and skips the rules that need it. */
export interface AttachCase {
  readonly vm: VmFacts | undefined;
  /** How the VM is called in messages, also before it exists. */
  readonly vmLabel: string;
  /** How this attachment is called beside others that claim its device. */
  readonly claim: string;
  readonly host: HostFacts | undefined;
  /** The host the VM is on, when it is another one than `host`. */
  readonly vmHostName: string | undefined;
  readonly address: string | undefined;
  readonly device: PciDevice | undefined;
  readonly info: PassthruInfo | undefined;
  readonly expect: PciIds | undefined;
  readonly power: PowerPolicy;
  readonly drsAutomation: DrsAutomation;
  readonly cluster: ClusterFacts | undefined;
  /** Live and declared devices of the VM, less those that leave in the same step. */
  readonly counted: readonly CountedDevice[];
  /** undefined: what the host itself allows. */
  readonly maxDevicesPerVm: number | undefined;
  /** What the host allows for the VM; undefined where the count is below what every platform takes. */
  readonly platformMaximum: number | undefined;
  readonly mmio64SizeGB: number | undefined;
  /** Other VMs that hold the device, in this program or on the host. */
  readonly holders: readonly Holder[];
  readonly reservation: Declared;
  readonly enabling: Declared;
  /** "apply": facts are those right before the write; "unchanged": nothing is written, and what has gone bad is said. */
  readonly phase: "preview" | "apply" | "unchanged";
}

export interface Holder {
  readonly label: string;
  readonly by: "program" | "running" | "configured";
}

/** Whether this program makes true what a rule needs: `yes`, `no`, or only up to a reboot that nobody does. */
export type Declared = "yes" | "no" | "withoutReboot";

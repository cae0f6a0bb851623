import type { Program, Vm } from "./foreignModel";
import { labelOf, type Recorded } from "./foreignRecorded";

/** A resource that goes against a rule. */
export interface Offender {
  readonly urn: string;
  /** What a message says of it: its label, and what was found. */
  readonly found: string;
}

/** A rule over resources of the `vsphere` package. */
export type ForeignRuleId =
  | "device-owner"
  | "device-removal"
  | "ha-restart"
  | "reservation-reset"
  | "vmotion-enabled"
  | "vmotion-network"
  | "wrong-host";

export interface ForeignRule {
  readonly id: ForeignRuleId;
  readonly verdict: "refused" | "flagged";
  /** What a message begins with: the property of the `vsphere` resource. */
  readonly property: string;
  readonly wrong: string;
  readonly expected: string;
  readonly advice: string;
  offenders(program: Program): readonly Offender[];
}

/** The name of a VM in messages. */
export function vmLabel({ machines, attachments, reservations }: Vm): string {
  const [machine] = machines;
  if (machine !== undefined) return labelOf(machine);
  const own = attachments.length > 0 ? attachments : reservations;
  return `the VM of ${own.map(labelOf).sort().join(", ")}`;
}

export function offender(resource: Recorded, detail: string): Offender {
  return { urn: resource.urn, found: `${labelOf(resource)} (${detail})` };
}

export function written(resources: readonly Recorded[]): readonly Recorded[] {
  return resources.filter(({ readId }) => readId === undefined);
}

/** VMs that the program gives a device. */
export function passthroughVms({ vms }: Program): readonly Vm[] {
  return vms.filter(({ attachments }) => attachments.length > 0);
}

/**
 * What a host reboots for, and what a VM goes down for: one text for all changes. It happens once for all that is created
 * and changed, and once more where deletions need it too, since Pulumi deletes last.
 */
import type { ClusterFacts, HostFacts, VmFacts } from "../vsphere/types";
import { isAgent } from "./evacuation";
import { isMovedByDrs } from "./migratable";
import { type Flag, flag } from "./rule";
import type { EvacuatePolicy, PowerPolicy, RebootPolicy } from "./values";
import { hostLabel, vmLabel } from "./wording";

export type ChangeKind = "enable" | "disable" | "finish" | "attach" | "detach" | "resize";

/** A change that takes a host, or a VM, down. */
export interface PlannedChange {
  readonly change: ChangeKind;
  readonly address: string;
  /** Comes with a deletion, after all that is created and changed. */
  readonly isLast?: boolean;
}

const verbs: Readonly<Record<ChangeKind, (addresses: string) => string>> = {
  enable: (addresses) => `enable ${addresses}`,
  disable: (addresses) => `take ${addresses} out of passthrough`,
  finish: (addresses) => `finish the pending change of ${addresses}`,
  attach: (addresses) => `attach ${addresses}`,
  detach: (addresses) => `detach ${addresses}`,
  resize: (addresses) => `set the MMIO space for ${addresses}`,
};

/** `attach 0000:3b:00.0, 0000:5e:00.0 and detach 0000:af:00.0`; the order of the program does not matter. */
export function describeChanges(changes: readonly PlannedChange[]): string {
  const parts = (Object.keys(verbs) as ChangeKind[]).flatMap((kind) => {
    const addresses = changes.filter(({ change }) => change === kind).map(({ address }) => address);
    return addresses.length === 0 ? [] : [verbs[kind]([...new Set(addresses)].sort().join(", "))];
  });
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}

/** How a text ends that speaks of two reboots or power cycles. */
export const deletionsLast = "since deletions come last";

/** The same, where deletions need a second reboot or power cycle. */
function describeTwice(changes: readonly PlannedChange[], again: string): string {
  const first = changes.filter(({ isLast }) => isLast !== true);
  const last = changes.filter(({ isLast }) => isLast === true);
  if (first.length === 0 || last.length === 0) return describeChanges(changes);
  return `${describeChanges(first)}, and ${again} to ${describeChanges(last)}, ${deletionsLast}`;
}

export interface RebootCase {
  readonly host: HostFacts;
  readonly changes: readonly PlannedChange[];
  readonly reboot: RebootPolicy;
  readonly evacuate: EvacuatePolicy;
  /** VMs that run on the host now. */
  readonly running: readonly VmFacts[];
  /** undefined: none, or not known. */
  readonly cluster: ClusterFacts | undefined;
}

function canMove({ host, cluster }: RebootCase, vm: VmFacts): string {
  if (vm.devices.length > 0) return "has a passthrough device and cannot be moved";
  if (host.clusterId === undefined) return "cannot be moved, there is no cluster";
  return cluster === undefined || isMovedByDrs(cluster, vm) ? "can be moved" : "can be moved by hand, not by DRS";
}

function whoReboots({ reboot, evacuate }: RebootCase): string {
  return reboot === "ifNeeded"
    ? `this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "${evacuate}")`
    : 'this program does not reboot it (reboot: "never"); the change stays pending until somebody does';
}

export function hostReboot(subject: RebootCase): Flag {
  const { host, changes } = subject;
  const running = subject.running
    .filter((vm) => !isAgent(vm))
    .map((vm) => `${vmLabel(vm)} ${canMove(subject, vm)}`)
    .sort();
  // Somebody else may well reboot once for all of it.
  const what = subject.reboot === "ifNeeded" ? describeTwice(changes, "another one") : describeChanges(changes);
  return flag("host-reboot", "host", {
    wrong: `${hostLabel(host)} needs a reboot to ${what}`,
    found: running.length === 0 ? "no VM running there" : `running there: ${running.join(", ")}`,
    expected: whoReboots(subject),
  });
}

const takenDown: Readonly<Record<PowerPolicy, string>> = {
  requireOff: "does not allow that",
  shutdown: "shuts the guest down gracefully",
  powerOff: "cuts the power without asking the guest",
};

export function powerCycle(vm: VmFacts, policy: PowerPolicy, changes: readonly PlannedChange[]): Flag {
  return flag("power-cycle", "vm", {
    wrong: `${vmLabel(vm)} is taken down and started again to ${describeTwice(changes, "once more")}`,
    found: `it is ${vm.powerState === "suspended" ? "suspended" : "running"}`,
    expected: `power: "${policy}" ${takenDown[policy]}`,
  });
}

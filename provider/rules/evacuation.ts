import type { ClusterFacts, HostFacts, VmFacts } from "../vsphere/types";
import { isMovedByDrs } from "./migratable";
import type { Problem } from "./rule";
import type { EvacuatePolicy } from "./values";
import { wording } from "./wording";

/** A VM that an extension manages (vCLS and the like): vCenter moves or stops it itself. */
export function isAgent(vm: VmFacts): boolean {
  return vm.managedBy !== undefined;
}

/** Where the VMs of a host can go. */
export interface Surroundings {
  /** VMs that have, or are about to get, a device of this host: they must not leave it. */
  readonly bound: readonly string[];
  /** undefined: none, or not known. */
  readonly cluster: ClusterFacts | undefined;
  /** Other hosts of the cluster that take VMs; undefined: not known. */
  readonly targets: readonly HostFacts[] | undefined;
}

/** Running VMs of a host that `evacuate` does not allow to touch; agents are neither counted nor touched. */
export function evacuationProblem(
  host: HostFacts,
  running: readonly VmFacts[],
  evacuate: EvacuatePolicy,
  { bound, cluster, targets }: Surroundings,
): Problem | undefined {
  const vms = running.filter((vm) => !isAgent(vm));
  if (vms.length === 0) return undefined;
  if (evacuate === "shutdown") {
    const deaf = vms.filter((vm) => !vm.toolsRunning);
    return deaf.length === 0 ? undefined : wording.evacuationWithoutTools(host, deaf);
  }
  if (evacuate === "refuse") return wording.evacuationRefused(host, vms);
  if (host.clusterId === undefined) return wording.evacuationWithoutCluster(host, vms);
  const pinned = vms.filter((vm) => vm.devices.length > 0 || bound.includes(vm.id));
  if (pinned.length > 0) return wording.evacuationPinned(host, pinned);
  if (targets?.length === 0) return wording.evacuationNowhere(host, vms);
  const left = cluster === undefined ? [] : vms.filter((vm) => !isMovedByDrs(cluster, vm));
  return cluster === undefined || left.length === 0 ? undefined : wording.evacuationByHand(host, left, cluster);
}

import type { HostFacts, VmFacts } from "../vsphere/types";
import type { Problem } from "./rule";
import type { EvacuatePolicy } from "./values";
import { wording } from "./wording";

/** A VM that an extension manages (vCLS and the like): vCenter moves or stops it itself. */
export function isAgent(vm: VmFacts): boolean {
  return vm.managedBy !== undefined;
}

/** Running VMs of a host that `evacuate` does not allow to touch; agents are neither counted nor touched. */
export function evacuationProblem(
  host: HostFacts,
  running: readonly VmFacts[],
  evacuate: EvacuatePolicy,
  /** VMs that have, or are about to get, a device of this host: they must not leave it. */
  bound: readonly string[],
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
  return pinned.length === 0 ? undefined : wording.evacuationPinned(host, pinned);
}

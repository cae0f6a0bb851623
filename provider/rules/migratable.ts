import type { ClusterFacts, DrsOverride, VmFacts } from "../vsphere/types";

/** The level that counts for a VM: its override where the cluster honours overrides, else the cluster's. */
function effectiveBehavior(cluster: ClusterFacts, override: DrsOverride | undefined): string | undefined {
  if (!cluster.drsEnabled) return undefined;
  if (!cluster.overridesEnabled || override === undefined) return cluster.defaultBehavior;
  if (override.enabled === false) return undefined;
  return override.behavior ?? cluster.defaultBehavior;
}

/** DRS moves the VM without asking anybody: at a lower level it only recommends. */
export function isMovedByDrs(cluster: ClusterFacts, vm: VmFacts): boolean {
  return effectiveBehavior(cluster, cluster.overrides[vm.id]) === "fullyAutomated";
}

/** DRS is on and would move the VM: the effective level is fully or partially automated. */
export function isMigratable(cluster: ClusterFacts, override: DrsOverride | undefined): boolean {
  const behavior = effectiveBehavior(cluster, override);
  return behavior === "fullyAutomated" || behavior === "partiallyAutomated";
}

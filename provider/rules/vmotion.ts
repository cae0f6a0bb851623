import type { AttachCase } from "./cases";
import { isMigratable } from "./migratable";
import { type Flag, flag, type Rule } from "./rule";
import { wording } from "./wording";

export type DrsCase = Pick<AttachCase, "vm" | "vmLabel" | "cluster" | "drsAutomation" | "phase">;

export const vmotionEnabled: Rule<DrsCase, "drsAutomation"> = {
  id: "vmotion-enabled",
  property: "drsAutomation",
  violated({ vm, vmLabel, cluster, drsAutomation, phase }) {
    if (vm === undefined || cluster === undefined) return undefined;
    const override = cluster.overrides[vm.id];
    if (!isMigratable(cluster, override)) return undefined;
    if (!cluster.overridesEnabled) return wording.vmotionByOverridesOff(vmLabel, cluster);
    // At preview somebody else may still set the override, so it is flagged there.
    if (drsAutomation === "unmanaged")
      return phase === "preview" ? undefined : wording.vmotionUnmanaged(vmLabel, cluster);
    return phase === "unchanged" ? wording.vmotionNotHeld(vmLabel, cluster) : undefined;
  },
};

/** At apply that is refused; until then somebody else may set the override. */
export function migratedUnmanaged({ vm, vmLabel, cluster, drsAutomation }: DrsCase): Flag | undefined {
  if (vm === undefined || cluster === undefined || drsAutomation !== "unmanaged") return undefined;
  if (!isMigratable(cluster, cluster.overrides[vm.id])) return undefined;
  return flag("vmotion-enabled", "drsAutomation", wording.vmotionUnmanaged(vmLabel, cluster));
}

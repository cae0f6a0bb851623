import type { EnableCase } from "./cases";
import type { Rule } from "./rule";
import { wording } from "./wording";

/** `HostPciPassthruConfig.hardwareLabel` came with vSphere 7.0 U2. */
const since = [7, 0, 2];

export function knowsLabels(apiVersion: string): boolean {
  const parts = apiVersion.split(".").map(Number);
  for (const [index, wanted] of since.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

export const labelVersion: Rule<EnableCase, "hardwareLabel"> = {
  id: "label-version",
  property: "hardwareLabel",
  violated: ({ hardwareLabel, apiVersion }) =>
    hardwareLabel === undefined || knowsLabels(apiVersion) ? undefined : wording.labelVersion(apiVersion),
};

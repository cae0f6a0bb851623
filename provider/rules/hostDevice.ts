import { deviceExists, noIommu, notCapable } from "./capability";
import type { EnableCase } from "./cases";
import { criticalDevice } from "./criticalDevice";
import { enableNotConnected } from "./hostState";
import { enableIdentity } from "./identity";
import { labelVersion } from "./label";
import type { Rule } from "./rule";
import { sriovPhysicalFunction } from "./sriov";

export type EnableProperty = "host" | "address" | "hardwareLabel";

/** What enabling passthrough is refused for, in the order in which messages are shown. */
export const enableRules: readonly Rule<EnableCase, EnableProperty>[] = [
  enableNotConnected,
  deviceExists,
  enableIdentity,
  noIommu,
  notCapable,
  sriovPhysicalFunction,
  criticalDevice,
  labelVersion,
];

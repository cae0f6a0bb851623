import { deviceExists, noIommu, notCapable } from "./capability";
import type { EnableCase } from "./cases";
import { criticalDevice } from "./criticalDevice";
import { enableIdentity } from "./identity";
import type { Rule } from "./rule";

export type EnableProperty = "host" | "address";

/** What enabling passthrough is refused for, in the order in which messages are shown. */
export const enableRules: readonly Rule<EnableCase, EnableProperty>[] = [
  deviceExists,
  enableIdentity,
  noIommu,
  notCapable,
  criticalDevice,
];

import * as z from "zod";
import { failure } from "../rules/rule";
import { defaults, drsAutomations, type PowerPolicy, powerPolicies } from "../rules/values";
import { wording } from "../rules/wording";
import { minutes, oneOf, orUnknown, type Parsed, parseInputs, pciAddress, pciIds, reference } from "./inputs";
import type { Properties } from "./resource";
import { known } from "./unknown";

const sizeError = "expected a size in GB, a whole number from 1 to 65536";

/** The inputs of VmPciAttachment; a leaf may not be known yet. */
export const attachmentInputs = z.strictObject({
  vm: orUnknown(reference),
  address: orUnknown(pciAddress),
  host: orUnknown(reference).optional(),
  expect: orUnknown(pciIds).optional(),
  power: orUnknown(oneOf(powerPolicies)).optional(),
  powerTimeoutMinutes: orUnknown(minutes).optional(),
  drsAutomation: orUnknown(oneOf(drsAutomations)).optional(),
  mmio64SizeGB: orUnknown(
    z.int({ error: sizeError }).min(1, { error: sizeError }).max(65536, { error: sizeError }),
  ).optional(),
});

export type AttachmentInputs = z.output<typeof attachmentInputs>;

/** Levels that vSphere knows and that would let DRS migrate the VM. */
const migratingLevels: readonly unknown[] = ["partiallyAutomated", "fullyAutomated"];

export function parseAttachment(raw: Properties): Parsed<AttachmentInputs> {
  const { drsAutomation: level, ...others } = raw;
  const added = ["vmId", "hostId"];
  if (!migratingLevels.includes(level)) return parseInputs(attachmentInputs, raw, added);
  const refused = failure("vmotion-enabled", "drsAutomation", wording.vmotionByInput(String(level)));
  return { inputs: undefined, failures: [refused, ...parseInputs(attachmentInputs, others, added).failures] };
}

/** Settings that attachments of one VM share, as this one gives them. */
export function sharedSettings(inputs: AttachmentInputs) {
  return {
    power: known(inputs.power),
    drsAutomation: known(inputs.drsAutomation),
    mmio64SizeGB: known(inputs.mmio64SizeGB),
  };
}

export interface AttachmentPolicy {
  readonly power: PowerPolicy;
  readonly powerTimeoutMs: number;
}

/** How the VM may be taken down, with what is not given or not known yet at its default. */
export function powerPolicy(inputs: Pick<AttachmentInputs, "power" | "powerTimeoutMinutes">): AttachmentPolicy {
  return {
    power: known(inputs.power) ?? defaults.power,
    powerTimeoutMs: (known(inputs.powerTimeoutMinutes) ?? defaults.powerTimeoutMinutes) * 60_000,
  };
}

import type { Host } from "../model/entities";
import { fieldsOf } from "../schema";
import type { Data, Value } from "../wire/values";

const unsupported = new Set(["recordReplaySupported", "tpmSupported", "ipmiSupported"]);

/** HostCapability: all required members, and the optional ones that concern passthrough. */
export function hostCapability({ spec }: Host): Data {
  const required = fieldsOf("HostCapability").filter((field) => !field.optional);
  const flags = required.map((field): [string, Value] => [field.name, !unsupported.has(field.name)]);
  return {
    ...Object.fromEntries(flags),
    vmDirectPathGen2Supported: false,
    quickBootSupported: false,
    assignableHardwareSupported: true,
    deviceRebindWithoutRebootSupported: spec.rebindWithoutReboot,
    assignHwPciConfigSupported: true,
    iommuSLDirtyCapable: false,
    fptHotplugSupported: false,
  };
}

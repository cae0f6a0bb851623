/** The door that programs load lazily for lookups: the provider's modules cost a program nothing until then. */
import { PassthroughError, UnresolvedReferenceError } from "./errors";
import { parseMatch } from "./resources/hostDeviceInputs";
import { type ConfigLookup, readSettings, settingKeys } from "./resources/settings";
import { sentence } from "./rules/rule";
import { wording } from "./rules/wording";
import { connect } from "./vsphere/connect";
import type { VSphere } from "./vsphere/vsphere";

export { readHostPassthroughSupport, readHostPciDevices } from "./lookups";
export { fits } from "./resources/hostDeviceInputs";
export { parseMatch, settingKeys };

/** The endpoint that a configuration names. */
export function endpoint(lookup: ConfigLookup): VSphere {
  return connect(readSettings(lookup, process.env).connection);
}

/** What went wrong, in the words that a resource has for it; undefined for what is a defect of this package. */
export function messageOf(error: unknown): string | undefined {
  if (error instanceof UnresolvedReferenceError) return sentence("ambiguous", error.kind, wording.unresolved(error));
  return error instanceof PassthroughError ? error.message : undefined;
}

/** The door that programs load lazily for lookups: the provider's modules cost a program nothing until then. */
import { parseMatch } from "./resources/hostDeviceInputs";
import { type ConfigLookup, readSettings, settingKeys } from "./resources/settings";
import { connect } from "./vsphere/connect";
import type { VSphere } from "./vsphere/vsphere";

export { type HostPciDeviceRow, readHostPassthroughSupport, readHostPciDevices } from "./lookups";
export { fits } from "./resources/hostDeviceInputs";
export { parseMatch, settingKeys };

/** The endpoint that a configuration names. */
export function endpoint(lookup: ConfigLookup): VSphere {
  return connect(readSettings(lookup, process.env).connection);
}

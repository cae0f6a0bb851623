/**
 * What real servers do is not certain in these points. Each has one behaviour here by default and another one that can be
 * switched on, so that a program can be tried against both. docs/simulator.md tells where each is from.
 */
export interface Behaviours {
  /** Fault of `UpdatePassthruConfig` for a device that is not there. */
  readonly unknownDevice: "PlatformConfigFault" | "HostConfigFault" | "InvalidArgument";
  /** Fault of `UpdatePassthruConfig` for a device that is not capable of passthrough, or of SR-IOV. */
  readonly incapableDevice: "PlatformConfigFault" | "HostConfigFault";
  /** `applyNow` on a host that cannot apply at once: the change waits for the next boot, or the call fails. */
  readonly applyNowRefused: "pending" | "HostConfigFault";
  /** What a change of one function does to those with the same `dependentDevice`. */
  readonly siblings: "follow" | "stay";
  /** Type of the fault when a VM cannot be powered on with its devices; the text stays. */
  readonly powerOnRefusal: "GenericVmConfigFault" | "InvalidVmConfig";
  /** Fault for adding or removing a device while the VM runs. */
  readonly hotPlugRefusal: "GenericVmConfigFault" | "InvalidPowerState" | "DeviceHotPlugNotSupported";
  /** Whether a VM that is off can be migrated with a device; it then fails to start on the other host. */
  readonly coldMigration: "refused" | "allowed";
  /** Whether `QueryConfigTarget` still lists a device that a VM has. */
  readonly heldDevices: "listed" | "hidden";
  /** How the `deviceId` of a backing is read back: as it was written, or in the form `0x1eb8`. */
  readonly deviceIdText: "asWritten" | "hex";
  /** Sign of vendor and device ids from 8000 on in `ConfigTarget.dynamicPassthrough`. */
  readonly dynamicIds: "unsigned" | "signed";
  /** Adding a DRS or HA override that is there already, or changing one that is not. */
  readonly overrideMismatch: "InvalidArgument" | "accepted";
  /** Fault of a host that does not respond. */
  readonly silentHost: "HostNotReachable" | "HostNotConnected" | "HostCommunication";
  /** How reading properties after the end of a session fails: for each property, or as a whole. */
  readonly readWithoutSession: "missingSet" | "fault";
  /** A call in a version that is newer than the server: served in the server's own, or refused. */
  readonly newerVersion: "served" | "refused";
  /** Which members of `NoPermission` name the privilege; the older ones are deprecated since vSphere 8.0. */
  readonly noPermission: "both" | "missingPrivileges";
}

export const usualBehaviours: Behaviours = {
  unknownDevice: "PlatformConfigFault",
  incapableDevice: "PlatformConfigFault",
  applyNowRefused: "pending",
  siblings: "follow",
  powerOnRefusal: "GenericVmConfigFault",
  hotPlugRefusal: "GenericVmConfigFault",
  coldMigration: "refused",
  heldDevices: "listed",
  deviceIdText: "asWritten",
  dynamicIds: "unsigned",
  overrideMismatch: "InvalidArgument",
  silentHost: "HostNotReachable",
  readWithoutSession: "missingSet",
  newerVersion: "served",
  noPermission: "both",
};

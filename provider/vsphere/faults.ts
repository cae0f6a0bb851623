import { type FaultFacts, VSphereFaultError } from "../errors/vSphereFaultError";

/** Base of each fault type that the rules or the waits tell apart; VimFault and RuntimeFault are left out. */
const bases: Readonly<Record<string, string>> = {
  InvalidType: "InvalidRequest",
  MethodNotFound: "InvalidRequest",
  NoPermission: "SecurityError",
  NotAuthenticated: "NoPermission",
  RestrictedVersion: "SecurityError",
  HostNotConnected: "HostCommunication",
  HostNotReachable: "HostCommunication",
  InvalidPowerState: "InvalidState",
  InvalidHostState: "InvalidState",
  InvalidHostConnectionState: "InvalidHostState",
  InvalidVmState: "InvalidState",
  QuestionPending: "InvalidState",
  InvalidDatastoreState: "InvalidState",
  PlatformConfigFault: "HostConfigFault",
  HostConfigFailed: "HostConfigFault",
  GenericVmConfigFault: "VmConfigFault",
  InvalidVmConfig: "VmConfigFault",
  InvalidDeviceSpec: "InvalidVmConfig",
  InvalidDeviceBacking: "InvalidDeviceSpec",
  InvalidDeviceOperation: "InvalidDeviceSpec",
  InvalidController: "InvalidDeviceSpec",
  MissingController: "InvalidDeviceSpec",
  DeviceNotFound: "InvalidDeviceSpec",
  DeviceHotPlugNotSupported: "InvalidDeviceSpec",
  DeviceUnsupportedForVmVersion: "InvalidDeviceSpec",
  DeviceUnsupportedForVmPlatform: "InvalidDeviceSpec",
  TooManyDevices: "InvalidVmConfig",
  VmWwnConflict: "InvalidVmConfig",
  VirtualHardwareCompatibilityIssue: "VmConfigFault",
  VirtualHardwareVersionNotSupported: "VirtualHardwareCompatibilityIssue",
  DeviceNotSupported: "VirtualHardwareCompatibilityIssue",
  DeviceBackingNotSupported: "DeviceNotSupported",
  DeviceControllerNotSupported: "DeviceNotSupported",
  RemoteDeviceNotSupported: "DeviceNotSupported",
  FeatureRequirementsNotMet: "VirtualHardwareCompatibilityIssue",
  MemorySizeNotSupported: "VirtualHardwareCompatibilityIssue",
  CannotAccessVmComponent: "VmConfigFault",
  CannotAccessVmDevice: "CannotAccessVmComponent",
  MemoryHotPlugNotSupported: "VmConfigFault",
  CpuHotPlugNotSupported: "VmConfigFault",
  VmHostAffinityRuleViolation: "VmConfigFault",
  VmConfigIncompatibleForFaultTolerance: "VmConfigFault",
  InsufficientMemoryResourcesFault: "InsufficientResourcesFault",
  InsufficientCpuResourcesFault: "InsufficientResourcesFault",
  InsufficientGraphicsResourcesFault: "InsufficientResourcesFault",
  InsufficientHostCapacityFault: "InsufficientResourcesFault",
  InsufficientHostMemoryCapacityFault: "InsufficientHostCapacityFault",
  InsufficientHostCpuCapacityFault: "InsufficientHostCapacityFault",
  DisallowedMigrationDeviceAttached: "MigrationFault",
  VMotionInterfaceIssue: "MigrationFault",
  VMotionNotSupported: "VMotionInterfaceIssue",
  VMotionNotConfigured: "VMotionInterfaceIssue",
  MigrationFeatureNotSupported: "MigrationFault",
  SnapshotIncompatibleDeviceInVm: "SnapshotFault",
  VmFaultToleranceConfigIssue: "VmFaultToleranceIssue",
  FileLocked: "FileFault",
  FileNotFound: "FileFault",
  CannotAccessFile: "FileFault",
};

/** A type and its bases, most special first. A type that is not known counts as a plain MethodFault. */
export function faultTypes(type: string): readonly string[] {
  const types = [type];
  for (let base = bases[type]; base !== undefined; base = bases[base]) types.push(base);
  return type === "MethodFault" ? types : [...types, "MethodFault"];
}

/** Whether an error is a fault of the type or of one derived from it. */
export function isFault(error: unknown, type: string): error is VSphereFaultError {
  return error instanceof VSphereFaultError && error.types.includes(type);
}

type Tidy = Readonly<Record<string, unknown>>;

/** From a tidied `LocalizedMethodFault`: a task's error, an entry of a missingSet. */
export function localizedFault(value: unknown): FaultFacts {
  const { fault, localizedMessage } = objectOf(value);
  return facts(objectOf(fault), undefined, localizedMessage);
}

/** From a tidied `soap:Fault`. Its detail has one element, named after the type with `Fault` appended. */
export function soapFault(value: unknown): FaultFacts {
  const { faultstring, detail } = objectOf(value);
  const [element, body] = Object.entries(objectOf(detail)).find(([name]) => name !== "$type") ?? [];
  return facts(objectOf(body), element?.replace(/Fault$/, ""), faultstring);
}

function facts(fault: Tidy, fallback: string | undefined, message: unknown): FaultFacts {
  const { $type, faultMessage, faultCause: _, ...fields } = fault;
  const type = typeof $type === "string" ? $type : (fallback ?? "MethodFault");
  return {
    fault: type,
    types: faultTypes(type),
    serverMessage: typeof message === "string" ? message : "",
    fields,
    details: (Array.isArray(faultMessage) ? faultMessage : [faultMessage]).flatMap(detailOf),
  };
}

function detailOf(entry: unknown): readonly string[] {
  const { key, message } = objectOf(entry);
  return [key, message].filter((text): text is string => typeof text === "string" && text.trim() !== "");
}

function objectOf(value: unknown): Tidy {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Tidy) : {};
}

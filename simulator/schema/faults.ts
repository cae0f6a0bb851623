/** Faults. Every fault starts with the two members of MethodFault. Notation: `dsl.ts`. */
export const faultTypes = `
MethodFault
  faultCause?:LocalizedMethodFault faultMessage[]?:LocalizableMessage
RuntimeFault < MethodFault
VimFault < MethodFault
InvalidArgument < RuntimeFault
  invalidProperty?:s
InvalidRequest < RuntimeFault
InvalidType < InvalidRequest
  argument?:s
MethodNotFound < InvalidRequest
  receiver:@any method:s
ManagedObjectNotFound < RuntimeFault
  obj:@any
NotSupported < RuntimeFault
NotImplemented < RuntimeFault
RequestCanceled < RuntimeFault
SystemError < RuntimeFault
  reason:s
UnexpectedFault < RuntimeFault
  faultName:s fault?:LocalizedMethodFault
SecurityError < RuntimeFault
NoPermission < SecurityError
  object?:@ManagedObject privilegeId?:s missingPrivileges[]?:NoPermissionEntityPrivileges@7.0.3.2
NoPermissionEntityPrivileges @7.0.3.2
  entity:@ManagedObject@7.0.3.2 privilegeIds[]?:s@7.0.3.2
NotAuthenticated < NoPermission
RestrictedVersion < SecurityError
HostCommunication < RuntimeFault
HostNotConnected < HostCommunication
HostNotReachable < HostCommunication
NotEnoughLicenses < RuntimeFault
MethodDisabled < RuntimeFault
  source?:s
DisallowedOperationOnFailoverHost < RuntimeFault
  host:@HostSystem hostname:s
InvalidLogin < VimFault
InvalidLocale < VimFault
InvalidProperty < MethodFault
  name:s
InvalidCollectorVersion < MethodFault
NotFound < VimFault
AlreadyExists < VimFault
  name?:s
DuplicateName < VimFault
  name:s object:@any
InvalidName < VimFault
  name:s entity?:@ManagedEntity
ConcurrentAccess < VimFault
TaskInProgress < VimFault
  task:@Task
ResourceInUse < VimFault
  type?:s name?:s
Timedout < VimFault
InvalidState < VimFault
InvalidPowerState < InvalidState
  requestedState?:VirtualMachinePowerState existingState:VirtualMachinePowerState
InvalidHostState < InvalidState
  host?:@HostSystem
InvalidHostConnectionState < InvalidHostState
InvalidVmState < InvalidState
  vm:@VirtualMachine
QuestionPending < InvalidState
  text:s
ToolsUnavailable < VimFault
HostConfigFault < VimFault
PlatformConfigFault < HostConfigFault
  text:s
HostConfigFailed < HostConfigFault
  failure[]:LocalizedMethodFault
VmConfigFault < VimFault
GenericVmConfigFault < VmConfigFault
  reason:s
InvalidVmConfig < VmConfigFault
  property?:s
InvalidDeviceSpec < InvalidVmConfig
  deviceIndex:i
InvalidDeviceBacking < InvalidDeviceSpec
InvalidDeviceOperation < InvalidDeviceSpec
  badOp?:VirtualDeviceConfigSpecOperation badFileOp?:VirtualDeviceConfigSpecFileOperation
InvalidController < InvalidDeviceSpec
  controllerKey:i
MissingController < InvalidDeviceSpec
DeviceNotFound < InvalidDeviceSpec
DeviceHotPlugNotSupported < InvalidDeviceSpec
DeviceUnsupportedForVmVersion < InvalidDeviceSpec
  currentVersion:s expectedVersion:s
DeviceUnsupportedForVmPlatform < InvalidDeviceSpec
TooManyDevices < InvalidVmConfig
VmWwnConflict < InvalidVmConfig
  vm?:@VirtualMachine host?:@HostSystem name?:s wwn?:l
VirtualHardwareCompatibilityIssue < VmConfigFault
VirtualHardwareVersionNotSupported < VirtualHardwareCompatibilityIssue
  hostName:s host:@HostSystem
DeviceNotSupported < VirtualHardwareCompatibilityIssue
  device:s reason?:s
DeviceBackingNotSupported < DeviceNotSupported
  backing:s
DeviceControllerNotSupported < DeviceNotSupported
  controller:s
RemoteDeviceNotSupported < DeviceNotSupported
CannotAccessVmComponent < VmConfigFault
CannotAccessVmDevice < CannotAccessVmComponent
  device:s backing:s connected:b
FeatureRequirementsNotMet < VirtualHardwareCompatibilityIssue
  featureRequirement[]?:VirtualMachineFeatureRequirement vm?:@VirtualMachine host?:@HostSystem
MemoryHotPlugNotSupported < VmConfigFault
CpuHotPlugNotSupported < VmConfigFault
MemorySizeNotSupported < VirtualHardwareCompatibilityIssue
  memorySizeMB:i minMemorySizeMB:i maxMemorySizeMB:i
InsufficientResourcesFault < VimFault
InsufficientMemoryResourcesFault < InsufficientResourcesFault
  unreserved:l requested:l
InsufficientHostCapacityFault < InsufficientResourcesFault
  host?:@HostSystem
InsufficientHostMemoryCapacityFault < InsufficientHostCapacityFault
  unreserved:l requested:l
InsufficientGraphicsResourcesFault < InsufficientResourcesFault
VmHostAffinityRuleViolation < VmConfigFault
  vmName:s hostName:s
NoCompatibleHost < VimFault
  host[]?:@HostSystem error[]?:LocalizedMethodFault
MigrationFault < VimFault
DisallowedMigrationDeviceAttached < MigrationFault
  fault:LocalizedMethodFault
VMotionInterfaceIssue < MigrationFault
  atSourceHost:b failedHost:s failedHostEntity?:@HostSystem
VMotionNotSupported < VMotionInterfaceIssue
VMotionNotConfigured < VMotionInterfaceIssue
MigrationFeatureNotSupported < MigrationFault
  atSourceHost:b failedHostName:s failedHost:@HostSystem
SnapshotFault < VimFault
SnapshotIncompatibleDeviceInVm < SnapshotFault
  fault:LocalizedMethodFault
VmFaultToleranceIssue < VimFault
VmFaultToleranceConfigIssue < VmFaultToleranceIssue
  reason?:s entityName?:s entity?:@ManagedEntity
VmConfigIncompatibleForFaultTolerance < VmConfigFault
  fault?:LocalizedMethodFault
AlreadyUpgraded < VimFault
FileFault < VimFault
  file:s
InvalidDatastore < VimFault
  datastore?:@Datastore name?:s
`;

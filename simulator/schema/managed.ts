/** Managed objects and their properties. Notation: `dsl.ts`. */
export const managedTypes = `
ExtensibleManagedObject
  value[]?:CustomFieldValue#System.View availableField[]?:CustomFieldDef#System.View
ManagedEntity < ExtensibleManagedObject
  parent?:@ManagedEntity#System.View customValue[]?:CustomFieldValue#System.View overallStatus:ManagedEntityStatus
  configStatus:ManagedEntityStatus configIssue[]?:Event effectiveRole[]?:i#System.View permission[]?:Permission
  name:s#System.View disabledMethod[]?:s recentTask[]?:@Task declaredAlarmState[]?:AlarmState#System.View
  triggeredAlarmState[]?:AlarmState#System.View alarmActionsEnabled?:b tag[]?:Tag#System.View
ServiceInstance
  serverClock:dt#System.View capability:Capability#System.View content:ServiceContent#System.Anonymous
SessionManager
  sessionList[]?:UserSession#Sessions.TerminateSession currentSession?:UserSession#System.Anonymous
  message?:s#System.View messageLocaleList[]?:s#System.Anonymous supportedLocaleList[]?:s#System.Anonymous
  defaultLocale:s#System.Anonymous
PropertyCollector
  filter[]?:@PropertyFilter#System.View
PropertyFilter
  spec:PropertyFilterSpec partialUpdates:b
ViewManager
  viewList[]?:@View#System.View
View
ManagedObjectView < View
  view[]?:@ManagedObject
ContainerView < ManagedObjectView
  container:@ManagedEntity type[]?:s recursive:b
ListView < ManagedObjectView
InventoryView < ManagedObjectView
SearchIndex
TaskManager
  recentTask[]?:@Task#System.View description:TaskDescription#System.View maxCollector:i#System.View
Task < ExtensibleManagedObject
  info:TaskInfo
Folder < ManagedEntity
  childType[]?:s#System.View childEntity[]?:@ManagedEntity#System.View namespace?:s@7.0#System.View
  externallyManagedFolderInfo?:FolderExternallyManagedFolderInfo@9.0.0.0
StoragePod < Folder
  summary?:StoragePodSummary#System.View podStorageDrsEntry?:PodStorageDrsEntry
Datacenter < ManagedEntity
  vmFolder:@Folder#System.View hostFolder:@Folder#System.View datastoreFolder:@Folder#System.View
  networkFolder:@Folder#System.View datastore[]?:@Datastore network[]?:@Network
  configuration:DatacenterConfigInfo#System.View
ComputeResource < ManagedEntity
  resourcePool?:@ResourcePool#System.View host[]?:@HostSystem#System.View datastore[]?:@Datastore#System.View
  network[]?:@Network#System.View summary:ComputeResourceSummary environmentBrowser?:@EnvironmentBrowser#System.View
  configurationEx:ComputeResourceConfigInfo lifecycleManaged?:b@6.9.1#System.View
  configManagerEnabled?:b@8.0.0.0#System.View networkBootMode?:s@9.0.0.0#System.View
ClusterComputeResource < ComputeResource
  configuration:ClusterConfigInfo recommendation[]?:ClusterRecommendation
  drsRecommendation[]?:ClusterDrsRecommendation summaryEx:ClusterComputeResourceSummary@7.0.1.1
  hciConfig?:ClusterComputeResourceHCIConfigInfo@6.7.1 migrationHistory[]?:ClusterDrsMigration
  actionHistory[]?:ClusterActionHistory drsFault[]?:ClusterDrsFaults
HostSystem < ManagedEntity
  runtime:HostRuntimeInfo summary:HostListSummary hardware?:HostHardwareInfo capability?:HostCapability
  licensableResource:HostLicensableResourceInfo remediationState?:HostSystemRemediationState@6.7
  precheckRemediationResult?:ApplyHostProfileConfigurationSpec@6.7
  remediationResult?:ApplyHostProfileConfigurationResult@6.7 complianceCheckState?:HostSystemComplianceCheckState@6.7
  complianceCheckResult?:ComplianceResult@6.7 configManager:HostConfigManager config?:HostConfigInfo
  vm[]?:@VirtualMachine datastore[]?:@Datastore#System.View network[]?:@Network#System.View
  datastoreBrowser:@HostDatastoreBrowser#System.View systemResources?:HostSystemResourceInfo
  answerFileValidationState?:AnswerFileStatusResult@6.7 answerFileValidationResult?:AnswerFileStatusResult@6.7
HostPciPassthruSystem < ExtensibleManagedObject
  pciPassthruInfo[]:HostPciPassthruInfo sriovDevicePoolInfo[]?:HostSriovDevicePoolInfo
OptionManager
  supportedOption[]?:OptionDef setting[]?:OptionValue
ResourcePool < ManagedEntity
  summary:ResourcePoolSummary runtime:ResourcePoolRuntimeInfo owner:@ComputeResource#System.View
  resourcePool[]?:@ResourcePool#System.View vm[]?:@VirtualMachine#System.View config:ResourceConfigSpec
  namespace?:s@7.0#System.View childConfiguration[]?:ResourceConfigSpec
VirtualApp < ResourcePool
  parentFolder?:@Folder#System.View datastore[]?:@Datastore#System.View network[]?:@Network#System.View
  vAppConfig?:VAppConfigInfo parentVApp?:@ManagedEntity childLink[]?:VirtualAppLinkInfo
VirtualMachine < ManagedEntity
  capability:VirtualMachineCapability config?:VirtualMachineConfigInfo layout?:VirtualMachineFileLayout
  layoutEx?:VirtualMachineFileLayoutEx storage?:VirtualMachineStorageInfo environmentBrowser:@EnvironmentBrowser
  resourcePool?:@ResourcePool parentVApp?:@ManagedEntity resourceConfig?:ResourceConfigSpec
  runtime:VirtualMachineRuntimeInfo guest?:GuestInfo summary:VirtualMachineSummary datastore[]?:@Datastore#System.View
  network[]?:@Network#System.View snapshot?:VirtualMachineSnapshotInfo rootSnapshot[]?:@VirtualMachineSnapshot
  guestHeartbeatStatus:ManagedEntityStatus
VirtualMachineSnapshot < ExtensibleManagedObject
  config:VirtualMachineConfigInfo childSnapshot[]?:@VirtualMachineSnapshot vm:@VirtualMachine
EnvironmentBrowser
  datastoreBrowser?:@HostDatastoreBrowser#System.View
Datastore < ManagedEntity
  info:DatastoreInfo summary:DatastoreSummary host[]?:DatastoreHostMount vm[]?:@VirtualMachine
  browser:@HostDatastoreBrowser capability:DatastoreCapability iormConfiguration?:StorageIORMInfo
Network < ManagedEntity
  summary:NetworkSummary host[]?:@HostSystem vm[]?:@VirtualMachine
OpaqueNetwork < Network
  capability?:OpaqueNetworkCapability extraConfig[]?:OptionValue
DistributedVirtualSwitch < ManagedEntity
  uuid:s capability:DVSCapability summary:DVSSummary config:DVSConfigInfo
  networkResourcePool[]?:DVSNetworkResourcePool portgroup[]?:@DistributedVirtualPortgroup runtime?:DVSRuntimeInfo
VmwareDistributedVirtualSwitch < DistributedVirtualSwitch
DistributedVirtualPortgroup < Network
  key:s config:DVPortgroupConfigInfo portKeys[]?:s
`;

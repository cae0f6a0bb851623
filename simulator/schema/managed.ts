/** Managed objects and their properties. Notation: `dsl.ts`. */
export const managedTypes = `
ExtensibleManagedObject
  value[]?:CustomFieldValue availableField[]?:CustomFieldDef
ManagedEntity < ExtensibleManagedObject
  parent?:@ManagedEntity customValue[]?:CustomFieldValue overallStatus:ManagedEntityStatus
  configStatus:ManagedEntityStatus configIssue[]?:Event effectiveRole[]?:i permission[]?:Permission name:s
  disabledMethod[]?:s recentTask[]?:@Task declaredAlarmState[]?:AlarmState triggeredAlarmState[]?:AlarmState
  alarmActionsEnabled?:b tag[]?:Tag
ServiceInstance
  serverClock:dt capability:Capability content:ServiceContent
SessionManager
  sessionList[]?:UserSession currentSession?:UserSession message?:s messageLocaleList[]?:s supportedLocaleList[]?:s
  defaultLocale:s
PropertyCollector
  filter[]?:@PropertyFilter
PropertyFilter
  spec:PropertyFilterSpec partialUpdates:b
ViewManager
  viewList[]?:@View
View
ManagedObjectView < View
  view[]?:@ManagedObject
ContainerView < ManagedObjectView
  container:@ManagedEntity type[]?:s recursive:b
ListView < ManagedObjectView
InventoryView < ManagedObjectView
SearchIndex
TaskManager
  recentTask[]?:@Task description:TaskDescription maxCollector:i
Task < ExtensibleManagedObject
  info:TaskInfo
Folder < ManagedEntity
  childType[]?:s childEntity[]?:@ManagedEntity namespace?:s@7.0
  externallyManagedFolderInfo?:FolderExternallyManagedFolderInfo@9.0.0.0
StoragePod < Folder
  summary?:StoragePodSummary podStorageDrsEntry?:PodStorageDrsEntry
Datacenter < ManagedEntity
  vmFolder:@Folder hostFolder:@Folder datastoreFolder:@Folder networkFolder:@Folder datastore[]?:@Datastore
  network[]?:@Network configuration:DatacenterConfigInfo
ComputeResource < ManagedEntity
  resourcePool?:@ResourcePool host[]?:@HostSystem datastore[]?:@Datastore network[]?:@Network
  summary:ComputeResourceSummary environmentBrowser?:@EnvironmentBrowser configurationEx:ComputeResourceConfigInfo
  lifecycleManaged?:b@6.9.1 configManagerEnabled?:b@8.0.0.0 networkBootMode?:s@9.0.0.0
ClusterComputeResource < ComputeResource
  configuration:ClusterConfigInfo recommendation[]?:ClusterRecommendation
  drsRecommendation[]?:ClusterDrsRecommendation summaryEx:ClusterComputeResourceSummary@7.0.1.1
  hciConfig?:ClusterComputeResourceHCIConfigInfo@6.7.1 migrationHistory[]?:ClusterDrsMigration
  actionHistory[]?:ClusterActionHistory drsFault[]?:ClusterDrsFaults
HostSystem < ManagedEntity
  runtime:HostRuntimeInfo summary:HostListSummary hardware?:HostHardwareInfo capability?:HostCapability
  licensableResource:HostLicensableResourceInfo remediationState?:HostSystemRemediationState
  precheckRemediationResult?:ApplyHostProfileConfigurationSpec remediationResult?:ApplyHostProfileConfigurationResult
  complianceCheckState?:HostSystemComplianceCheckState complianceCheckResult?:ComplianceResult
  configManager:HostConfigManager config?:HostConfigInfo vm[]?:@VirtualMachine datastore[]?:@Datastore
  network[]?:@Network datastoreBrowser:@HostDatastoreBrowser systemResources?:HostSystemResourceInfo
  answerFileValidationState?:AnswerFileStatusResult answerFileValidationResult?:AnswerFileStatusResult
HostPciPassthruSystem < ExtensibleManagedObject
  pciPassthruInfo[]:HostPciPassthruInfo sriovDevicePoolInfo[]?:HostSriovDevicePoolInfo
OptionManager
  supportedOption[]?:OptionDef setting[]?:OptionValue
ResourcePool < ManagedEntity
  summary:ResourcePoolSummary runtime:ResourcePoolRuntimeInfo owner:@ComputeResource resourcePool[]?:@ResourcePool
  vm[]?:@VirtualMachine config:ResourceConfigSpec namespace?:s@7.0 childConfiguration[]?:ResourceConfigSpec
VirtualApp < ResourcePool
  parentFolder?:@Folder datastore[]?:@Datastore network[]?:@Network vAppConfig?:VAppConfigInfo
  parentVApp?:@ManagedEntity childLink[]?:VirtualAppLinkInfo
VirtualMachine < ManagedEntity
  capability:VirtualMachineCapability config?:VirtualMachineConfigInfo layout?:VirtualMachineFileLayout
  layoutEx?:VirtualMachineFileLayoutEx storage?:VirtualMachineStorageInfo environmentBrowser:@EnvironmentBrowser
  resourcePool?:@ResourcePool parentVApp?:@ManagedEntity resourceConfig?:ResourceConfigSpec
  runtime:VirtualMachineRuntimeInfo guest?:GuestInfo summary:VirtualMachineSummary datastore[]?:@Datastore
  network[]?:@Network snapshot?:VirtualMachineSnapshotInfo rootSnapshot[]?:@VirtualMachineSnapshot
  guestHeartbeatStatus:ManagedEntityStatus
VirtualMachineSnapshot < ExtensibleManagedObject
  config:VirtualMachineConfigInfo childSnapshot[]?:@VirtualMachineSnapshot vm:@VirtualMachine
EnvironmentBrowser
  datastoreBrowser?:@HostDatastoreBrowser
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

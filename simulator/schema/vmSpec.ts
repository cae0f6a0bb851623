/** What ReconfigVM_Task and RelocateVM_Task take. Notation: `dsl.ts`. */
export const vmSpecTypes = `
VirtualMachineConfigSpec
  changeVersion?:s name?:s version?:s createDate?:dt@6.7 uuid?:s instanceUuid?:s npivNodeWorldWideName[]?:l
  npivPortWorldWideName[]?:l npivWorldWideNameType?:s npivDesiredNodeWwns?:sh npivDesiredPortWwns?:sh
  npivTemporaryDisabled?:b npivOnNonRdmDisks?:b npivWorldWideNameOp?:s locationId?:s guestId?:s alternateGuestName?:s
  annotation?:s files?:VirtualMachineFileInfo tools?:ToolsConfigInfo flags?:VirtualMachineFlagInfo
  consolePreferences?:VirtualMachineConsolePreferences powerOpInfo?:VirtualMachineDefaultPowerOpInfo
  rebootPowerOff?:b@8.0.0.1 numCPUs?:i vcpuConfig[]?:VirtualMachineVcpuConfig@7.0 numCoresPerSocket?:i memoryMB?:l
  memoryHotAddEnabled?:b cpuHotAddEnabled?:b cpuHotRemoveEnabled?:b virtualICH7MPresent?:b virtualSMCPresent?:b
  deviceChange[]?:VirtualDeviceConfigSpec cpuAllocation?:ResourceAllocationInfo
  memoryAllocation?:ResourceAllocationInfo latencySensitivity?:LatencySensitivity
  cpuAffinity?:VirtualMachineAffinityInfo memoryAffinity?:VirtualMachineAffinityInfo
  networkShaper?:VirtualMachineNetworkShaperInfo cpuFeatureMask[]?:VirtualMachineCpuIdInfoSpec
  extraConfig[]?:OptionValue swapPlacement?:s bootOptions?:VirtualMachineBootOptions vAppConfig?:VmConfigSpec
  ftInfo?:FaultToleranceConfigInfo repConfig?:ReplicationConfigSpec vAppConfigRemoved?:b vAssertsEnabled?:b
  changeTrackingEnabled?:b firmware?:s maxMksConnections?:i guestAutoLockEnabled?:b managedBy?:ManagedByInfo
  memoryReservationLockedToMax?:b nestedHVEnabled?:b vPMCEnabled?:b
  scheduledHardwareUpgradeInfo?:ScheduledHardwareUpgradeInfo vmProfile[]?:VirtualMachineProfileSpec
  messageBusTunnelEnabled?:b crypto?:CryptoSpec migrateEncryption?:s sgxInfo?:VirtualMachineSgxInfo@7.0
  ftEncryptionMode?:s@7.0.2.0 guestMonitoringModeInfo?:VirtualMachineGuestMonitoringModeInfo@7.0 sevEnabled?:b@7.0.1.0
  virtualNuma?:VirtualMachineVirtualNuma@8.0.0.1 motherboardLayout?:s@8.0.0.1 pmemFailoverEnabled?:b@7.0.2.0
  vmxStatsCollectionEnabled?:b@7.0.3.1 vmOpNotificationToAppEnabled?:b@7.0.3.0 vmOpNotificationTimeout?:l@8.0.0.1
  deviceSwap?:VirtualMachineVirtualDeviceSwap@8.0.0.1 simultaneousThreads?:i@8.0.0.1
  pmem?:VirtualMachineVirtualPMem@7.0.3.0 deviceGroups?:VirtualMachineVirtualDeviceGroups@8.0.0.1
  fixedPassthruHotPlugEnabled?:b@8.0.1.0 metroFtEnabled?:b@8.0.3.0 metroFtHostGroup?:s@8.0.3.0 tdxEnabled?:b@9.0.0.0
  sevSnpEnabled?:b@9.0.0.0 tagSpecs[]?:TagSpec@9.1.0.0 vmPlacementPolicies[]?:VmPlacementPolicy@9.1.0.0
VirtualDeviceConfigSpec
  operation?:VirtualDeviceConfigSpecOperation fileOperation?:VirtualDeviceConfigSpecFileOperation device:VirtualDevice
  profile[]?:VirtualMachineProfileSpec backing?:VirtualDeviceConfigSpecBackingSpec
  filterSpec[]?:VirtualMachineBaseIndependentFilterSpec@7.0.2.1 changeMode?:s@8.0.0.1
VirtualDeviceConfigSpecBackingSpec
  parent?:VirtualDeviceConfigSpecBackingSpec crypto?:CryptoSpec
VirtualMachineRelocateSpec
  service?:ServiceLocator folder?:@Folder datastore?:@Datastore diskMoveType?:s pool?:@ResourcePool host?:@HostSystem
  disk[]?:VirtualMachineRelocateSpecDiskLocator transform?:VirtualMachineRelocateTransformation
  deviceChange[]?:VirtualDeviceConfigSpec profile[]?:VirtualMachineProfileSpec cryptoSpec?:CryptoSpec@7.0
  tagSpecs[]?:TagSpec@9.1.0.0 vmPlacementPolicies[]?:VmPlacementPolicy@9.1.0.0
VirtualMachineRelocateSpecDiskLocator
  diskId:i datastore:@Datastore diskMoveType?:s diskBackingInfo?:VirtualDeviceBackingInfo
  profile[]?:VirtualMachineProfileSpec backing?:VirtualMachineRelocateSpecDiskLocatorBackingSpec@7.0
  filterSpec[]?:VirtualMachineBaseIndependentFilterSpec@7.0.2.1
ToolsConfigInfo
  toolsVersion?:i toolsInstallType?:s afterPowerOn?:b afterResume?:b beforeGuestStandby?:b beforeGuestShutdown?:b
  beforeGuestReboot?:b toolsUpgradePolicy?:s pendingCustomization?:s customizationKeyId?:CryptoKeyId
  syncTimeWithHostAllowed?:b@7.0.1.0 syncTimeWithHost?:b lastInstallInfo?:ToolsConfigInfoToolsLastInstallInfo
enum VirtualDeviceConfigSpecOperation add remove edit
enum VirtualDeviceConfigSpecFileOperation create destroy replace
enum VirtualMachineMovePriority lowPriority highPriority defaultPriority
`;

/** A VM: configuration, runtime, guest and summary. Notation: `dsl.ts`. */
export const vmTypes = `
VirtualMachineConfigInfo
  changeVersion:s modified:dt name:s guestFullName:s version:s uuid:s createDate?:dt@6.7 instanceUuid?:s
  npivNodeWorldWideName[]?:l npivPortWorldWideName[]?:l npivWorldWideNameType?:s npivDesiredNodeWwns?:sh
  npivDesiredPortWwns?:sh npivTemporaryDisabled?:b npivOnNonRdmDisks?:b locationId?:s template:b guestId:s
  alternateGuestName:s annotation?:s files:VirtualMachineFileInfo tools?:ToolsConfigInfo flags:VirtualMachineFlagInfo
  consolePreferences?:VirtualMachineConsolePreferences defaultPowerOps:VirtualMachineDefaultPowerOpInfo
  rebootPowerOff?:b@8.0.0.1 hardware:VirtualHardware vcpuConfig[]?:VirtualMachineVcpuConfig@7.0
  cpuAllocation?:ResourceAllocationInfo memoryAllocation?:ResourceAllocationInfo latencySensitivity?:LatencySensitivity
  memoryHotAddEnabled?:b cpuHotAddEnabled?:b cpuHotRemoveEnabled?:b hotPlugMemoryLimit?:l hotPlugMemoryIncrementSize?:l
  cpuAffinity?:VirtualMachineAffinityInfo memoryAffinity?:VirtualMachineAffinityInfo
  networkShaper?:VirtualMachineNetworkShaperInfo extraConfig[]?:OptionValue cpuFeatureMask[]?:HostCpuIdInfo
  datastoreUrl[]?:VirtualMachineConfigInfoDatastoreUrlPair swapPlacement?:s bootOptions?:VirtualMachineBootOptions
  ftInfo?:FaultToleranceConfigInfo repConfig?:ReplicationConfigSpec vAppConfig?:VmConfigInfo vAssertsEnabled?:b
  changeTrackingEnabled?:b firmware?:s maxMksConnections?:i guestAutoLockEnabled?:b managedBy?:ManagedByInfo
  memoryReservationLockedToMax?:b initialOverhead?:VirtualMachineConfigInfoOverheadInfo nestedHVEnabled?:b
  vPMCEnabled?:b scheduledHardwareUpgradeInfo?:ScheduledHardwareUpgradeInfo
  forkConfigInfo?:VirtualMachineForkConfigInfo vFlashCacheReservation?:l vmxConfigChecksum?:b64
  messageBusTunnelEnabled?:b vmStorageObjectId?:s swapStorageObjectId?:s keyId?:CryptoKeyId
  guestIntegrityInfo?:VirtualMachineGuestIntegrityInfo migrateEncryption?:s sgxInfo?:VirtualMachineSgxInfo@7.0
  contentLibItemInfo?:VirtualMachineContentLibraryItemInfo@7.0 ftEncryptionMode?:s@7.0.2.0
  guestMonitoringModeInfo?:VirtualMachineGuestMonitoringModeInfo@7.0 sevEnabled?:b@7.0.1.0
  numaInfo?:VirtualMachineVirtualNumaInfo@8.0.0.1 pmemFailoverEnabled?:b@7.0.2.0 vmxStatsCollectionEnabled?:b@7.0.3.1
  vmOpNotificationToAppEnabled?:b@7.0.3.0 vmOpNotificationTimeout?:l@8.0.0.1
  deviceSwap?:VirtualMachineVirtualDeviceSwap@8.0.0.1 pmem?:VirtualMachineVirtualPMem@7.0.3.0
  deviceGroups?:VirtualMachineVirtualDeviceGroups@8.0.0.1 fixedPassthruHotPlugEnabled?:b@8.0.1.0
  metroFtEnabled?:b@8.0.3.0 vmxRuntimeConfig[]?:OptionValue@9.0.0.0 metroFtHostGroup?:s@8.0.3.0 tdxEnabled?:b@9.0.0.0
  sevSnpEnabled?:b@9.0.0.0 guestArchitecture?:s@9.1.0.0
VirtualMachineFileInfo
  vmPathName?:s snapshotDirectory?:s suspendDirectory?:s logDirectory?:s ftMetadataDirectory?:s
VirtualMachineFlagInfo
  disableAcceleration?:b enableLogging?:b useToe?:b runWithDebugInfo?:b monitorType?:s htSharing?:s snapshotDisabled?:b
  snapshotLocked?:b diskUuidEnabled?:b virtualMmuUsage?:s virtualExecUsage?:s snapshotPowerOffBehavior?:s
  recordReplayEnabled?:b faultToleranceType?:s cbrcCacheEnabled?:b vvtdEnabled?:b@6.7 vbsEnabled?:b@6.7
VirtualMachineDefaultPowerOpInfo
  powerOffType?:s suspendType?:s resetType?:s defaultPowerOffType?:s defaultSuspendType?:s defaultResetType?:s
  standbyAction?:s
VirtualHardware
  numCPU:i numCoresPerSocket?:i autoCoresPerSocket?:b@8.0.0.1 memoryMB:i virtualICH7MPresent?:b virtualSMCPresent?:b
  device[]?:VirtualDevice motherboardLayout?:s@8.0.0.1 simultaneousThreads?:i@8.0.0.1
VirtualMachineBootOptions
  bootDelay?:l enterBIOSSetup?:b efiSecureBootEnabled?:b bootRetryEnabled?:b bootRetryDelay?:l
  bootOrder[]?:VirtualMachineBootOptionsBootableDevice networkBootProtocol?:s
ManagedByInfo
  extensionKey:s type:s
ResourceAllocationInfo
  reservation?:l expandableReservation?:b limit?:l shares?:SharesInfo overheadLimit?:l
SharesInfo
  shares:i level:SharesLevel
VirtualMachineRuntimeInfo
  device[]?:VirtualMachineDeviceRuntimeInfo host?:@HostSystem connectionState:VirtualMachineConnectionState
  powerState:VirtualMachinePowerState vmFailoverInProgress?:b@7.0.2.0
  faultToleranceState:VirtualMachineFaultToleranceState dasVmProtection?:VirtualMachineRuntimeInfoDasProtectionState
  toolsInstallerMounted:b suspendTime?:dt bootTime?:dt suspendInterval?:l question?:VirtualMachineQuestionInfo
  memoryOverhead?:l maxCpuUsage?:i maxMemoryUsage?:i numMksConnections:i
  recordReplayState:VirtualMachineRecordReplayState cleanPowerOff?:b needSecondaryReason?:s onlineStandby:b
  minRequiredEVCModeKey?:s consolidationNeeded:b offlineFeatureRequirement[]?:VirtualMachineFeatureRequirement
  featureRequirement[]?:VirtualMachineFeatureRequirement featureMask[]?:HostFeatureMask vFlashCacheAllocation?:l
  paused?:b snapshotInBackground?:b quiescedForkParent?:b instantCloneFrozen?:b@6.7 cryptoState?:s@6.7
  suspendedToMemory?:b@7.0.2.0 opNotificationTimeout?:l@8.0.0.1 iommuActive?:b@8.0.1.0 consolidateWorkTotal?:l@9.1.0.0
  consolidateWorkDone?:l@9.1.0.0 diskChainBroken?:b@9.1.0.0
VirtualMachineQuestionInfo
  id:s text:s choice:ChoiceOption message[]?:VirtualMachineMessage
VirtualMachineMessage
  id:s argument[]?:any text?:s
GuestInfo
  toolsStatus?:VirtualMachineToolsStatus toolsVersionStatus?:s toolsVersionStatus2?:s toolsRunningStatus?:s
  toolsVersion?:s toolsInstallType?:s guestId?:s guestFamily?:s guestFullName?:s
  guestRebootStatus?:VirtualMachineGuestRebootStatus@9.1.0.0 guestDetailedData?:s@8.0.2.0 hostName?:s ipAddress?:s
  net[]?:GuestNicInfo ipStack[]?:GuestStackInfo disk[]?:GuestDiskInfo screen?:GuestScreenInfo guestState:s
  appHeartbeatStatus?:s guestKernelCrashed?:b appState?:s guestOperationsReady?:b interactiveGuestOperationsReady?:b
  guestStateChangeSupported?:b generationInfo[]?:GuestInfoNamespaceGenerationInfo hwVersion?:s@6.9.1
  customizationInfo?:GuestInfoCustomizationInfo@7.0.2.0
VirtualMachineSummary
  vm?:@VirtualMachine runtime:VirtualMachineRuntimeInfo guest?:VirtualMachineGuestSummary
  config:VirtualMachineConfigSummary storage?:VirtualMachineStorageSummary quickStats:VirtualMachineQuickStats
  overallStatus:ManagedEntityStatus customValue[]?:CustomFieldValue
VirtualMachineConfigSummary
  name:s template:b vmPathName:s memorySizeMB?:i cpuReservation?:i memoryReservation?:i numCpu?:i numEthernetCards?:i
  numVirtualDisks?:i uuid?:s instanceUuid?:s guestId?:s guestFullName?:s annotation?:s product?:VAppProductInfo
  installBootRequired?:b ftInfo?:FaultToleranceConfigInfo managedBy?:ManagedByInfo tpmPresent?:b@6.7
  numVmiopBackings?:i@6.7 hwVersion?:s@6.9.1
VirtualMachineGuestSummary
  guestId?:s guestFullName?:s toolsStatus?:VirtualMachineToolsStatus toolsVersionStatus?:s toolsVersionStatus2?:s
  toolsRunningStatus?:s hostName?:s ipAddress?:s hwVersion?:s@6.9.1
VirtualMachineQuickStats
  overallCpuUsage?:i overallCpuDemand?:i overallCpuReadiness?:i@7.0 guestMemoryUsage?:i hostMemoryUsage?:i
  guestHeartbeatStatus:ManagedEntityStatus distributedCpuEntitlement?:i distributedMemoryEntitlement?:i
  staticCpuEntitlement?:i staticMemoryEntitlement?:i grantedMemory?:i@7.0 privateMemory?:i sharedMemory?:i
  swappedMemory?:i balloonedMemory?:i consumedOverheadMemory?:i ftLogBandwidth?:i ftSecondaryLatency?:i
  ftLatencyStatus?:ManagedEntityStatus compressedMemory?:l uptimeSeconds?:i ssdSwappedMemory?:l
  activeMemory?:i@7.0.3.0 memoryTierStats[]?:VirtualMachineQuickStatsMemoryTierStats@7.0.3.0
VirtualMachineSnapshotInfo
  currentSnapshot?:@VirtualMachineSnapshot rootSnapshotList[]:VirtualMachineSnapshotTree
VirtualMachineSnapshotTree
  snapshot:@VirtualMachineSnapshot vm:@VirtualMachine name:s description:s id:i createTime:dt
  state:VirtualMachinePowerState quiesced:b backupManifest?:s childSnapshotList[]?:VirtualMachineSnapshotTree
  replaySupported?:b
VirtualMachineCapability
  snapshotOperationsSupported:b multipleSnapshotsSupported:b snapshotConfigSupported:b poweredOffSnapshotsSupported:b
  memorySnapshotsSupported:b revertToSnapshotSupported:b quiescedSnapshotsSupported:b disableSnapshotsSupported:b
  lockSnapshotsSupported:b consolePreferencesSupported:b cpuFeatureMaskSupported:b s1AcpiManagementSupported:b
  settingScreenResolutionSupported:b toolsAutoUpdateSupported:b vmNpivWwnSupported:b npivWwnOnNonRdmVmSupported:b
  vmNpivWwnDisableSupported:b vmNpivWwnUpdateSupported:b swapPlacementSupported:b toolsSyncTimeSupported:b
  virtualMmuUsageSupported:b diskSharesSupported:b bootOptionsSupported:b bootRetryOptionsSupported:b
  settingVideoRamSizeSupported:b settingDisplayTopologySupported:b recordReplaySupported:b changeTrackingSupported:b
  multipleCoresPerSocketSupported:b hostBasedReplicationSupported:b guestAutoLockSupported:b
  memoryReservationLockSupported:b featureRequirementSupported:b poweredOnMonitorTypeChangeSupported:b
  seSparseDiskSupported:b nestedHVSupported:b vPMCSupported:b secureBootSupported?:b perVmEvcSupported?:b@6.7
  virtualMmuUsageIgnored?:b@6.7 virtualExecUsageIgnored?:b@6.7 diskOnlySnapshotOnSuspendedVMSupported?:b@6.7
  suspendToMemorySupported?:b@7.0.2.0 toolsSyncTimeAllowSupported?:b@7.0.1.0 sevSupported?:b@7.0.1.0
  pmemFailoverSupported?:b@7.0.2.0 requireSgxAttestationSupported?:b@8.0.0.1 changeModeDisksSupported?:b@8.0.0.1
  vendorDeviceGroupSupported?:b@8.0.1.0 sevSnpSupported?:b@9.0.0.0 tdxSupported?:b@9.0.0.0
  ehvSecureBootSupported?:b@9.1.0.0
FaultToleranceConfigInfo
  role:i instanceUuids[]:s configPaths[]:s orphaned?:b
enum VirtualMachinePowerState poweredOff poweredOn suspended
enum VirtualMachineConnectionState connected disconnected orphaned inaccessible invalid
enum VirtualMachineFaultToleranceState notConfigured disabled enabled needSecondary starting running
enum VirtualMachineRecordReplayState recording replaying inactive
enum SharesLevel low normal high custom
`;

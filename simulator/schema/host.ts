/** A host: what it is, runs and can do. Notation: `dsl.ts`. */
export const hostTypes = `
HostRuntimeInfo
  connectionState:HostSystemConnectionState powerState:HostSystemPowerState standbyMode?:s inMaintenanceMode:b
  inQuarantineMode?:b bootTime?:dt healthSystemRuntime?:HealthSystemRuntime dasHostState?:ClusterDasFdmHostState
  tpmPcrValues[]?:HostTpmDigestInfo vsanRuntimeInfo?:VsanHostRuntimeInfo
  networkRuntimeInfo?:HostRuntimeInfoNetworkRuntimeInfo
  vFlashResourceRuntimeInfo?:HostVFlashManagerVFlashResourceRunTimeInfo hostMaxVirtualDiskCapacity?:l cryptoState?:s
  cryptoKeyId?:CryptoKeyId statelessNvdsMigrationReady?:s@7.0.2.0
  partialMaintenanceMode[]?:HostPartialMaintenanceModeRuntimeInfo@8.0.3.0
  stateEncryption?:HostRuntimeInfoStateEncryptionInfo@7.0.3.0 podVMInfo?:PodVMInfo@9.1.0.0
HostListSummary
  host?:@HostSystem hardware?:HostHardwareSummary runtime?:HostRuntimeInfo config:HostConfigSummary
  quickStats:HostListSummaryQuickStats overallStatus:ManagedEntityStatus rebootRequired:b
  rebootRequiredReason[]?:LocalizableMessage@9.1.0.0 maintenanceModeRequired?:b@9.1.0.0 customValue[]?:CustomFieldValue
  managementServerIp?:s maxEVCModeKey?:s currentEVCModeKey?:s currentEVCGraphicsModeKey?:s@7.0.1.0
  gateway?:HostListSummaryGatewaySummary tpmAttestation?:HostTpmAttestationInfo@6.7
  trustAuthorityAttestationInfos[]?:HostTrustAuthorityAttestationInfo@7.0.1.0
HostHardwareSummary
  vendor:s model:s family?:s@9.0.0.0 uuid:s otherIdentifyingInfo[]?:HostSystemIdentificationInfo memorySize:l
  cpuModel:s cpuMhz:i numCpuPkgs:sh numCpuCores:sh numCpuThreads:sh numNics:i numHBAs:i
HostConfigSummary
  name:s port:i sslThumbprint?:s sslCertificate?:s@9.0.0.0 product?:AboutInfo vmotionEnabled:b faultToleranceEnabled:b
  featureVersion[]?:HostFeatureVersionInfo agentVmDatastore?:@Datastore agentVmNetwork?:@Network
HostListSummaryQuickStats
  overallCpuUsage?:i overallMemoryUsage?:i distributedCpuFairness?:i distributedMemoryFairness?:i
  availablePMemCapacity?:i@6.7 uptime?:i
HostConfigManager
  cpuScheduler?:@HostCpuSchedulerSystem datastoreSystem?:@HostDatastoreSystem memoryManager?:@HostMemorySystem
  storageSystem?:@HostStorageSystem networkSystem?:@HostNetworkSystem vmotionSystem?:@HostVMotionSystem
  virtualNicManager?:@HostVirtualNicManager serviceSystem?:@HostServiceSystem firewallSystem?:@HostFirewallSystem
  advancedOption?:@OptionManager diagnosticSystem?:@HostDiagnosticSystem autoStartManager?:@HostAutoStartManager
  snmpSystem?:@HostSnmpSystem dateTimeSystem?:@HostDateTimeSystem patchManager?:@HostPatchManager
  imageConfigManager?:@HostImageConfigManager bootDeviceSystem?:@HostBootDeviceSystem
  firmwareSystem?:@HostFirmwareSystem healthStatusSystem?:@HostHealthStatusSystem
  pciPassthruSystem?:@HostPciPassthruSystem licenseManager?:@LicenseManager kernelModuleSystem?:@HostKernelModuleSystem
  authenticationManager?:@HostAuthenticationManager powerSystem?:@HostPowerSystem
  cacheConfigurationManager?:@HostCacheConfigurationManager esxAgentHostManager?:@HostEsxAgentHostManager
  iscsiManager?:@IscsiManager vFlashManager?:@HostVFlashManager vsanSystem?:@HostVsanSystem
  messageBusProxy?:@MessageBusProxy userDirectory?:@UserDirectory accountManager?:@HostLocalAccountManager
  hostAccessManager?:@HostAccessManager graphicsManager?:@HostGraphicsManager
  vsanInternalSystem?:@HostVsanInternalSystem certificateManager?:@HostCertificateManager cryptoManager?:@CryptoManager
  nvdimmSystem?:@HostNvdimmSystem@6.7 assignableHardwareManager?:@HostAssignableHardwareManager@7.0
HostConfigInfo
  host:@HostSystem product:AboutInfo deploymentInfo?:HostDeploymentInfo hyperThread?:HostHyperThreadScheduleInfo
  cpuScheduler?:HostCpuSchedulerInfo@8.0.3.0 consoleReservation?:ServiceConsoleReservationInfo
  virtualMachineReservation?:VirtualMachineMemoryReservationInfo storageDevice?:HostStorageDeviceInfo
  multipathState?:HostMultipathStateInfo fileSystemVolume?:HostFileSystemVolumeInfo systemFile[]?:s
  network?:HostNetworkInfo vmotion?:HostVMotionInfo virtualNicManagerInfo?:HostVirtualNicManagerInfo
  capabilities?:HostNetCapabilities datastoreCapabilities?:HostDatastoreSystemCapabilities
  offloadCapabilities?:HostNetOffloadCapabilities service?:HostServiceInfo firewall?:HostFirewallInfo
  autoStart?:HostAutoStartManagerConfig activeDiagnosticPartition?:HostDiagnosticPartition option[]?:OptionValue
  optionDef[]?:OptionDef datastorePrincipal?:s localSwapDatastore?:@Datastore
  systemSwapConfiguration?:HostSystemSwapConfiguration systemResources?:HostSystemResourceInfo
  dateTimeInfo?:HostDateTimeInfo flags?:HostFlagInfo adminDisabled?:b lockdownMode?:HostLockdownMode ipmi?:HostIpmiInfo
  sslThumbprintInfo?:HostSslThumbprintInfo sslThumbprintData[]?:HostSslThumbprintInfo
  authenticationData[]?:HostAuthenticationInfo@9.0.0.0 certificate[]?:by pciPassthruInfo[]?:HostPciPassthruInfo
  authenticationManagerInfo?:HostAuthenticationManagerInfo featureVersion[]?:HostFeatureVersionInfo
  powerSystemCapability?:PowerSystemCapability powerSystemInfo?:PowerSystemInfo
  cacheConfigurationInfo[]?:HostCacheConfigurationInfo wakeOnLanCapable?:b featureCapability[]?:HostFeatureCapability
  maskedFeatureCapability[]?:HostFeatureCapability vFlashConfigInfo?:HostVFlashManagerVFlashConfigInfo
  vsanHostConfig?:VsanHostConfigInfo domainList[]?:s scriptCheckSum?:b64 hostConfigCheckSum?:b64
  descriptionTreeCheckSum?:b64@7.0 graphicsInfo[]?:HostGraphicsInfo sharedPassthruGpuTypes[]?:s
  graphicsConfig?:HostGraphicsConfig sharedGpuCapabilities[]?:HostSharedGpuCapabilities@6.7
  ioFilterInfo[]?:HostIoFilterInfo sriovDevicePool[]?:HostSriovDevicePoolInfo
  assignableHardwareBinding[]?:HostAssignableHardwareBinding@7.0
  assignableHardwareConfig?:HostAssignableHardwareConfig@7.0
HostHardwareInfo
  systemInfo:HostSystemInfo cpuPowerManagementInfo?:HostCpuPowerManagementInfo cpuInfo:HostCpuInfo
  cpuPkg[]:HostCpuPackage memorySize:l numaInfo?:HostNumaInfo smcPresent:b pciDevice[]?:HostPciDevice
  dvxClasses[]?:HostDvxClass@8.0.0.1 cpuFeature[]?:HostCpuIdInfo biosInfo?:HostBIOSInfo
  reliableMemoryInfo?:HostReliableMemoryInfo persistentMemoryInfo?:HostPersistentMemoryInfo@6.7
  sgxInfo?:HostSgxInfo@7.0 sevInfo?:HostSevInfo@7.0.1.0 memoryTieringType?:s@7.0.3.0
  memoryTierInfo[]?:HostMemoryTierInfo@7.0.3.0 tdxInfo?:HostTdxInfo@9.0.0.0
HostSystemInfo
  vendor:s model:s family?:s@9.0.0.0 uuid:s otherIdentifyingInfo[]?:HostSystemIdentificationInfo serialNumber?:s@6.7
  qualifiedName[]?:HostQualifiedName@7.0.3.0 vvolHostNQN?:HostQualifiedName@8.0.0.0 vvolHostId?:s@8.0.0.0
  bootCommandLine?:s@8.0.3.0
HostSystemIdentificationInfo
  identifierValue:s identifierType:ElementDescription
HostCpuInfo
  numCpuPackages:sh numCpuCores:sh numCpuThreads:sh hz:l
HostCpuPackage
  index:sh vendor:s hz:l busHz:l description:s threadId[]:sh cpuFeature[]?:HostCpuIdInfo family?:sh@8.0.3.0
  model?:sh@8.0.3.0 stepping?:sh@8.0.3.0
HostBIOSInfo
  biosVersion?:s releaseDate?:dt vendor?:s majorRelease?:i minorRelease?:i firmwareMajorRelease?:i
  firmwareMinorRelease?:i firmwareType?:s@8.0.2.0
HostNumaInfo
  type:s numNodes:i numaNode[]?:HostNumaNode
HostNumaNode
  typeId:by cpuID[]:sh memorySize?:l@8.0.0.0 memoryRangeBegin:l memoryRangeLength:l pciId[]?:s@6.7
HostLicensableResourceInfo
  resource[]:KeyAnyValue
VsanHostDecommissionMode
  objectAction:s
HostMaintenanceSpec
  vsanMode?:VsanHostDecommissionMode purpose?:s@7.0 evacMode?:HostMaintenanceSpecEvacuationMode@9.1.0.0
HostGraphicsInfo
  deviceName:s vendorName:s pciId:s graphicsType:s vgpuMode?:s@8.0.3.0 memorySizeInKB:l vm[]?:@VirtualMachine
enum HostSystemConnectionState connected notResponding disconnected
enum HostSystemPowerState poweredOn poweredOff standBy unknown
`;

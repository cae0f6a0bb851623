/** What a host's software can do. Required members are all sent, as a real server does. Notation: `dsl.ts`. */
export const hostCapabilityTypes = `
HostCapability
  recursiveResourcePoolsSupported:b cpuMemoryResourceConfigurationSupported:b rebootSupported:b shutdownSupported:b
  vmotionSupported:b standbySupported:b ipmiSupported?:b maxSupportedVMs?:i maxRunningVMs?:i maxSupportedVcpus?:i
  maxRegisteredVMs?:i datastorePrincipalSupported:b sanSupported:b nfsSupported:b iscsiSupported:b
  vlanTaggingSupported:b nicTeamingSupported:b highGuestMemSupported:b maintenanceModeSupported:b
  suspendedRelocateSupported:b restrictedSnapshotRelocateSupported:b perVmSwapFiles:b localSwapDatastoreSupported:b
  unsharedSwapVMotionSupported:b backgroundSnapshotsSupported:b preAssignedPCIUnitNumbersSupported:b
  screenshotSupported:b scaledScreenshotSupported:b storageVMotionSupported:b vmotionWithStorageVMotionSupported:b
  vmotionAcrossNetworkSupported?:b maxNumDisksSVMotion?:i maxVirtualDiskDescVersionSupported?:i@8.0.1.0
  hbrNicSelectionSupported:b vrNfcNicSelectionSupported:b recordReplaySupported:b ftSupported:b
  replayUnsupportedReason?:s replayCompatibilityIssues[]?:s smpFtSupported:b ftCompatibilityIssues[]?:s
  smpFtCompatibilityIssues[]?:s maxVcpusPerFtVm?:i loginBySSLThumbprintSupported?:b cloneFromSnapshotSupported:b
  deltaDiskBackingsSupported:b perVMNetworkTrafficShapingSupported:b tpmSupported:b tpmVersion?:s@6.7 txtEnabled?:b@6.7
  drtmType?:s@9.1.0.0 supportedCpuFeature[]?:HostCpuIdInfo virtualExecUsageSupported:b storageIORMSupported:b
  vmDirectPathGen2Supported?:b vmDirectPathGen2UnsupportedReason[]?:s vmDirectPathGen2UnsupportedReasonExtended?:s
  supportedVmfsMajorVersion[]?:i vStorageCapable:b snapshotRelayoutSupported:b firewallIpRulesSupported?:b
  servicePackageInfoSupported?:b maxHostRunningVms?:i maxHostSupportedVcpus?:i vmfsDatastoreMountCapable:b
  eightPlusHostVmfsSharedAccessSupported:b nestedHVSupported:b vPMCSupported:b
  interVMCommunicationThroughVMCISupported:b scheduledHardwareUpgradeSupported?:b featureCapabilitiesSupported:b
  latencySensitivitySupported:b storagePolicySupported?:b accel3dSupported:b reliableMemoryAware?:b
  multipleNetworkStackInstanceSupported?:b messageBusProxySupported?:b vsanSupported?:b vFlashSupported?:b
  hostAccessManagerSupported?:b provisioningNicSelectionSupported:b nfs41Supported?:b nfs41Krb5iSupported?:b
  turnDiskLocatorLedSupported?:b virtualVolumeDatastoreSupported?:b markAsSsdSupported?:b markAsLocalSupported?:b
  smartCardAuthenticationSupported?:b pMemSupported?:b@6.7 pMemSnapshotSupported?:b@6.7 cryptoSupported?:b
  oneKVolumeAPIsSupported?:b gatewayOnNicSupported?:b upitSupported?:b cpuHwMmuSupported?:b
  encryptedVMotionSupported?:b encryptionChangeOnAddRemoveSupported?:b encryptionHotOperationSupported?:b
  encryptionWithSnapshotsSupported?:b encryptionFaultToleranceSupported?:b encryptionMemorySaveSupported?:b
  encryptionRDMSupported?:b encryptionVFlashSupported?:b encryptionCBRCSupported?:b encryptionHBRSupported?:b
  ftEfiSupported?:b@6.7 unmapMethodSupported?:s@6.7 maxMemMBPerFtVm?:i@6.7 virtualMmuUsageIgnored?:b@6.7
  virtualExecUsageIgnored?:b@6.7 vmCreateDateSupported?:b@6.7 vmfs3EOLSupported?:b@6.7 ftVmcpSupported?:b@6.7
  quickBootSupported?:b@6.7.1 encryptedFtSupported?:b@7.0.2.0 assignableHardwareSupported?:b@7.0
  suspendToMemorySupported?:b@7.0.2.0 useFeatureReqsForOldHWv?:b@6.8.7 markPerenniallyReservedSupported?:b@6.7.2
  hppPspSupported?:b@7.0 deviceRebindWithoutRebootSupported?:b@7.0 storagePolicyChangeSupported?:b@7.0
  precisionTimeProtocolSupported?:b@7.0 remoteDeviceVMotionSupported?:b@7.0 maxSupportedVmMemory?:i@7.0
  ahDeviceHintsSupported?:b@7.0.2.0 nvmeOverTcpSupported?:b@7.0.3.0 nvmeStorageFabricServicesSupported?:b@7.0.3.0
  assignHwPciConfigSupported?:b@7.0.2.0 timeConfigSupported?:b@7.0.3.0 nvmeBatchOperationsSupported?:b@7.0.3.0
  pMemFailoverSupported?:b@7.0.2.0 hostConfigEncryptionSupported?:b@7.0.2.0 maxSupportedSimultaneousThreads?:i@8.0.0.1
  ptpConfigSupported?:b@7.0.3.0 maxSupportedPtpPorts?:i@7.0.3.0 sgxRegistrationSupported?:b@8.0.0.1
  pMemIndependentSnapshotSupported?:b@7.0.3.0 iommuSLDirtyCapable?:b@8.0.0.1 vmknicBindingSupported?:b@8.0.1.0
  ultralowFixedUnmapSupported?:b@8.0.0.1 nvmeVvolSupported?:b@8.0.0.0 fptHotplugSupported?:b@8.0.1.0
  mconnectSupported?:b@8.0.1.0 vsanNicMgmtSupported?:b@8.0.2.0 vvolNQNSupported?:b@8.0.2.0
  stretchedSCSupported?:b@8.0.3.0 vmknicBindingOnNFSv41?:b@8.0.3.0 vpStatusCheckSupported?:b@8.0.3.0
  e2e4knSupported?:b@9.0.0.0 vsanDedicatedVmkNicSupported?:b@9.0.0.0 nConnectSupported?:b@8.0.3.0
  userKeySupported?:b@8.0.3.0 ndcmSupported?:b@8.0.3.0 uefiSecureBoot?:b@8.0.3.0 vpxdVmxGenerationSupported?:b@9.0.0.0
  nfs41Krb5pSupported?:b@9.0.0.0 cimSupported?:b@9.0.0.0 npivSupported?:b@9.0.0.0 entitlementSupported?:b@9.0.0.0
  monitorUnrestricted?:b@9.1.0.0 vnetworkingNicSelectionSupported?:b@9.1.0.0 directPathInfoSupported?:b@9.1.0.0
  fcdLinkedCloneSupported?:b@9.1.0.0 ehvQuickBootSupported?:b@9.1.0.0 nestedHvTieringEnabled?:b@9.1.0.0
`;

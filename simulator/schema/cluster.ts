/** Compute resources, clusters and resource pools. Notation: `dsl.ts`. */
export const clusterTypes = `
DatacenterConfigInfo
  defaultHardwareVersionKey?:s maximumHardwareVersionKey?:s@7.0.2.0
ComputeResourceSummary
  totalCpu:i totalMemory:l numCpuCores:sh numCpuThreads:sh effectiveCpu:i effectiveMemory:l numHosts:i
  numEffectiveHosts:i overallStatus:ManagedEntityStatus
ClusterComputeResourceSummary < ComputeResourceSummary
  currentFailoverLevel:i admissionControlInfo?:ClusterDasAdmissionControlInfo numVmotions:i targetBalance?:i
  currentBalance?:i drsScore?:i@7.0 numVmsPerDrsScoreBucket[]?:i@7.0 usageSummary?:ClusterUsageSummary
  currentEVCModeKey?:s currentEVCGraphicsModeKey?:s@7.0.1.0 dasData?:ClusterDasData
  clusterMaintenanceModeStatus?:s@7.0.0.2 vcsHealthStatus?:s@7.0.1.1
  vcsSlots[]?:ClusterComputeResourceVcsSlots@7.0.1.1
ClusterConfigInfo
  dasConfig:ClusterDasConfigInfo dasVmConfig[]?:ClusterDasVmConfigInfo drsConfig:ClusterDrsConfigInfo
  drsVmConfig[]?:ClusterDrsVmConfigInfo rule[]?:ClusterRuleInfo
ComputeResourceConfigInfo
  vmSwapPlacement:s spbmEnabled?:b defaultHardwareVersionKey?:s maximumHardwareVersionKey?:s@7.0.2.0
ClusterConfigInfoEx < ComputeResourceConfigInfo
  systemVMsConfig?:ClusterSystemVMsConfigInfo@7.0.3.0 dasConfig:ClusterDasConfigInfo
  dasVmConfig[]?:ClusterDasVmConfigInfo drsConfig:ClusterDrsConfigInfo drsVmConfig[]?:ClusterDrsVmConfigInfo
  rule[]?:ClusterRuleInfo orchestration?:ClusterOrchestrationInfo vmOrchestration[]?:ClusterVmOrchestrationInfo
  dpmConfigInfo?:ClusterDpmConfigInfo dpmHostConfig[]?:ClusterDpmHostConfigInfo vsanConfigInfo?:VsanClusterConfigInfo
  vsanHostConfig[]?:VsanHostConfigInfo group[]?:ClusterGroupInfo infraUpdateHaConfig?:ClusterInfraUpdateHaConfigInfo
  proactiveDrsConfig?:ClusterProactiveDrsConfigInfo cryptoConfig?:ClusterCryptoConfigInfo@7.0
  vsanCoreConfig?:VsanClusterCoreConfig@9.0.0.0
ClusterDasConfigInfo
  enabled?:b vmMonitoring?:s hostMonitoring?:s vmComponentProtecting?:s failoverLevel?:i
  admissionControlPolicy?:ClusterDasAdmissionControlPolicy admissionControlEnabled?:b
  defaultVmSettings?:ClusterDasVmSettings option[]?:OptionValue heartbeatDatastore[]?:@Datastore
  hBDatastoreCandidatePolicy?:s
ClusterDasVmConfigInfo
  key:@VirtualMachine restartPriority?:DasVmPriority powerOffOnIsolation?:b dasSettings?:ClusterDasVmSettings
ClusterDasVmSettings
  restartPriority?:s restartPriorityTimeout?:i isolationResponse?:s
  vmToolsMonitoringSettings?:ClusterVmToolsMonitoringSettings
  vmComponentProtectionSettings?:ClusterVmComponentProtectionSettings
ClusterDrsConfigInfo
  enabled?:b enableVmBehaviorOverrides?:b defaultVmBehavior?:DrsBehavior vmotionRate?:i scaleDescendantsShares?:s@7.0
  option[]?:OptionValue
ClusterDrsVmConfigInfo
  key:@VirtualMachine enabled?:b behavior?:DrsBehavior
ClusterPowerOnVmResult
  attempted[]?:ClusterAttemptedVmInfo notAttempted[]?:ClusterNotAttemptedVmInfo recommendations[]?:ClusterRecommendation
ClusterAttemptedVmInfo
  vm:@VirtualMachine task?:@Task
ClusterNotAttemptedVmInfo
  vm:@VirtualMachine fault:LocalizedMethodFault
ClusterRuleInfo
  key?:i status?:ManagedEntityStatus enabled?:b name?:s mandatory?:b userCreated?:b inCompliance?:b ruleUuid?:s
ClusterVmHostRuleInfo < ClusterRuleInfo
  vmGroupName?:s affineHostGroupName?:s antiAffineHostGroupName?:s
ClusterAffinityRuleSpec < ClusterRuleInfo
  vm[]:@VirtualMachine
ClusterAntiAffinityRuleSpec < ClusterRuleInfo
  vm[]:@VirtualMachine
ClusterGroupInfo
  name:s userCreated?:b uniqueID?:s
ClusterVmGroup < ClusterGroupInfo
  vm[]?:@VirtualMachine
ClusterHostGroup < ClusterGroupInfo
  host[]?:@HostSystem
ComputeResourceConfigSpec
  vmSwapPlacement?:s spbmEnabled?:b defaultHardwareVersionKey?:s desiredSoftwareSpec?:DesiredSoftwareSpec@7.0
  maximumHardwareVersionKey?:s@7.0.2.0 enableConfigManager?:b@7.0.3.1
  hostSeedSpec?:ComputeResourceHostSeedSpec@8.0.3.0 softwareSpecId?:s@9.0.0.0 networkBootMode?:s@9.0.0.0
ClusterConfigSpecEx < ComputeResourceConfigSpec
  systemVMsConfig?:ClusterSystemVMsConfigSpec@7.0.3.0 dasConfig?:ClusterDasConfigInfo
  dasVmConfigSpec[]?:ClusterDasVmConfigSpec drsConfig?:ClusterDrsConfigInfo drsVmConfigSpec[]?:ClusterDrsVmConfigSpec
  rulesSpec[]?:ClusterRuleSpec orchestration?:ClusterOrchestrationInfo
  vmOrchestrationSpec[]?:ClusterVmOrchestrationSpec dpmConfig?:ClusterDpmConfigInfo
  dpmHostConfigSpec[]?:ClusterDpmHostConfigSpec vsanConfig?:VsanClusterConfigInfo
  vsanHostConfigSpec[]?:VsanHostConfigInfo groupSpec[]?:ClusterGroupSpec
  infraUpdateHaConfig?:ClusterInfraUpdateHaConfigInfo proactiveDrsConfig?:ClusterProactiveDrsConfigInfo
  inHciWorkflow?:b@6.7.1 cryptoConfig?:ClusterCryptoConfigInfo@7.0
  vsanCoreConfigSpec?:VsanClusterCoreConfigSpec@9.0.0.0
ClusterDasVmConfigSpec < ArrayUpdateSpec
  info?:ClusterDasVmConfigInfo
ClusterDrsVmConfigSpec < ArrayUpdateSpec
  info?:ClusterDrsVmConfigInfo
ClusterRuleSpec < ArrayUpdateSpec
  info?:ClusterRuleInfo
ClusterGroupSpec < ArrayUpdateSpec
  info?:ClusterGroupInfo
ResourceConfigSpec
  entity?:@ManagedEntity changeVersion?:s lastModified?:dt cpuAllocation:ResourceAllocationInfo
  memoryAllocation:ResourceAllocationInfo scaleDescendantsShares?:s@7.0
ResourcePoolRuntimeInfo
  memory:ResourcePoolResourceUsage cpu:ResourcePoolResourceUsage overallStatus:ManagedEntityStatus
  sharesScalable?:s@7.0
ResourcePoolResourceUsage
  reservationUsed:l reservationUsedForVm:l unreservedForPool:l unreservedForVm:l overallUsage:l maxUsage:l
ResourcePoolSummary
  name:s config:ResourceConfigSpec runtime:ResourcePoolRuntimeInfo quickStats?:ResourcePoolQuickStats
  configuredMemoryMB?:i
enum DrsBehavior manual partiallyAutomated fullyAutomated
enum DasVmPriority disabled low medium high
`;

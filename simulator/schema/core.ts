/** What the service content, the session, options and tasks are made of. Notation: `dsl.ts`. */
export const coreTypes = `
ServiceContent
  rootFolder:@Folder propertyCollector:@PropertyCollector viewManager?:@ViewManager about:AboutInfo
  setting?:@OptionManager userDirectory?:@UserDirectory sessionManager?:@SessionManager
  authorizationManager?:@AuthorizationManager serviceManager?:@ServiceManager perfManager?:@PerformanceManager
  scheduledTaskManager?:@ScheduledTaskManager alarmManager?:@AlarmManager eventManager?:@EventManager
  taskManager?:@TaskManager extensionManager?:@ExtensionManager customizationSpecManager?:@CustomizationSpecManager
  guestCustomizationManager?:@VirtualMachineGuestCustomizationManager@6.8.7 customFieldsManager?:@CustomFieldsManager
  accountManager?:@HostLocalAccountManager diagnosticManager?:@DiagnosticManager licenseManager?:@LicenseManager
  searchIndex?:@SearchIndex fileManager?:@FileManager datastoreNamespaceManager?:@DatastoreNamespaceManager
  virtualDiskManager?:@VirtualDiskManager virtualizationManager?:@VirtualizationManager snmpSystem?:@HostSnmpSystem
  vmProvisioningChecker?:@VirtualMachineProvisioningChecker
  vmCompatibilityChecker?:@VirtualMachineCompatibilityChecker ovfManager?:@OvfManager ipPoolManager?:@IpPoolManager
  dvSwitchManager?:@DistributedVirtualSwitchManager hostProfileManager?:@HostProfileManager
  clusterProfileManager?:@ClusterProfileManager complianceManager?:@ProfileComplianceManager
  localizationManager?:@LocalizationManager storageResourceManager?:@StorageResourceManager
  guestOperationsManager?:@GuestOperationsManager overheadMemoryManager?:@OverheadMemoryManager
  certificateManager?:@CertificateManager ioFilterManager?:@IoFilterManager
  vStorageObjectManager?:@VStorageObjectManagerBase hostSpecManager?:@HostSpecificationManager
  cryptoManager?:@CryptoManager healthUpdateManager?:@HealthUpdateManager
  failoverClusterConfigurator?:@FailoverClusterConfigurator failoverClusterManager?:@FailoverClusterManager
  tenantManager?:@TenantTenantManager@6.9.1 siteInfoManager?:@SiteInfoManager@7.0
  storageQueryManager?:@StorageQueryManager@6.7.2 directPathProfileManager?:@DirectPathProfileManager@9.0.0.0
Capability
  provisioningSupported:b multiHostSupported:b userShellAccessSupported:b supportedEVCMode[]?:EVCMode
  supportedEVCGraphicsMode[]?:FeatureEVCMode@7.0.1.0 networkBackupAndRestoreSupported?:b
  ftDrsWithoutEvcSupported?:b@6.7 hciWorkflowSupported?:b@6.7.1 computePolicyVersion?:i@6.8.7
  clusterPlacementSupported?:b@7.0 lifecycleManagementSupported?:b@7.0 hostSeedingSupported?:b@7.0.2.0
  scalableSharesSupported?:b@7.0 hadcsSupported?:b@7.0.1.1 configMgmtSupported?:b@7.0.3.1
AboutInfo
  name:s fullName:s vendor:s version:s patchLevel?:s@7.0.2.0 build:s localeVersion?:s localeBuild?:s osType:s
  productLineId:s apiType:s apiVersion:s instanceUuid?:s licenseProductName?:s licenseProductVersion?:s
UserSession
  key:s userName:s fullName:s loginTime:dt lastActiveTime:dt locale:s messageLocale:s extensionSession:b ipAddress:s
  userAgent:s callCount:l
KeyValue
  key:s value:s
KeyAnyValue
  key:s value:any
LocalizableMessage
  key:s arg[]?:KeyAnyValue message?:s
LocalizedMethodFault
  fault:MethodFault localizedMessage?:s
Description
  label:s summary:s
ElementDescription < Description
  key:s
TypeDescription < Description
  key:s
TaskDescription
  methodInfo[]:ElementDescription state[]:ElementDescription reason[]:TypeDescription
OptionValue
  key:s value?:any
OptionDef < ElementDescription
  optionType:OptionType
OptionType
  valueIsReadonly?:b
BoolOption < OptionType
  supported:b defaultValue:b
IntOption < OptionType
  min:i max:i defaultValue:i
LongOption < OptionType
  min:l max:l defaultValue:l
StringOption < OptionType
  defaultValue:s validCharacters?:s
ChoiceOption < OptionType
  choiceInfo[]:ElementDescription defaultIndex?:i
TaskInfo
  key:s task:@Task description?:LocalizableMessage name?:s descriptionId:s entity?:@ManagedEntity entityName?:s
  locked[]?:@ManagedEntity state:TaskInfoState cancelled:b cancelable:b error?:LocalizedMethodFault result?:any progress?:i
  progressDetails[]?:KeyAnyValue@8.0.1.0 reason:TaskReason queueTime:dt startTime?:dt completeTime?:dt eventChainId:i
  changeTag?:s parentTaskKey?:s rootTaskKey?:s activationId?:s
TaskReason
TaskReasonUser < TaskReason
  userName:s
TaskReasonSystem < TaskReason
ArrayUpdateSpec
  operation:ArrayUpdateOperation removeKey?:any
enum TaskInfoState queued running success error
enum ManagedEntityStatus gray green yellow red
enum ArrayUpdateOperation add remove edit
`;

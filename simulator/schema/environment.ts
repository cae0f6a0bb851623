/** What a host or cluster offers to VMs. Notation: `dsl.ts`. */
export const environmentTypes = `
ConfigTarget
  numCpus:i numCpuCores:i numNumaNodes:i maxCpusPerHost?:i@7.0 smcPresent:b datastore[]?:VirtualMachineDatastoreInfo
  network[]?:VirtualMachineNetworkInfo opaqueNetwork[]?:OpaqueNetworkTargetInfo
  distributedVirtualPortgroup[]?:DistributedVirtualPortgroupInfo
  distributedVirtualSwitch[]?:DistributedVirtualSwitchInfo subnetInfo[]?:SubnetInfo@9.0.0.0
  cdRom[]?:VirtualMachineCdromInfo serial[]?:VirtualMachineSerialInfo parallel[]?:VirtualMachineParallelInfo
  sound[]?:VirtualMachineSoundInfo usb[]?:VirtualMachineUsbInfo floppy[]?:VirtualMachineFloppyInfo
  legacyNetworkInfo[]?:VirtualMachineLegacyNetworkSwitchInfo scsiPassthrough[]?:VirtualMachineScsiPassthroughInfo
  scsiDisk[]?:VirtualMachineScsiDiskDeviceInfo ideDisk[]?:VirtualMachineIdeDiskDeviceInfo maxMemMBOptimalPerf:i
  supportedMaxMemMB?:i@7.0 resourcePool?:ResourcePoolRuntimeInfo autoVmotion?:b
  pciPassthrough[]?:VirtualMachinePciPassthroughInfo sriov[]?:VirtualMachineSriovInfo
  vFlashModule[]?:VirtualMachineVFlashModuleInfo sharedGpuPassthroughTypes[]?:VirtualMachinePciSharedGpuPassthroughInfo
  availablePersistentMemoryReservationMB?:l@6.7 dynamicPassthrough[]?:VirtualMachineDynamicPassthroughInfo@7.0
  sgxTargetInfo?:VirtualMachineSgxTargetInfo@7.0 precisionClockInfo[]?:VirtualMachinePrecisionClockInfo@7.0
  sevSupported?:b@7.0.1.0 vgpuDeviceInfo[]?:VirtualMachineVgpuDeviceInfo@7.0.3.0
  vgpuProfileInfo[]?:VirtualMachineVgpuProfileInfo@7.0.3.0
  vendorDeviceGroupInfo[]?:VirtualMachineVendorDeviceGroupInfo@8.0.0.1 maxSimultaneousThreads?:i@8.0.0.1
  dvxClassInfo[]?:VirtualMachineDvxClassInfo@8.0.0.1 sevSnpSupported?:b@9.0.0.0 tdxSupported?:b@9.0.0.0
  vMotionBandwidth[]?:l@9.1.0.0
VirtualMachineTargetInfo
  name:s configurationTag[]?:s
VirtualMachinePciPassthroughInfo < VirtualMachineTargetInfo
  pciDevice:HostPciDevice systemId:s
VirtualMachineSriovInfo < VirtualMachinePciPassthroughInfo
  virtualFunction:b pnic?:s devicePool?:VirtualMachineSriovDevicePoolInfo
VirtualMachineDynamicPassthroughInfo < VirtualMachineTargetInfo @7.0
  vendorName:s@7.0 deviceName:s@7.0 customLabel?:s@7.0 vendorId:i@7.0 deviceId:i@7.0
EnvironmentBrowserConfigOptionQuerySpec
  key?:s host?:@HostSystem guestId[]?:s
VirtualMachineConfigOption
  version:s description:s guestOSDescriptor[]:GuestOsDescriptor guestOSDefaultIndex:i
  hardwareOptions:VirtualHardwareOption capabilities:VirtualMachineCapability datastore:DatastoreOption
  defaultDevice[]?:VirtualDevice supportedMonitorType[]:s supportedOvfEnvironmentTransport[]?:s
  supportedOvfInstallTransport[]?:s propertyRelations[]?:VirtualMachinePropertyRelation@6.7
GuestOsDescriptor
  id:s family:s fullName:s supportedMaxCPUs:i numSupportedPhysicalSockets:i numSupportedCoresPerSocket:i
  supportedMinMemMB:i supportedMaxMemMB:i recommendedMemMB:i recommendedColorDepth:i supportedDiskControllerList[]:s
  recommendedSCSIController?:s recommendedDiskController:s supportedNumDisks:i recommendedDiskSizeMB:i
  recommendedCdromController:s supportedEthernetCard[]:s recommendedEthernetCard?:s supportsSlaveDisk?:b
  cpuFeatureMask[]?:HostCpuIdInfo smcRequired:b supportsWakeOnLan:b supportsVMI:b supportsMemoryHotAdd:b
  supportsCpuHotAdd:b supportsCpuHotRemove:b supportedFirmware[]:s recommendedFirmware:s
  supportedUSBControllerList[]?:s recommendedUSBController?:s supports3D:b recommended3D:b smcRecommended:b
  ich7mRecommended:b usbRecommended:b supportLevel:s supportedForCreate:b vRAMSizeInKB:IntOption
  numSupportedFloppyDevices:i wakeOnLanEthernetCard[]?:s supportsPvscsiControllerForBoot:b diskUuidEnabled:b
  supportsHotPlugPCI:b supportsSecureBoot?:b defaultSecureBoot?:b persistentMemorySupported?:b@6.7
  supportedMinPersistentMemoryMB?:l@6.7 supportedMaxPersistentMemoryMB?:l@6.7 recommendedPersistentMemoryMB?:l@6.7
  persistentMemoryHotAddSupported?:b@6.7 persistentMemoryHotRemoveSupported?:b@6.7
  persistentMemoryColdGrowthSupported?:b@6.7 persistentMemoryColdGrowthGranularityMB?:l@6.7
  persistentMemoryHotGrowthSupported?:b@6.7 persistentMemoryHotGrowthGranularityMB?:l@6.7
  numRecommendedPhysicalSockets?:i@6.7 numRecommendedCoresPerSocket?:i@6.7 vvtdSupported?:BoolOption@6.7
  vbsSupported?:BoolOption@6.7 vsgxSupported?:BoolOption@7.0 vsgxRemoteAttestationSupported?:b@8.0.0.1
  supportsTPM20?:b@6.7 recommendedTPM20?:b@8.0.0.1 vwdtSupported?:b@7.0
VirtualHardwareOption
  hwVersion:i virtualDeviceOption[]:VirtualDeviceOption deviceListReadonly:b numCPU[]:i numCoresPerSocket:IntOption
  autoCoresPerSocket?:BoolOption@8.0.0.1 numCpuReadonly:b memoryMB:LongOption numPCIControllers:IntOption
  numIDEControllers:IntOption numUSBControllers:IntOption numUSBXHCIControllers:IntOption numSIOControllers:IntOption
  numPS2Controllers:IntOption licensingLimit[]?:s numSupportedWwnPorts?:IntOption numSupportedWwnNodes?:IntOption
  resourceConfigOption:ResourceConfigOption numNVDIMMControllers?:IntOption@6.7 numTPMDevices?:IntOption@6.7
  numWDTDevices?:IntOption@7.0 numPrecisionClockDevices?:IntOption@7.0 epcMemoryMB?:LongOption@7.0
  acpiHostBridgesFirmware[]?:s@8.0.0.1 numCpuSimultaneousThreads?:IntOption@8.0.0.1 numNumaNodes?:IntOption@8.0.0.1
  numDeviceGroups?:IntOption@8.0.0.1 deviceGroupTypes[]?:s@8.0.0.1
VirtualDeviceOption
  type:s connectOption?:VirtualDeviceConnectOption busSlotOption?:VirtualDeviceBusSlotOption controllerType?:s
  autoAssignController?:BoolOption backingOption[]?:VirtualDeviceBackingOption defaultBackingOptionIndex?:i
  licensingLimit[]?:s deprecated:b plugAndPlay:b hotRemoveSupported:b numaSupported?:b@8.0.0.1
VirtualControllerOption < VirtualDeviceOption
  devices:IntOption supportedDevice[]?:s
VirtualPCIControllerOption < VirtualControllerOption
  numSCSIControllers:IntOption numEthernetCards:IntOption numVideoCards:IntOption numSoundCards:IntOption
  numVmiRoms:IntOption numVmciDevices:IntOption numPCIPassthroughDevices:IntOption numSasSCSIControllers:IntOption
  numVmxnet3EthernetCards:IntOption numParaVirtualSCSIControllers:IntOption numSATAControllers:IntOption
  numNVMEControllers?:IntOption numVmxnet3VrdmaEthernetCards?:IntOption@6.7
ResourceConfigOption
  cpuAllocationOption:ResourceAllocationOption memoryAllocationOption:ResourceAllocationOption
ResourceAllocationOption
  sharesOption:SharesOption
SharesOption
  sharesOption:IntOption defaultLevel:SharesLevel
DatastoreOption
  unsupportedVolumes[]?:VirtualMachineDatastoreVolumeOption
VirtualMachineDatastoreVolumeOption
  fileSystemType:s majorVersion?:i
VirtualPCIPassthroughOption < VirtualDeviceOption
VirtualDeviceBackingOption
  type:s
VirtualDeviceDeviceBackingOption < VirtualDeviceBackingOption
  autoDetectAvailable:BoolOption
VirtualPCIPassthroughDeviceBackingOption < VirtualDeviceDeviceBackingOption
VirtualMachineConfigOptionDescriptor
  key:s description?:s host[]?:@HostSystem createSupported:b defaultConfigOption:b runSupported:b upgradeSupported:b
`;

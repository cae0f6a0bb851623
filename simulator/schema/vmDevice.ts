/** Virtual devices and their backings. Notation: `dsl.ts`. */
export const vmDeviceTypes = `
VirtualDevice
  key:i deviceInfo?:Description backing?:VirtualDeviceBackingInfo connectable?:VirtualDeviceConnectInfo
  slotInfo?:VirtualDeviceBusSlotInfo controllerKey?:i unitNumber?:i numaNode?:i@8.0.0.1
  deviceGroupInfo?:VirtualDeviceDeviceGroupInfo@8.0.0.1
VirtualDeviceConnectInfo
  migrateConnect?:s@6.7 startConnected:b allowGuestControl:b connected:b status?:s
VirtualDeviceBusSlotInfo
VirtualDevicePciBusSlotInfo < VirtualDeviceBusSlotInfo
  pciSlotNumber:i
VirtualDeviceDeviceGroupInfo @8.0.0.1
  groupInstanceKey:i@8.0.0.1 sequenceId:i@8.0.0.1
VirtualDeviceBackingInfo
VirtualDeviceDeviceBackingInfo < VirtualDeviceBackingInfo
  deviceName:s useAutoDetect?:b
VirtualDeviceRemoteDeviceBackingInfo < VirtualDeviceBackingInfo
  deviceName:s useAutoDetect?:b
VirtualDeviceFileBackingInfo < VirtualDeviceBackingInfo
  fileName:s datastore?:@Datastore backingObjectId?:s
VirtualDiskFlatVer2BackingInfo < VirtualDeviceFileBackingInfo
  diskMode:s split?:b writeThrough?:b thinProvisioned?:b eagerlyScrub?:b uuid?:s contentId?:s changeId?:s
  parent?:VirtualDiskFlatVer2BackingInfo deltaDiskFormat?:s digestEnabled?:b deltaGrainSize?:i
  deltaDiskFormatVariant?:s sharing?:s keyId?:CryptoKeyId
VirtualController < VirtualDevice
  busNumber:i device[]?:i
VirtualPCIController < VirtualController
VirtualIDEController < VirtualController
VirtualPS2Controller < VirtualController
VirtualSIOController < VirtualController
VirtualSCSIController < VirtualController
  hotAddRemove?:b sharedBus:VirtualSCSISharing scsiCtlrUnitNumber?:i
ParaVirtualSCSIController < VirtualSCSIController
VirtualKeyboard < VirtualDevice
VirtualPointingDevice < VirtualDevice
VirtualPointingDeviceDeviceBackingInfo < VirtualDeviceDeviceBackingInfo
  hostPointingDevice:s
VirtualMachineVideoCard < VirtualDevice
  videoRamSizeInKB?:l numDisplays?:i useAutoDetect?:b enable3DSupport?:b use3dRenderer?:s graphicsMemorySizeInKB?:l
VirtualMachineVMCIDevice < VirtualDevice
  id?:l allowUnrestrictedCommunication?:b filterEnable?:b filterInfo?:VirtualMachineVMCIDeviceFilterInfo
VirtualDisk < VirtualDevice
  capacityInKB:l capacityInBytes?:l shares?:SharesInfo storageIOAllocation?:StorageIOAllocationInfo diskObjectId?:s
  vFlashCacheConfigInfo?:VirtualDiskVFlashCacheConfigInfo iofilter[]?:s vDiskId?:ID vDiskVersion?:i@8.0.1.0
  virtualDiskFormat?:s@9.0.0.0 nativeUnmanagedLinkedClone?:b@6.7
  independentFilters[]?:VirtualMachineBaseIndependentFilterSpec@7.0.2.1 guestReadOnly?:b@8.0.2.0
  diskChainBrokenIssue?:s@9.1.0.0
VirtualEthernetCard < VirtualDevice
  addressType?:s macAddress?:s wakeOnLanEnabled?:b resourceAllocation?:VirtualEthernetCardResourceAllocation
  externalId?:s uptCompatibilityEnabled?:b subnetId?:s@9.0.0.0
VirtualVmxnet < VirtualEthernetCard
VirtualVmxnet3 < VirtualVmxnet
  uptv2Enabled?:b@8.0.0.1 strictLatencyConfig?:VirtualVmxnet3StrictLatencyConfig@8.0.3.1
VirtualSriovEthernetCard < VirtualEthernetCard
  allowGuestOSMtuChange?:b sriovBacking?:VirtualSriovEthernetCardSriovBackingInfo
  dvxBackingInfo?:VirtualPCIPassthroughDvxBackingInfo@8.0.0.1
VirtualSriovEthernetCardSriovBackingInfo < VirtualDeviceBackingInfo
  physicalFunctionBacking?:VirtualPCIPassthroughDeviceBackingInfo
  virtualFunctionBacking?:VirtualPCIPassthroughDeviceBackingInfo virtualFunctionIndex?:i
VirtualEthernetCardNetworkBackingInfo < VirtualDeviceDeviceBackingInfo
  network?:@Network inPassthroughMode?:b
VirtualEthernetCardDistributedVirtualPortBackingInfo < VirtualDeviceBackingInfo
  port:DistributedVirtualSwitchPortConnection
VirtualPCIPassthrough < VirtualDevice
VirtualPCIPassthroughDeviceBackingInfo < VirtualDeviceDeviceBackingInfo
  id:s deviceId:s systemId:s vendorId:sh
VirtualPCIPassthroughDynamicBackingInfo < VirtualDeviceDeviceBackingInfo @7.0
  allowedDevice[]?:VirtualPCIPassthroughAllowedDevice@7.0 customLabel?:s@7.0 assignedId?:s@7.0
VirtualPCIPassthroughAllowedDevice @7.0
  vendorId:i@7.0 deviceId:i@7.0 subVendorId?:i@7.0 subDeviceId?:i@7.0 revisionId?:sh@7.0
VirtualPCIPassthroughPluginBackingInfo < VirtualDeviceBackingInfo
VirtualPCIPassthroughVmiopBackingInfo < VirtualPCIPassthroughPluginBackingInfo
  vgpu?:s vgpuMigrateDataSizeMB?:i@8.0.0.1 migrateSupported?:b@7.0.2.0 enhancedMigrateCapability?:b@8.0.0.1
VirtualPCIPassthroughDvxBackingInfo < VirtualDeviceBackingInfo @8.0.0.1
  deviceClass?:s@8.0.0.1 configParams[]?:OptionValue@8.0.0.1
enum VirtualSCSISharing noSharing virtualSharing physicalSharing
`;

/** A host's storage adapters, disks and file systems. Notation: `dsl.ts`. */
export const hostStorageTypes = `
HostStorageDeviceInfo
  hostBusAdapter[]?:HostHostBusAdapter scsiLun[]?:ScsiLun scsiTopology?:HostScsiTopology
  nvmeTopology?:HostNvmeTopology@7.0 multipathInfo?:HostMultipathInfo plugStoreTopology?:HostPlugStoreTopology
  softwareInternetScsiEnabled:b
HostHostBusAdapter
  key?:s device:s bus:i status:s model:s driver?:s pci?:s storageProtocol?:s@7.0 driverVersion?:s@9.1.0.0
  firmwareVersion?:s@9.1.0.0
HostBlockHba < HostHostBusAdapter
HostFibreChannelHba < HostHostBusAdapter
  portWorldWideName:l nodeWorldWideName:l portType:FibreChannelPortType speed:l
HostPcieHba < HostHostBusAdapter @7.0
HostSerialAttachedHba < HostHostBusAdapter
  nodeWorldWideName:s
HostDevice
  deviceName:s deviceType:s
ScsiLun < HostDevice
  key?:s uuid:s descriptor[]?:ScsiLunDescriptor canonicalName?:s displayName?:s lunType:s vendor?:s model?:s
  revision?:s scsiLevel?:i serialNumber?:s durableName?:ScsiLunDurableName alternateName[]?:ScsiLunDurableName
  standardInquiry[]?:by queueDepth?:i operationalState[]:s capabilities?:ScsiLunCapabilities vStorageSupport?:s
  protocolEndpoint?:b perenniallyReserved?:b@6.7.2 clusteredVmdkSupported?:b@7.0 applicationProtocol?:s@8.0.1.0
  dispersedNs?:b@8.0.1.0 deviceReservation?:s@8.0.3.0
HostScsiDisk < ScsiLun
  capacity:HostDiskDimensionsLba devicePath:s ssd?:b localDisk?:b physicalLocation[]?:s emulatedDIXDIFEnabled?:b
  vsanDiskInfo?:VsanHostVsanDiskInfo scsiDiskType?:s usedByMemoryTiering?:b@8.0.3.0
HostDiskDimensionsLba
  blockSize:i block:l
HostScsiTopology
  adapter[]?:HostScsiTopologyInterface
HostScsiTopologyInterface
  key:s adapter:s target[]?:HostScsiTopologyTarget
HostScsiTopologyTarget
  key:s target:i lun[]?:HostScsiTopologyLun transport?:HostTargetTransport
HostScsiTopologyLun
  key:s lun:i scsiLun:s
HostFileSystemVolumeInfo
  volumeTypeList[]?:s mountInfo[]?:HostFileSystemMountInfo
HostFileSystemMountInfo
  mountInfo:HostMountInfo volume:HostFileSystemVolume vStorageSupport?:s
HostMountInfo
  path?:s accessMode:s mounted?:b accessible?:b inaccessibleReason?:s vmknicName?:s@8.0.1.0 vmknicActive?:b@8.0.1.0
  mountFailedReason?:s@8.0.0.1 numTcpConnections?:i@8.0.1.0
HostFileSystemVolume
  type:s name:s capacity:l
HostVmfsVolume < HostFileSystemVolume
  blockSizeMb:i blockSize?:i unmapGranularity?:i unmapPriority?:s unmapBandwidthSpec?:VmfsUnmapBandwidthSpec@6.7
  maxBlocks:i majorVersion:i version:s uuid:s extent[]:HostScsiDiskPartition vmfsUpgradable:b
  forceMountedInfo?:HostForceMountedInfo ssd?:b local?:b scsiDiskType?:s
HostScsiDiskPartition
  diskName:s partition:i
HostDiagnosticPartition
  storageType:s diagnosticType:s slots:i id:HostScsiDiskPartition
DatastoreSummary
  datastore?:@Datastore name:s url:s capacity:l freeSpace:l uncommitted?:l accessible:b multipleHostAccess?:b type:s
  maintenanceMode?:s
DatastoreCapability
  directoryHierarchySupported:b rawDiskMappingsSupported:b perFileThinProvisioningSupported:b storageIORMSupported:b
  nativeSnapshotSupported:b topLevelDirectoryCreateSupported?:b seSparseSupported?:b vmfsSparseSupported?:b
  vsanSparseSupported?:b upitSupported?:b vmdkExpandSupported?:b@6.7 clusteredVmdkSupported?:b@7.0
DatastoreInfo
  name:s url:s freeSpace:l maxFileSize:l maxVirtualDiskCapacity?:l maxMemoryFileSize:l timestamp?:dt containerId?:s
  aliasOf?:s@6.7.1 supportedVDiskFormats[]?:s@9.0.0.0 logicalSectorSize?:i@9.0.0.0 physicalSectorSize?:i@9.0.0.0
VmfsDatastoreInfo < DatastoreInfo
  maxPhysicalRDMFileSize:l maxVirtualRDMFileSize:l vmfs?:HostVmfsVolume
DatastoreHostMount
  key:@HostSystem mountInfo:HostMountInfo
enum FibreChannelPortType fabric loop pointToPoint unknown
`;

/** PCI functions of a host and their passthrough state. Notation: `dsl.ts`. */
export const hostPciTypes = `
HostPciDevice
  id:s classId:sh bus:by slot:by physicalSlot?:i@9.0.0.0 slotDescription?:s@9.0.0.0 function:by vendorId:sh
  subVendorId:sh vendorName:s deviceId:sh subDeviceId:sh parentBridge?:s deviceName:s deviceClassName?:s@8.0.3.0
  directPathInfo?:HostPciDeviceDirectPathInfo@9.1.0.0
HostPciPassthruInfo
  id:s dependentDevice:s passthruEnabled:b passthruCapable:b passthruActive:b hardwareLabel?:s@7.0.2.0
  directPathState?:HostPciPassthruInfoDirectPathState@9.1.0.0
HostSriovInfo < HostPciPassthruInfo
  sriovEnabled:b sriovCapable:b sriovActive:b numVirtualFunctionRequested:i numVirtualFunction:i
  maxVirtualFunctionSupported:i
HostPciPassthruConfig
  id:s passthruEnabled:b applyNow?:b@7.0 hardwareLabel?:s@7.0.2.0
HostSriovConfig < HostPciPassthruConfig
  sriovEnabled:b numVirtualFunction:i
HostSriovDevicePoolInfo
  key:s
HostSriovNetworkDevicePoolInfo < HostSriovDevicePoolInfo
  switchKey?:s switchUuid?:s pnic[]?:PhysicalNic
`;

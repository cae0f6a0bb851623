export { type GuardOptions, guardPassthrough } from "./guard";
export {
  HostPassthroughDevice,
  type HostPassthroughDeviceArgs,
  type PciDeviceMatch,
  type PciId,
  type PciIdsArgs,
} from "./hostPassthroughDevice";
export {
  type GetHostPassthroughSupportArgs,
  type GetHostPciDevicesArgs,
  getHostPassthroughSupport,
  getHostPassthroughSupportOutput,
  getHostPciDevices,
  getHostPciDevicesOutput,
  type HostPassthroughSupport,
  type HostPciDevice,
  type LookupOptions,
} from "./lookups";
export { Provider, type ProviderArgs } from "./provider";
export { VmMemoryReservation, type VmMemoryReservationArgs } from "./vmMemoryReservation";
export { VmPassthrough, type VmPassthroughArgs, type VmPassthroughDeviceArgs } from "./vmPassthrough";
export { VmPciAttachment, type VmPciAttachmentArgs } from "./vmPciAttachment";

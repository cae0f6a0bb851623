export {
  HostPassthroughDevice,
  type HostPassthroughDeviceArgs,
  type PciDeviceMatch,
  type PciId,
  type PciIdsArgs,
} from "./hostPassthroughDevice";
export { Provider, type ProviderArgs } from "./provider";
export { VmMemoryReservation, type VmMemoryReservationArgs } from "./vmMemoryReservation";
export { VmPciAttachment, type VmPciAttachmentArgs } from "./vmPciAttachment";

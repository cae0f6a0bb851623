export type {
  HostPassthroughSupportFacts as HostPassthroughSupport,
  HostPciDeviceRow as HostPciDevice,
} from "../provider/lookups";
export type {
  CriticalReason,
  DrsAutomation,
  EvacuatePolicy,
  PciIds,
  PowerPolicy,
  RebootPolicy,
} from "../provider/rules/values";
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
  type LookupOptions,
  type OutputArgs,
} from "./lookups";
export { Provider, type ProviderArgs } from "./provider";
export { VmMemoryReservation, type VmMemoryReservationArgs } from "./vmMemoryReservation";
export { VmPassthrough, type VmPassthroughArgs, type VmPassthroughDeviceArgs } from "./vmPassthrough";
export { VmPciAttachment, type VmPciAttachmentArgs } from "./vmPciAttachment";

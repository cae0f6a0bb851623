/**
 * The entry point that every resource's state names: `require("pulumi-vsphere-passthrough/provider").<Kind>`.
 * Path and export names are a permanent contract: state that an early release wrote must work with every later one.
 */
import { pulumiProvider } from "./pulumiProvider";
import { hostPassthroughDevice } from "./resources/hostPassthroughDevice";
import { passthroughPlan } from "./resources/passthroughPlan";
import { vmMemoryReservation } from "./resources/vmMemoryReservation";
import { vmPciAttachment } from "./resources/vmPciAttachment";

export const HostPassthroughDevice = pulumiProvider(hostPassthroughDevice);
export const VmPciAttachment = pulumiProvider(vmPciAttachment);
export const VmMemoryReservation = pulumiProvider(vmMemoryReservation);
export const PassthroughPlan = pulumiProvider(passthroughPlan);

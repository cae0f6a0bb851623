import type { VmFacts } from "../vsphere/types";
import type { Context } from "./resource";

/** The host part of `vsphereServer`, without port and brackets. */
function serverHost(server: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(server)?.[1];
  return (bracketed ?? server.replace(/:[0-9]+$/, "")).toLowerCase();
}

/** Whether a VM is the vCenter that we talk to: its guest reports the name or address that we connect to. */
export function isServerVm(context: Context, vm: VmFacts): boolean {
  const server = serverHost(context.settings.connection.server);
  return (vm.guestAddresses ?? []).some((address) => address.toLowerCase() === server);
}

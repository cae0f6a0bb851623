import { serverAddresses } from "../vsphere/serverAddresses";
import type { VmFacts } from "../vsphere/types";
import type { Context } from "./resource";

/** Whether a VM is the vCenter that we talk to: its guest reports the name that we connect to, or an address of it. */
export async function isServerVm({ settings }: Context, { guestAddresses = [] }: VmFacts): Promise<boolean> {
  if (guestAddresses.length === 0) return false;
  const own = await serverAddresses(settings.connection.server);
  return guestAddresses.some((address) => own.includes(address.toLowerCase()));
}

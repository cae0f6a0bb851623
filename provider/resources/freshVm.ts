import { AwayError, RefusedError } from "../errors";
import { sentence } from "../rules/rule";
import { wording } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import type { Context } from "./resource";

/** The VM as the server has it now. */
export async function freshVm(context: Context, vmId: string): Promise<VmFacts> {
  await context.vsphere.refresh({ vms: [vmId] });
  return mustExist(vmId, await context.vsphere.vm(vmId));
}

export function mustExist(vmId: string, vm: VmFacts | undefined): VmFacts {
  if (vm === undefined) throw new RefusedError([sentence("ambiguous", "vm", wording.goneVm(vmId))]);
  return vm;
}

/** As it is now, with its configuration: what a VM does not show must not be taken for what is not there. */
export async function readableVm(context: Context, vmId: string): Promise<VmFacts> {
  return mustBeReadable(await freshVm(context, vmId));
}

export function mustBeReadable(vm: VmFacts): VmFacts {
  if (vm.connectionState === "connected") return vm;
  const message = sentence("vm-state", "vm", wording.vmUnreadable(vm));
  // It is so while its host is away.
  throw new AwayError(message, vm.connectionState === "disconnected");
}

import { RefusedError } from "../errors";
import { sentence } from "../rules/rule";
import { wording } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import type { Context } from "./resource";

/** The VM as the server has it now. */
export async function freshVm(context: Context, vmId: string): Promise<VmFacts> {
  context.vsphere.forget(vmId);
  const vm = await context.vsphere.vm(vmId);
  if (vm === undefined) throw new RefusedError([sentence("ambiguous", "vm", wording.goneVm(vmId))]);
  return vm;
}

import type { PowerPolicy } from "../rules/values";
import { vmLabel } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import { waitWithProgress } from "./hostReboot";
import type { Context } from "./resource";

export interface PowerDown {
  readonly policy: PowerPolicy;
  readonly timeoutMs: number;
  readonly urn: string | undefined;
}

/** Takes a running VM down the way `power` says; a graceful shutdown never becomes a hard one silently. */
export async function powerDown(context: Context, vm: VmFacts, how: PowerDown): Promise<void> {
  if (how.policy === "powerOff") {
    context.log.info(`powering off ${vmLabel(vm)}`, how.urn);
    await context.vsphere.powerOffVm(vm.id);
  } else {
    context.log.info(`shutting down ${vmLabel(vm)}`, how.urn);
    await context.vsphere.shutdownVm(vm.id, waitWithProgress(context, how.urn, how.timeoutMs));
  }
}

export async function powerUp(context: Context, vm: VmFacts, urn: string | undefined): Promise<void> {
  context.log.info(`starting ${vmLabel(vm)} again`, urn);
  await context.vsphere.powerOnVm(vm.id);
}

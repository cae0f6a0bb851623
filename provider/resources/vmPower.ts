import { WaitTimeoutError } from "../errors";
import type { PowerPolicy } from "../rules/values";
import { vmLabel, wording } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import { freshVm } from "./freshVm";
import { waitWithProgress } from "./progress";
import type { Context } from "./resource";

/**
 * Where it is kept, in the VM itself, that a VM we took down was running: whoever comes next starts it again, also after
 * a crash in between.
 */
export const powerKey = "vsphere-passthrough.power";
const wasOn = "poweredOn";

export interface PowerDown {
  readonly policy: PowerPolicy;
  readonly timeoutMs: number;
  readonly urn: string | undefined;
}

/** We took the VM down, or meant to, and have not said since that it runs again. */
export function isMarked(vm: VmFacts): boolean {
  return vm.extraConfig[powerKey] === wasOn;
}

/** Keeps a text in the VM under a key; an empty one removes it. */
export async function note(context: Context, vmId: string, key: string, value: string): Promise<void> {
  const vm = await freshVm(context, vmId);
  if ((vm.extraConfig[key] ?? "") === value) return;
  await context.vsphere.reconfigureVm(vm.id, { changeVersion: vm.changeVersion, extraConfig: { [key]: value } });
}

/** Takes a running VM down the way `power` says; a graceful shutdown never becomes a hard one silently. */
export async function powerDown(context: Context, vmId: string, how: PowerDown): Promise<void> {
  const vm = await freshVm(context, vmId);
  if (vm.powerState === "poweredOff") return;
  await note(context, vm.id, powerKey, wasOn);
  if (how.policy === "powerOff") {
    context.log.info(`powering off ${vmLabel(vm)}`, how.urn);
    await context.vsphere.powerOffVm(vm.id);
  } else {
    context.log.info(`shutting down ${vmLabel(vm)}`, how.urn);
    await shutDown(context, vm, how);
  }
}

async function shutDown(context: Context, vm: VmFacts, { urn, timeoutMs }: PowerDown): Promise<void> {
  try {
    await context.vsphere.shutdownVm(vm.id, waitWithProgress(context, urn, timeoutMs));
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    const { what, lastState, elapsedMs } = error;
    throw new WaitTimeoutError({ what, lastState, elapsedMs, outcome: wording.guestSlow(vm) }, error);
  }
}

/** Starts a VM that we took down. Looks first: a start whose answer was lost is not repeated. */
export async function powerUp(context: Context, vmId: string, urn: string | undefined): Promise<void> {
  const vm = await freshVm(context, vmId);
  if (isMarked(vm) && vm.powerState === "poweredOff") {
    context.log.info(`starting ${vmLabel(vm)} again`, urn);
    await context.vsphere.powerOnVm(vm.id);
  }
  await note(context, vmId, powerKey, "");
}

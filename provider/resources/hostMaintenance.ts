import { reasonOf } from "../errors";
import { sentence } from "../rules/rule";
import { hostLabel, wording } from "../rules/wording";
import type { HostFacts, VmFacts } from "../vsphere/types";
import { connectedHost, freshHost } from "./freshHost";
import { waitWithProgress } from "./progress";
import type { Context } from "./resource";
import { persist } from "./transient";
import { note } from "./vmPower";

/**
 * Where it is kept that we took a host into maintenance mode, by the host's ID: in a VM that waits there for the reboot.
 * Whoever comes next takes the host out again, also after a crash in between. A host without a VM of ours keeps nothing.
 */
export const maintenanceKey = "vsphere-passthrough.maintenance";

export interface Maintenance {
  /** Bounds entering maintenance mode and leaving it, each. */
  readonly timeoutMs: number;
  readonly urn: string | undefined;
}

function keepers(host: HostFacts, vms: readonly VmFacts[]): readonly VmFacts[] {
  return vms.filter((vm) => vm.extraConfig[maintenanceKey] === host.id);
}

/** Whether we noted that we took the host into maintenance mode, and not yet that it is out again. */
export function isKept(host: HostFacts, vms: readonly VmFacts[]): boolean {
  return keepers(host, vms).length > 0;
}

/** Whether it was us who took the host into the maintenance mode it is in. */
export async function isOurMaintenance(context: Context, host: HostFacts): Promise<boolean> {
  return host.inMaintenanceMode && isKept(host, await context.vsphere.vms(host.vmIds));
}

/** The host as rules have to see it: a maintenance mode of ours ends with what we do there. */
export async function atOurDisposal(context: Context, host: HostFacts): Promise<HostFacts> {
  return (await isOurMaintenance(context, host)) ? { ...host, inMaintenanceMode: false } : host;
}

/** Looks first: a call whose answer was lost is not repeated. False: somebody else was first. */
export async function enterMaintenance(
  context: Context,
  host: HostFacts,
  keeper: VmFacts | undefined,
  { timeoutMs, urn }: Maintenance,
): Promise<boolean> {
  if (keeper !== undefined) await persist(context, urn, () => note(context, keeper.id, maintenanceKey, host.id));
  context.log.info(`entering maintenance mode on ${hostLabel(host)}`, urn);
  let isAsked = false;
  const isOurs = await persist(context, urn, async () => {
    if ((await connectedHost(context, host.id)).inMaintenanceMode) return isAsked;
    isAsked = true;
    await context.vsphere.enterMaintenanceMode(host.id, waitWithProgress(context, urn, timeoutMs));
    return true;
  });
  if (!isOurs && keeper !== undefined) await persist(context, urn, () => note(context, keeper.id, maintenanceKey, ""));
  return isOurs;
}

/** Takes the host out of the maintenance mode that we took it into, and forgets that we did. */
export async function leaveMaintenance(context: Context, host: HostFacts, request: Maintenance): Promise<void> {
  const { timeoutMs, urn } = request;
  await persist(context, urn, async () => {
    if (!(await freshHost(context, host.id)).inMaintenanceMode) return;
    context.log.info(`leaving maintenance mode on ${hostLabel(host)}`, urn);
    await context.vsphere.exitMaintenanceMode(host.id, waitWithProgress(context, urn, timeoutMs));
  });
  await persist(context, urn, async () => {
    const { vmIds } = await freshHost(context, host.id);
    await context.vsphere.refresh({ vms: vmIds });
    const vms = await context.vsphere.vms(vmIds);
    for (const vm of keepers(host, vms)) await note(context, vm.id, maintenanceKey, "");
  });
}

/** After a failure the first error is the one to tell; that the host stays in maintenance mode is said beside it. */
export async function tryToLeaveMaintenance(context: Context, host: HostFacts, request: Maintenance): Promise<void> {
  await leaveMaintenance(context, host, request).catch((reason: unknown) =>
    context.log.warn(sentence("host-reboot", "", wording.stillInMaintenance(host, reasonOf(reason))), request.urn),
  );
}

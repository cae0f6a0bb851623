import { RefusedError } from "../errors/refusedError";
import { evacuationProblem, isAgent } from "../rules/evacuation";
import { sentence } from "../rules/rule";
import type { EvacuatePolicy } from "../rules/values";
import { hostLabel, wording } from "../rules/wording";
import type { HostFacts, VmFacts } from "../vsphere/types";
import { boundTo } from "./hostPlan";
import { waitWithProgress } from "./progress";
import type { Context } from "./resource";
import { isMarked, powerDown, powerUp } from "./vmPower";

export interface RebootRequest {
  readonly evacuate: EvacuatePolicy;
  /** Bounds entering maintenance mode and coming back, each. */
  readonly timeoutMs: number;
  /** The devices that wait for the reboot. */
  readonly addresses: readonly string[];
  readonly urn: string | undefined;
}

async function runningVms(context: Context, host: HostFacts): Promise<readonly VmFacts[]> {
  for (const vmId of host.vmIds) context.vsphere.forget(vmId);
  const vms = await context.vsphere.vms(host.vmIds);
  return vms.filter((vm) => vm.powerState === "poweredOn" && !isAgent(vm));
}

async function shutDownAll(context: Context, vms: readonly VmFacts[], request: RebootRequest): Promise<void> {
  const { timeoutMs, urn } = request;
  for (const vm of vms) await powerDown(context, vm.id, { policy: "shutdown", timeoutMs, urn });
}

/** VMs that an earlier run took down for a reboot and did not live to start; those of attachments have their own batch. */
async function leftDown(context: Context, host: HostFacts): Promise<readonly VmFacts[]> {
  const bound = boundTo(context, host);
  const vms = await context.vsphere.vms(host.vmIds);
  return vms.filter((vm) => isMarked(vm) && vm.powerState === "poweredOff" && !bound.includes(vm.id));
}

/** Starts what was shut down; what cannot be started is said, and does not hide why the reboot failed. */
async function startAll(context: Context, vms: readonly VmFacts[], urn: string | undefined): Promise<void> {
  for (const vm of vms) {
    await powerUp(context, vm.id, urn).catch((error: unknown) =>
      context.log.warn(sentence("host-reboot", "", wording.notStartedAgain(vm.name, error)), urn),
    );
  }
}

async function leaveMaintenance(context: Context, host: HostFacts, request: RebootRequest): Promise<void> {
  context.log.info(`leaving maintenance mode on ${hostLabel(host)}`, request.urn);
  await context.vsphere.exitMaintenanceMode(host.id, waitWithProgress(context, request.urn, request.timeoutMs));
}

/** In maintenance mode, and out of it again if and only if we entered it. */
async function inMaintenance(context: Context, host: HostFacts, request: RebootRequest): Promise<void> {
  const wait = waitWithProgress(context, request.urn, request.timeoutMs);
  const label = hostLabel(host);
  if (!host.inMaintenanceMode) {
    context.log.info(`entering maintenance mode on ${label}`, request.urn);
    await context.vsphere.enterMaintenanceMode(host.id, wait);
  }
  context.log.info(`rebooting ${label}`, request.urn);
  try {
    await context.vsphere.rebootHost(host.id, wait);
  } catch (error) {
    if (!host.inMaintenanceMode) {
      await leaveMaintenance(context, host, request).catch((reason: unknown) =>
        context.log.warn(sentence("host-reboot", "", wording.stillInMaintenance(host, reason)), request.urn),
      );
    }
    throw error;
  }
  if (!host.inMaintenanceMode) await leaveMaintenance(context, host, request);
}

function stillPending(host: HostFacts, addresses: readonly string[]): readonly string[] {
  return host.passthru
    .filter((info) => addresses.includes(info.address) && info.enabled !== info.active)
    .map((info) => info.address);
}

/**
 * Reboots a host so that its passthrough configuration takes force: what runs there is looked at again, one host of a
 * cluster at a time, in maintenance mode, and what was shut down is started again.
 */
export async function rebootHost(context: Context, hostId: string, request: RebootRequest): Promise<HostFacts> {
  const known = await context.vsphere.host(hostId);
  return context.locks.run(`reboot:${known?.clusterId ?? hostId}`, async () => {
    context.vsphere.forget(hostId);
    const host = await context.vsphere.host(hostId);
    if (host === undefined) throw new RefusedError([sentence("ambiguous", "host", wording.goneHost(hostId))]);
    const running = await runningVms(context, host);
    const problem = evacuationProblem(host, running, request.evacuate, boundTo(context, host));
    if (problem !== undefined) throw new RefusedError([sentence("evacuation", "evacuate", problem)]);
    const down = [...(request.evacuate === "shutdown" ? running : []), ...(await leftDown(context, host))];
    try {
      await shutDownAll(context, down, request);
      await inMaintenance(context, host, request);
    } finally {
      await startAll(context, down, request.urn);
    }
    context.vsphere.forget(hostId);
    const after = (await context.vsphere.host(hostId)) ?? host;
    const pending = stillPending(after, request.addresses);
    if (pending.length === 0) return after;
    throw new RefusedError([sentence("reboot-pending", "", wording.pendingAfterReboot(after, pending))]);
  });
}

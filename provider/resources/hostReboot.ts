import { reasonOf, WaitTimeoutError } from "../errors";
import { RefusedError } from "../errors/refusedError";
import { evacuationProblem, isAgent } from "../rules/evacuation";
import { sentence } from "../rules/rule";
import type { EvacuatePolicy } from "../rules/values";
import { hostLabel, wording } from "../rules/wording";
import type { HostFacts, VmFacts } from "../vsphere/types";
import { attachedDevice } from "./attachmentFacts";
import { freshHost } from "./freshHost";
import {
  enterMaintenance,
  isKept,
  isOurMaintenance,
  leaveMaintenance,
  type Maintenance,
  tryToLeaveMaintenance,
} from "./hostMaintenance";
import { boundTo } from "./hostPlan";
import { waitWithProgress } from "./progress";
import type { Context } from "./resource";
import { persist } from "./transient";
import { isMarked, powerDown, powerUp } from "./vmPower";

export interface RebootRequest extends Maintenance {
  readonly evacuate: EvacuatePolicy;
  /** The devices that wait for the reboot. */
  readonly addresses: readonly string[];
}

async function freshVms(context: Context, host: HostFacts): Promise<readonly VmFacts[]> {
  for (const vmId of host.vmIds) context.vsphere.forget(vmId);
  return context.vsphere.vms(host.vmIds);
}

/** No other work on these VMs meanwhile; in one order, so that two of these never wait for each other. */
async function withVms<T>(context: Context, vmIds: readonly string[], work: () => Promise<T>): Promise<T> {
  const [first, ...others] = [...vmIds].sort();
  if (first === undefined) return work();
  return context.locks.run(`vm:${first}`, () => withVms(context, others, work));
}

async function shutDownAll(context: Context, vms: readonly VmFacts[], request: RebootRequest): Promise<void> {
  const { timeoutMs, urn } = request;
  for (const vm of vms) {
    await persist(context, urn, () => powerDown(context, vm.id, { policy: "shutdown", timeoutMs, urn }));
  }
}

/** An attachment that is yet to be made finishes what its VM is owed, with its own start. */
function isComplete(context: Context, vm: VmFacts): boolean {
  const claims = context.ledger.attachments().filter((claim) => claim.vm === vm.id);
  return claims.every(({ address }) => address !== undefined && attachedDevice(vm, address) !== undefined);
}

/** VMs that an earlier run took down, or meant to, and did not live to start. */
function leftDown(context: Context, vms: readonly VmFacts[]): readonly VmFacts[] {
  return vms.filter((vm) => isMarked(vm) && isComplete(context, vm));
}

/** Starts all that it can; what cannot be started is said, and what it was for the first of them is thrown. */
async function startAll(context: Context, vms: readonly VmFacts[], urn: string | undefined): Promise<void> {
  const errors: unknown[] = [];
  for (const vm of vms) {
    await persist(context, urn, () => powerUp(context, vm.id, urn)).catch((error: unknown) => {
      context.log.warn(sentence("host-reboot", "", wording.notStartedAgain(vm.name, reasonOf(error))), urn);
      errors.push(error);
    });
  }
  if (errors.length > 0) throw errors[0];
}

function stillPending(host: HostFacts, addresses: readonly string[]): readonly string[] {
  return host.passthru
    .filter((info) => addresses.includes(info.address) && info.enabled !== info.active)
    .map((info) => info.address);
}

async function rebootAndWait(context: Context, host: HostFacts, request: RebootRequest): Promise<void> {
  const { urn, timeoutMs, addresses } = request;
  context.log.info(`rebooting ${hostLabel(host)}`, urn);
  try {
    await persist(context, urn, async () => {
      // Looked at again: a reboot whose answer was lost is not repeated.
      if (stillPending(await freshHost(context, host.id), addresses).length === 0) return;
      await context.vsphere.rebootHost(host.id, waitWithProgress(context, urn, timeoutMs));
    });
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    const { what, lastState, elapsedMs } = error;
    throw new WaitTimeoutError({ what, lastState, elapsedMs, outcome: wording.notBack(host, addresses) }, error);
  }
}

/** In maintenance mode, and out of it again if and only if we entered it. */
async function inMaintenance(
  context: Context,
  host: HostFacts,
  keeper: VmFacts | undefined,
  request: RebootRequest,
): Promise<void> {
  const isTheirs = host.inMaintenanceMode && !(await isOurMaintenance(context, host));
  try {
    if (!isTheirs) await enterMaintenance(context, host, keeper, request);
    await rebootAndWait(context, host, request);
  } catch (error) {
    if (!isTheirs) await tryToLeaveMaintenance(context, host, request);
    throw error;
  }
  if (!isTheirs) await leaveMaintenance(context, host, request);
}

async function reboot(context: Context, host: HostFacts, request: RebootRequest): Promise<void> {
  const vms = await freshVms(context, host);
  const running = vms.filter((vm) => vm.powerState === "poweredOn" && !isAgent(vm));
  const bound = boundTo(context, host);
  const problem = evacuationProblem(host, running, request.evacuate, bound);
  if (problem !== undefined) throw new RefusedError([sentence("evacuation", "evacuate", problem)]);
  const leaving = request.evacuate === "shutdown" ? running : [];
  const down = [...leaving, ...leftDown(context, vms).filter((vm) => !leaving.includes(vm))];
  const keeper = down[0] ?? vms.find((vm) => bound.includes(vm.id));
  try {
    await shutDownAll(context, leaving, request);
    await inMaintenance(context, host, keeper, request);
  } catch (error) {
    await startAll(context, down, request.urn).catch(() => undefined);
    throw error;
  }
  await startAll(context, down, request.urn);
}

/**
 * Reboots a host so that its passthrough configuration takes force: what runs there is looked at again, one host of a
 * cluster at a time, in maintenance mode, and what was shut down is started again.
 */
export async function rebootHost(context: Context, known: HostFacts, request: RebootRequest): Promise<HostFacts> {
  return alone(context, known, request, async (host) => {
    await reboot(context, host, request);
    const after = await freshHost(context, host.id);
    const pending = stillPending(after, request.addresses);
    if (pending.length === 0) return after;
    throw new RefusedError([sentence("reboot-pending", "", wording.pendingAfterReboot(after, pending))]);
  });
}

/** Whether an earlier reboot stopped half-way: a host that we left in maintenance mode, VMs that are owed a start. */
export async function isRebootUnfinished(context: Context, host: HostFacts): Promise<boolean> {
  const vms = await freshVms(context, host);
  return leftDown(context, vms).length > 0 || isKept(host, vms);
}

/** Does what an earlier reboot left to do, when nothing waits for another one. */
export async function finishReboot(context: Context, known: HostFacts, request: Maintenance): Promise<HostFacts> {
  return alone(context, known, request, (host) => finish(context, host, request));
}

async function finish(context: Context, host: HostFacts, request: Maintenance): Promise<HostFacts> {
  if (isKept(host, await freshVms(context, host))) await leaveMaintenance(context, host, request);
  await startAll(context, leftDown(context, await freshVms(context, host)), request.urn);
  return freshHost(context, host.id);
}

/** A host that an earlier reboot could not bring back from maintenance mode comes first, or nobody. */
async function finishOthers(context: Context, host: HostFacts, request: Maintenance): Promise<void> {
  const cluster = host.clusterId === undefined ? undefined : await context.vsphere.cluster(host.clusterId);
  const ids = (cluster?.hostIds ?? []).filter((id) => id !== host.id);
  for (const id of ids) context.vsphere.forget(id);
  for (const other of await Promise.all(ids.map((id) => context.vsphere.host(id)))) {
    if (other === undefined || !(await isOurMaintenance(context, other))) continue;
    await withVms(context, other.vmIds, () => finish(context, other, request));
  }
}

/** One host of a cluster at a time, and nobody else at work on its VMs. */
function alone<T>(
  context: Context,
  known: HostFacts,
  request: Maintenance,
  work: (host: HostFacts) => Promise<T>,
): Promise<T> {
  return context.locks.run(`reboot:${known.clusterId ?? known.id}`, async () => {
    const host = await freshHost(context, known.id);
    await finishOthers(context, host, request);
    return withVms(context, host.vmIds, async () => work(await freshHost(context, host.id)));
  });
}

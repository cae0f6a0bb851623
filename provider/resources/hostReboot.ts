import { reasonOf, WaitTimeoutError } from "../errors";
import { RefusedError } from "../errors/refusedError";
import { isAgent } from "../rules/evacuation";
import { sentence } from "../rules/rule";
import type { EvacuatePolicy } from "../rules/values";
import { hostLabel, wording } from "../rules/wording";
import type { HostFacts, VmFacts } from "../vsphere/types";
import { attachedDevice } from "./attachmentFacts";
import { connectedHost, freshHost } from "./freshHost";
import {
  enterMaintenance,
  isKept,
  isOurMaintenance,
  leaveMaintenance,
  type Maintenance,
  tryToLeaveMaintenance,
} from "./hostMaintenance";
import { boundTo, judgeReboot } from "./hostPlan";
import { sayWhileQueued, waitWithProgress } from "./progress";
import { refuseIfAny } from "./refuse";
import type { Context } from "./resource";
import { persist } from "./transient";
import { isMarked, powerDown, powerUp } from "./vmPower";

export interface RebootRequest extends Maintenance {
  readonly evacuate: EvacuatePolicy;
  /** The devices that wait for the reboot. */
  readonly addresses: readonly string[];
}

async function freshVms(context: Context, host: HostFacts): Promise<readonly VmFacts[]> {
  await context.vsphere.refresh({ vms: host.vmIds });
  return context.vsphere.vms(host.vmIds);
}

/** No other work on these VMs meanwhile; in one order, so that two of these never wait for each other. */
async function withVms<T>(context: Context, vmIds: readonly string[], work: () => Promise<T>): Promise<T> {
  const [first, ...others] = [...vmIds].sort();
  if (first === undefined) return work();
  return context.locks.run(`vm:${first}`, () => withVms(context, others, work));
}

/** Does something with each of the VMs at once, to the end; answers what it failed with, if at all. */
async function forAll(vms: readonly VmFacts[], work: (vm: VmFacts) => Promise<void>): Promise<unknown[]> {
  const ended = await Promise.allSettled(vms.map(work));
  return ended.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
}

async function shutDownAll(context: Context, vms: readonly VmFacts[], request: RebootRequest): Promise<void> {
  const { timeoutMs, urn } = request;
  const how = { policy: "shutdown", timeoutMs, urn } as const;
  const errors = await forAll(vms, (vm) => persist(context, urn, () => powerDown(context, vm.id, how)));
  if (errors.length > 0) throw errors[0];
}

/** An attachment that is yet to be made finishes what its VM is owed, with its own start. */
function isComplete(context: Context, vm: VmFacts): boolean {
  const claims = context.ledger.attachmentsOfVm(vm.id);
  return claims.every(({ address }) => address !== undefined && attachedDevice(vm, address) !== undefined);
}

/** VMs that an earlier run took down, or meant to, and did not live to start. */
function leftDown(context: Context, vms: readonly VmFacts[]): readonly VmFacts[] {
  return vms.filter((vm) => isMarked(vm) && isComplete(context, vm));
}

/** Starts all that it can; what cannot be started is said, and what it was for the first of them is thrown. */
async function startAll(context: Context, vms: readonly VmFacts[], urn: string | undefined): Promise<void> {
  const errors = await forAll(vms, (vm) =>
    persist(context, urn, () => powerUp(context, vm.id, urn)).catch((error: unknown) => {
      context.log.warn(sentence("host-reboot", "", wording.notStartedAgain(vm.name, reasonOf(error))), urn);
      throw error;
    }),
  );
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
      if (stillPending(await connectedHost(context, host.id), addresses).length === 0) return;
      await context.vsphere.rebootHost(host.id, waitWithProgress(context, urn, timeoutMs));
    });
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    const { what, lastState, elapsedMs } = error;
    throw new WaitTimeoutError({ what, lastState, elapsedMs, outcome: wording.notBack(host, addresses) }, error);
  }
}

/** In maintenance mode, and out of it again; one that somebody else entered is refused before, and stays theirs. */
async function inMaintenance(
  context: Context,
  host: HostFacts,
  keeper: VmFacts | undefined,
  request: RebootRequest,
): Promise<void> {
  const leave = async (error: unknown): Promise<never> => {
    await tryToLeaveMaintenance(context, host, request);
    throw error;
  };
  // One that it is in by now was judged to be ours.
  const isOurs = host.inMaintenanceMode || (await enterMaintenance(context, host, keeper, request).catch(leave));
  if (!isOurs) {
    const theirs = { ...host, inMaintenanceMode: true };
    throw new RefusedError([sentence("not-connected", "host", wording.notConnected(theirs))]);
  }
  await rebootAndWait(context, host, request).catch(leave);
  await leaveMaintenance(context, host, request);
}

/** What was judged before may have changed while others of the cluster were rebooted. */
async function judgeAgain(context: Context, host: HostFacts, { evacuate, timeoutMs }: RebootRequest): Promise<void> {
  const policy = { reboot: "ifNeeded", evacuate, rebootTimeoutMs: timeoutMs } as const;
  if (host.clusterId !== undefined) await context.vsphere.refresh({ clusters: [host.clusterId] });
  refuseIfAny(await judgeReboot(context, host, policy, () => false));
}

async function reboot(context: Context, host: HostFacts, request: RebootRequest): Promise<void> {
  const vms = await freshVms(context, host);
  await judgeAgain(context, host, request);
  const running = vms.filter((vm) => vm.powerState === "poweredOn" && !isAgent(vm));
  const leaving = request.evacuate === "shutdown" ? running : [];
  const down = [...leaving, ...leftDown(context, vms).filter((vm) => !leaving.includes(vm))];
  const keeper = down[0] ?? vms.find((vm) => boundTo(context, host).includes(vm.id));
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
    const after = await persist(context, request.urn, () => connectedHost(context, host.id));
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
  await context.vsphere.refresh({ hosts: ids });
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
  const queued = sayWhileQueued(context, request.urn, `${hostLabel(known)} waits for its turn in its cluster`);
  return context.locks.run(`reboot:${known.clusterId ?? known.id}`, async () => {
    queued.end();
    const host = await freshHost(context, known.id);
    await finishOthers(context, host, request);
    return withVms(context, host.vmIds, async () => work(await freshHost(context, host.id)));
  });
}

import { isTold } from "../rules/capability";
import { hostReboot, type PlannedChange } from "../rules/changes";
import { evacuationProblem } from "../rules/evacuation";
import { type Failure, failure, type Problem } from "../rules/rule";
import type { EvacuatePolicy } from "../rules/values";
import { hostLabel, wording } from "../rules/wording";
import type { ClusterFacts, DrsOverride, HostFacts, VmFacts } from "../vsphere/types";
import { noDrsPlan, planRestore } from "./drs";
import type { RebootSettings } from "./hostDeviceInputs";
import { atOurDisposal } from "./hostMaintenance";
import type { Context } from "./resource";
import { isServerVm } from "./serverVm";

/** Whether a VM has given a device up by the time of a reboot. */
export type GivenUp = (vmId: string, address: string) => boolean;

/** What runs on a host, as it will be when the reboot comes: devices that VMs give up before are gone by then. */
export async function runningOn(
  context: Context,
  host: HostFacts,
  isGivenUp: GivenUp = (vmId, address) => context.ledger.isGivenUp(vmId, address),
): Promise<readonly VmFacts[]> {
  const vms = await context.vsphere.vms(host.vmIds);
  return vms
    .filter((vm) => vm.powerState === "poweredOn")
    .map((vm) => ({
      ...vm,
      devices: vm.devices.filter(({ address }) => address === undefined || !isGivenUp(vm.id, address)),
    }));
}

/** VMs that the program gives a device of this host. */
export function boundTo(context: Context, host: HostFacts): readonly string[] {
  return context.ledger.attachmentsOnHost(host.id).flatMap(({ vm }) => (vm === undefined ? [] : [vm]));
}

/** The cluster as it will be when the reboot comes: a VM that has given its last device up has its own DRS level again. */
async function clusterOf(
  context: Context,
  host: HostFacts,
  running: readonly VmFacts[],
): Promise<ClusterFacts | undefined> {
  const cluster = host.clusterId === undefined ? undefined : await context.vsphere.cluster(host.clusterId);
  if (cluster === undefined) return undefined;
  const restored = running.flatMap((vm) => {
    const { change } = vm.devices.length === 0 ? planRestore(vm, cluster) : noDrsPlan;
    return change === undefined ? [] : [[vm.id, change.override] as const];
  });
  const overrides = Object.entries({ ...cluster.overrides, ...Object.fromEntries(restored) });
  const left = overrides.filter((entry): entry is [string, DrsOverride] => entry[1] !== undefined);
  return { ...cluster, overrides: Object.fromEntries(left) };
}

/** Other hosts of the cluster that take VMs; undefined where the cluster does not tell its hosts. */
async function targetsOf(
  context: Context,
  host: HostFacts,
  cluster: ClusterFacts | undefined,
): Promise<readonly HostFacts[] | undefined> {
  if (!cluster?.hostIds.includes(host.id)) return undefined;
  const others = cluster.hostIds.filter((id) => id !== host.id).map((id) => context.vsphere.host(id));
  const found = (await Promise.all(others)).filter((one) => one !== undefined);
  return found.filter((one) => isTold(one) && !one.inMaintenanceMode);
}

/** What `evacuate` does not allow of what runs on a host. */
export async function judgeEvacuation(
  context: Context,
  host: HostFacts,
  running: readonly VmFacts[],
  evacuate: EvacuatePolicy,
): Promise<Problem | undefined> {
  // Only DRS needs to know where to.
  const cluster = evacuate === "drs" ? await clusterOf(context, host, running) : undefined;
  const targets = await targetsOf(context, host, cluster);
  return evacuationProblem(host, running, evacuate, { bound: boundTo(context, host), cluster, targets });
}

/** What stands against a reboot of the host, done by this program or needed by it. */
export async function judgeReboot(
  context: Context,
  host: HostFacts,
  policy: RebootSettings,
  isGivenUp?: GivenUp,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  if (context.settings.refuse.includes("reboot")) {
    failures.push(
      failure("refused-by-policy", "host", wording.refusedByPolicy(`${hostLabel(host)} would need a reboot`, "reboot")),
    );
  }
  if (policy.reboot === "never") return failures;
  // Who works on a host must not be disturbed; and one that is away shows nothing of what runs there.
  const { inMaintenanceMode, connectionState } = await atOurDisposal(context, host);
  if (inMaintenanceMode || connectionState !== "connected") {
    return [...failures, failure("not-connected", "host", wording.notConnected(host))];
  }
  const running = await runningOn(context, host, isGivenUp);
  const isServer = await Promise.all(running.map((vm) => isServerVm(context, vm)));
  const server = running.find((_, index) => isServer[index]);
  if (server !== undefined) failures.push(failure("server-host", "host", wording.serverHost(host, server)));
  const problem = await judgeEvacuation(context, host, running, policy.evacuate);
  if (problem !== undefined) failures.push(failure("evacuation", "evacuate", problem));
  return failures;
}

/** A change that needs a reboot: refused, or flagged once per host with all that is known to change there. */
export async function planReboot(
  context: Context,
  host: HostFacts,
  planned: PlannedChange,
  policy: RebootSettings,
  urn: string | undefined,
  isGivenUp?: GivenUp,
): Promise<readonly Failure[]> {
  const changes = context.ledger.plan(host.id, planned);
  const failures = await judgeReboot(context, host, policy, isGivenUp);
  if (failures.length > 0) return failures;
  const { reboot, evacuate } = policy;
  const running = await runningOn(context, host, isGivenUp);
  const cluster = await clusterOf(context, host, running);
  context.log.warn(hostReboot({ host, changes, reboot, evacuate, running, cluster }).message, urn);
  return [];
}

import { hostReboot, type PlannedChange } from "../rules/changes";
import { evacuationProblem } from "../rules/evacuation";
import { type Failure, failure } from "../rules/rule";
import { hostLabel, wording } from "../rules/wording";
import type { HostFacts, VmFacts } from "../vsphere/types";
import type { RebootSettings } from "./hostDeviceInputs";
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
  return context.ledger.attachments().flatMap(({ hostId, vm }) => (hostId === host.id && vm !== undefined ? [vm] : []));
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
  const running = await runningOn(context, host, isGivenUp);
  const server = running.find((vm) => isServerVm(context, vm));
  if (server !== undefined) failures.push(failure("server-host", "host", wording.serverHost(host, server)));
  const problem = evacuationProblem(host, running, policy.evacuate, boundTo(context, host));
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
  context.log.warn(hostReboot({ host, changes, reboot, evacuate, running }).message, urn);
  return [];
}

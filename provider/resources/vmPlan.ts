import { type PlannedChange, powerCycle } from "../rules/changes";
import { type Failure, failure } from "../rules/rule";
import type { PowerPolicy } from "../rules/values";
import { vmLabel, wording } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import type { Context } from "./resource";
import { isServerVm } from "./serverVm";

/** What stands against taking a running VM down. */
export async function judgePowerCycle(context: Context, vm: VmFacts, policy: PowerPolicy): Promise<readonly Failure[]> {
  // What a VM that is away does is not told; that it is away is refused.
  if (vm.powerState === "poweredOff" || vm.connectionState !== "connected") return [];
  const failures: Failure[] = [];
  if (await isServerVm(context, vm)) failures.push(failure("server-vm", "vm", wording.serverVm(vm)));
  if (policy === "requireOff") failures.push(failure("power", "power", wording.mustBeOff(vm)));
  if (policy === "shutdown" && !vm.toolsRunning) failures.push(failure("power", "power", wording.cannotShutDown(vm)));
  if (context.settings.refuse.includes("power-cycle")) {
    const what = `${vmLabel(vm)} would be taken down and started again`;
    failures.push(failure("refused-by-policy", "vm", wording.refusedByPolicy(what, "power-cycle")));
  }
  return failures;
}

/** A change that takes a running VM down: refused, or flagged once per VM with all that is known to change there. */
export async function planPowerCycle(
  context: Context,
  vm: VmFacts,
  planned: PlannedChange,
  policy: PowerPolicy,
  urn: string | undefined,
): Promise<readonly Failure[]> {
  if (vm.powerState === "poweredOff" || vm.connectionState !== "connected") return [];
  const changes = context.ledger.plan(vm.id, planned);
  const failures = await judgePowerCycle(context, vm, policy);
  if (failures.length === 0) context.log.warn(powerCycle(vm, policy, changes).message, urn);
  return failures;
}

import { RefusedError, VSphereFaultError } from "../errors";
import { sentence } from "../rules/rule";
import type { DrsAutomation, PowerPolicy } from "../rules/values";
import { wording } from "../rules/wording";
import type { FixedDevice, VmChange, VmFacts } from "../vsphere/types";
import { Batches, fulfilled, rejected } from "./batches";
import { applyDrs, clusterOf, type DrsPlan, noDrsPlan, planOverride, planRestore } from "./drs";
import { mmioRestore } from "./mmio";
import type { Context } from "./resource";
import { powerDown, powerUp } from "./vmPower";

/** A part of one ReconfigVM_Task, with what has to happen around it. */
export interface VmPart {
  readonly addDevices?: readonly FixedDevice[];
  readonly removeDevices?: readonly number[];
  readonly memory?: { readonly reservationMB: number; readonly locked: boolean };
  readonly extraConfig?: Readonly<Record<string, string>>;
  /** How DRS has to be kept off the VM while it has a device. */
  readonly drsAutomation?: DrsAutomation;
  /** Fixed PCI devices change only while the VM is off. */
  readonly needsOff: boolean;
}

/** What one resource wants of its VM. */
export interface VmItem {
  readonly urn: string | undefined;
  readonly power: PowerPolicy;
  readonly powerTimeoutMs: number;
  /**
   * Judged on fresh facts, right before the write; rejects to refuse. undefined: nothing to write.
   */
  decide(vm: VmFacts): Promise<VmPart | undefined>;
}

interface Decided {
  readonly index: number;
  readonly item: VmItem;
  readonly part: VmPart;
}

/** How often a VM that somebody else edits in between is read and judged again. */
const editAttempts = 5;

async function freshVm(context: Context, vmId: string): Promise<VmFacts> {
  context.vsphere.forget(vmId);
  const vm = await context.vsphere.vm(vmId);
  if (vm === undefined) throw new RefusedError([sentence("ambiguous", "vm", wording.goneVm(vmId))]);
  return vm;
}

function merge(vm: VmFacts, parts: readonly VmPart[], drs: DrsPlan): VmChange {
  const addDevices = parts.flatMap((part) => part.addDevices ?? []);
  const removeDevices = parts.flatMap((part) => part.removeDevices ?? []);
  const memory = parts.find((part) => part.memory !== undefined)?.memory;
  const extraConfig: Record<string, string> = Object.assign(
    {},
    ...parts.map((part) => part.extraConfig),
    isLastLeaving(vm, parts) ? mmioRestore(vm) : {},
    drs.extraConfig,
  );
  return {
    changeVersion: vm.changeVersion,
    ...(addDevices.length > 0 ? { addDevices } : {}),
    ...(removeDevices.length > 0 ? { removeDevices } : {}),
    ...(memory === undefined ? {} : { memory }),
    ...(Object.keys(extraConfig).length > 0 ? { extraConfig } : {}),
  };
}

function isLastLeaving(vm: VmFacts, parts: readonly VmPart[]): boolean {
  const removed = parts.flatMap((part) => part.removeDevices ?? []);
  const isAdding = parts.some((part) => (part.addDevices ?? []).length > 0);
  return removed.length > 0 && !isAdding && vm.devices.every((device) => removed.includes(device.key));
}

/** The VM is held while it has a device of ours; the step that takes the last one away puts back what was there. */
async function planDrs(context: Context, vm: VmFacts, parts: readonly VmPart[]): Promise<DrsPlan> {
  const automation = parts.find((part) => part.drsAutomation !== undefined)?.drsAutomation;
  if (automation !== undefined) return planOverride(vm, await clusterOf(context, vm), automation);
  return isLastLeaving(vm, parts) ? planRestore(vm, await clusterOf(context, vm)) : noDrsPlan;
}

function isEmpty(change: VmChange): boolean {
  return Object.keys(change).every((key) => key === "changeVersion");
}

async function decideAll(
  vm: VmFacts,
  items: readonly VmItem[],
  refused: Map<number, unknown>,
): Promise<readonly Decided[]> {
  const decided: Decided[] = [];
  for (const [index, item] of items.entries()) {
    if (refused.has(index)) continue;
    try {
      const part = await item.decide(vm);
      if (part !== undefined) decided.push({ index, item, part });
    } catch (reason) {
      refused.set(index, reason);
    }
  }
  return decided;
}

/** The gentlest of the policies counts: nobody's guest is cut off who did not ask for it. */
function strictest(items: readonly VmItem[]): PowerPolicy {
  const policies = items.map((item) => item.power);
  return policies.find((one) => one === "requireOff") ?? policies.find((one) => one === "shutdown") ?? "powerOff";
}

async function reconfigure(context: Context, vm: VmFacts, parts: readonly VmPart[]): Promise<void> {
  const drs = await planDrs(context, vm, parts);
  const change = merge(vm, parts, drs);
  if (!isEmpty(change)) await context.vsphere.reconfigureVm(vm.id, change);
  await applyDrs(context, vm.id, drs.change);
}

/** Takes the VM down, works, and brings the earlier power state back, also when the work failed. */
async function whileOff(
  context: Context,
  vm: VmFacts,
  items: readonly VmItem[],
  work: () => Promise<void>,
): Promise<void> {
  const urn = items[0]?.urn;
  const policy = strictest(items);
  if (policy === "requireOff") throw new RefusedError([sentence("power", "power", wording.mustBeOff(vm))]);
  await powerDown(context, vm, { policy, timeoutMs: Math.max(...items.map((item) => item.powerTimeoutMs)), urn });
  try {
    await work();
  } catch (error) {
    // The first error is the one to tell; that the VM stays off is added to it.
    await powerUp(context, vm, urn).catch((reason: unknown) =>
      context.log.warn(sentence("power-cycle", "", wording.notStartedAgain(vm.name, reason)), urn),
    );
    throw error;
  }
  await powerUp(context, vm, urn);
}

function isConcurrentEdit(error: unknown): boolean {
  return error instanceof VSphereFaultError && error.types.includes("ConcurrentAccess");
}

async function attempt(
  context: Context,
  vmId: string,
  items: readonly VmItem[],
  refused: Map<number, unknown>,
): Promise<void> {
  const vm = await freshVm(context, vmId);
  const decided = await decideAll(vm, items, refused);
  const parts = decided.map(({ part }) => part);
  const down = decided.filter(({ part }) => part.needsOff).map(({ item }) => item);
  if (decided.length === 0) return;
  if (down.length === 0 || vm.powerState === "poweredOff") await reconfigure(context, vm, parts);
  // Taking the VM down is a change of its own: what was decided still holds, the version does not.
  else await whileOff(context, vm, down, async () => reconfigure(context, await freshVm(context, vmId), parts));
}

/** undefined: it worked, for all that were not refused. */
async function persist(
  context: Context,
  vmId: string,
  items: readonly VmItem[],
  refused: Map<number, unknown>,
): Promise<{ readonly error: unknown } | undefined> {
  for (let tries = 1; ; tries++) {
    try {
      await attempt(context, vmId, items, refused);
      return undefined;
    } catch (error) {
      if (!isConcurrentEdit(error) || tries >= editAttempts) return { error };
    }
  }
}

async function runItems(
  context: Context,
  vmId: string,
  items: readonly VmItem[],
): Promise<readonly PromiseSettledResult<VmFacts>[]> {
  const refused = new Map<number, unknown>();
  const failed = await persist(context, vmId, items, refused);
  if (failed !== undefined && items.length > 1) {
    // A batch that failed as a whole is tried one by one, so that each resource gets its own fault.
    const results: PromiseSettledResult<VmFacts>[] = [];
    for (const item of items) results.push(...(await runItems(context, vmId, [item])));
    return results;
  }
  if (failed !== undefined) return items.map(() => rejected(failed.error));
  const vm = await freshVm(context, vmId);
  return items.map((_, index) => (refused.has(index) ? rejected(refused.get(index)) : fulfilled(vm)));
}

/** Reconfigurations, coalesced per VM. */
export function vmBatches(context: Context): Batches<VmItem, VmFacts> {
  return new Batches((vmId, items) => context.locks.run(`vm:${vmId}`, () => runItems(context, vmId, items)));
}

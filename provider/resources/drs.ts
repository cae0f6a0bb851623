import { isMigratable } from "../rules/migratable";
import type { DrsAutomation } from "../rules/values";
import type { ClusterFacts, DrsOverride, VmFacts } from "../vsphere/types";
import { Batches, fulfilled, rejected } from "./batches";
import type { Context } from "./resource";
import { isAnswer } from "./transient";
import type { DrsItem } from "./work";

/** Where the DRS override that was there before ours is kept, in the VM itself: a crash loses nothing. */
export const drsKey = "vsphere-passthrough.drs";

/** The override that holds a VM on its host; undefined: none of ours. */
export function wantedOverride(automation: DrsAutomation): DrsOverride | undefined {
  if (automation === "unmanaged") return undefined;
  // Both fields, always: what the server gives back can then be compared with what was set.
  return { enabled: automation === "manual", behavior: "manual" };
}

function same(one: DrsOverride | undefined, other: DrsOverride | undefined): boolean {
  return one?.enabled === other?.enabled && one?.behavior === other?.behavior;
}

/** What is kept: the override that we set, and the one it took the place of. */
interface Kept {
  readonly set: DrsOverride;
  readonly before: DrsOverride | null;
}

function parseKept(text: string | undefined): Kept | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "set" in value && "before" in value
      ? (value as Kept)
      : undefined;
  } catch {
    return undefined;
  }
}

export interface DrsChange {
  readonly clusterId: string;
  readonly override: DrsOverride | undefined;
}

/** What attaching means for DRS: the key to write together with the device, and the override to set after it. */
export interface DrsPlan {
  readonly extraConfig: Readonly<Record<string, string>>;
  readonly change: DrsChange | undefined;
}

export const noDrsPlan: DrsPlan = { extraConfig: {}, change: undefined };

/** An override that holds the VM already is left, unless it is ours and another level is wanted. */
export function planOverride(vm: VmFacts, cluster: ClusterFacts | undefined, automation: DrsAutomation): DrsPlan {
  const wanted = wantedOverride(automation);
  if (cluster === undefined || wanted === undefined || !cluster.drsEnabled) return noDrsPlan;
  const current = cluster.overrides[vm.id];
  const kept = parseKept(vm.extraConfig[drsKey]);
  const isOurs = kept !== undefined && same(kept.set, current);
  if (!isOurs && !isMigratable(cluster, current)) return noDrsPlan;
  // Kept but not set: an earlier run stopped in between, and what it kept is still what was there before.
  const before = isOurs ? (kept.before ?? undefined) : current;
  if (isOurs && same(wanted, current)) return noDrsPlan;
  const text = JSON.stringify({ set: wanted, before: before ?? null } satisfies Kept);
  return {
    extraConfig: vm.extraConfig[drsKey] === text ? {} : { [drsKey]: text },
    change: { clusterId: cluster.id, override: wanted },
  };
}

/** What taking the last device away means for DRS: the earlier override comes back if the one there is still ours. */
export function planRestore(vm: VmFacts, cluster: ClusterFacts | undefined): DrsPlan {
  if (vm.extraConfig[drsKey] === undefined) return noDrsPlan;
  const kept = parseKept(vm.extraConfig[drsKey]);
  const isOurs = kept !== undefined && cluster !== undefined && same(kept.set, cluster.overrides[vm.id]);
  return {
    extraConfig: { [drsKey]: "" },
    change: isOurs ? { clusterId: cluster.id, override: kept.before ?? undefined } : undefined,
  };
}

/** The DRS cluster that a VM is in. */
export async function clusterOf(context: Context, vm: VmFacts): Promise<ClusterFacts | undefined> {
  const host = vm.hostId === undefined ? undefined : await context.vsphere.host(vm.hostId);
  return host?.clusterId === undefined ? undefined : context.vsphere.cluster(host.clusterId);
}

export async function applyDrs(context: Context, vmId: string, change: DrsChange | undefined): Promise<void> {
  if (change !== undefined) await context.overrides.submit(change.clusterId, { vmId, override: change.override });
}

async function setOverrides(
  context: Context,
  clusterId: string,
  items: readonly DrsItem[],
): Promise<readonly PromiseSettledResult<void>[]> {
  try {
    await context.vsphere.setDrsOverrides(clusterId, new Map(items.map(({ vmId, override }) => [vmId, override])));
    return items.map(() => fulfilled(undefined));
  } catch (error) {
    if (items.length < 2 || !isAnswer(error)) return items.map(() => rejected(error));
    // What the server refused as a whole is tried one by one, so that each VM gets its own fault.
    const results: PromiseSettledResult<void>[] = [];
    for (const item of items) results.push(...(await setOverrides(context, clusterId, [item])));
    return results;
  }
}

/** VMs that are written side by side are done with that within this time. */
const windowMs = 50;

/** Overrides, coalesced per cluster: one ReconfigureComputeResource_Task at a time. */
export function overrideBatches(context: Context): Batches<DrsItem, void> {
  return new Batches((clusterId, items) => setOverrides(context, clusterId, items), { windowMs });
}

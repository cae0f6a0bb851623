import { RefusedError, reasonOf } from "../errors";
import { sentence } from "../rules/rule";
import type { PowerPolicy } from "../rules/values";
import { wording } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import { Batches, fulfilled, rejected } from "./batches";
import { freshVm, readableVm } from "./freshVm";
import type { Context } from "./resource";
import { isAnswer, persist } from "./transient";
import { reconfigure } from "./vmChange";
import { isMarked, powerDown, powerUp } from "./vmPower";
import type { VmItem, VmPart } from "./work";

interface Decided {
  readonly item: VmItem;
  readonly part: VmPart;
}

/** Items that a rule refuses, or that need the VM off when it could not be taken down, with the reason. */
type Refused = Map<VmItem, unknown>;

async function decideAll(vm: VmFacts, items: readonly VmItem[], refused: Refused): Promise<readonly Decided[]> {
  const decided: Decided[] = [];
  for (const item of items) {
    if (refused.has(item)) continue;
    try {
      const part = await item.decide(vm);
      if (part !== undefined) decided.push({ item, part });
    } catch (reason) {
      if (!(reason instanceof RefusedError)) throw reason;
      refused.set(item, reason);
    }
  }
  return decided;
}

/** The gentlest of the policies counts: nobody's guest is cut off who did not ask for it. */
function gentlest(items: readonly VmItem[]): PowerPolicy {
  const policies = items.map((item) => item.power);
  return policies.find((one) => one === "requireOff") ?? policies.find((one) => one === "shutdown") ?? "powerOff";
}

async function takeDown(context: Context, vm: VmFacts, items: readonly VmItem[]): Promise<void> {
  const policy = gentlest(items);
  if (policy === "requireOff") throw new RefusedError([sentence("power", "power", wording.mustBeOff(vm))]);
  const timeoutMs = Math.max(...items.map((item) => item.powerTimeoutMs));
  await powerDown(context, vm.id, { policy, timeoutMs, urn: items[0]?.urn });
}

/** Reads, judges and writes; a VM that somebody else edits in between is read and judged again, never overwritten. */
function write(context: Context, vmId: string, items: readonly VmItem[], refused: Refused): Promise<void> {
  return persist(context, items[0]?.urn, async () => {
    const vm = await readableVm(context, vmId);
    const decided = await decideAll(vm, items, refused);
    for (const { item } of decided) item.begin?.(vm);
    await reconfigure(
      context,
      vm,
      decided.map(({ part }) => part),
    );
  });
}

/** A VM that is owed a start gets it from whoever changes its devices next. */
async function settlePower(context: Context, vmId: string, items: readonly VmItem[]): Promise<void> {
  const starter = items.find((item) => item.restart !== "never");
  if (starter === undefined) return;
  const vm = await freshVm(context, vmId);
  if (isMarked(vm)) await persist(context, starter.urn, () => powerUp(context, vmId, starter.urn));
}

async function work(context: Context, vmId: string, items: readonly VmItem[], refused: Refused): Promise<void> {
  const urn = items[0]?.urn;
  const vm = await persist(context, urn, () => readableVm(context, vmId));
  const decided = await persist(context, urn, () => decideAll(vm, items, refused));
  const down = decided.filter(({ part }) => part.needsOff).map(({ item }) => item);
  try {
    if (down.length > 0 && vm.powerState !== "poweredOff") {
      // Those that do not need it go on; for the others a second try would only ask the guest again.
      await persist(context, urn, () => takeDown(context, vm, down)).catch((reason: unknown) => {
        for (const item of down) refused.set(item, reason);
      });
    }
    if (decided.some(({ item }) => !refused.has(item))) await write(context, vmId, items, refused);
  } catch (error) {
    // The first error is the one to tell; that the VM stays off is said beside it.
    await settlePower(context, vmId, items).catch((reason: unknown) =>
      context.log.warn(sentence("power-cycle", "", wording.notStartedAgain(vm.name, reasonOf(reason))), urn),
    );
    throw error;
  }
  // The create half of a replacement starts the VM, once for both; when this half failed there will be none.
  if (!items.some((item) => item.restart === "later" && !refused.has(item))) await settlePower(context, vmId, items);
}

async function runItems(
  context: Context,
  vmId: string,
  items: readonly VmItem[],
): Promise<readonly PromiseSettledResult<VmFacts>[]> {
  const refused: Refused = new Map();
  try {
    await work(context, vmId, items, refused);
  } catch (error) {
    if (items.length < 2 || !isAnswer(error)) return items.map((item) => rejected(refused.get(item) ?? error));
    // A batch that the server refused as a whole is tried one by one, so that each resource gets its own fault.
    const results: PromiseSettledResult<VmFacts>[] = [];
    for (const item of items) results.push(...(await runItems(context, vmId, [item])));
    return results;
  }
  const vm = await persist(context, items[0]?.urn, () => freshVm(context, vmId));
  return items.map((item) => (refused.has(item) ? rejected(refused.get(item)) : fulfilled(vm)));
}

/** Reconfigurations, coalesced per VM. */
export function vmBatches(context: Context, windowMs: number): Batches<VmItem, VmFacts> {
  return new Batches((vmId, items) => context.locks.run(`vm:${vmId}`, () => runItems(context, vmId, items)), windowMs);
}

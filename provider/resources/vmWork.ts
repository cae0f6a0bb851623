import { RefusedError, reasonOf } from "../errors";
import { sentence } from "../rules/rule";
import type { PowerPolicy } from "../rules/values";
import { wording } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import type { Objects } from "../vsphere/vsphere";
import { Batches, fulfilled, rejected } from "./batches";
import { haveAllArrived } from "./companions";
import { freshVm, mustBeReadable, mustExist } from "./freshVm";
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

async function objectsOf(vmId: string, items: readonly VmItem[]): Promise<Required<Objects>> {
  const around: readonly Objects[] = await Promise.all(items.map((item) => item.around?.() ?? {}));
  const all = (kind: keyof Objects) => [...new Set(around.flatMap((objects) => objects[kind] ?? []))];
  return { hosts: all("hosts"), vms: [...new Set([vmId, ...all("vms")])], clusters: all("clusters") };
}

/** All that is judged is read at once; what only that read shows to be there, such as a VM that has come to the host, after it. */
async function refreshAll({ vsphere }: Context, vmId: string, items: readonly VmItem[]): Promise<void> {
  const first = await objectsOf(vmId, items);
  await vsphere.refresh(first);
  const now = await objectsOf(vmId, items);
  const more = (kind: keyof Objects) => now[kind].filter((id) => !first[kind].includes(id));
  const late = { hosts: more("hosts"), vms: more("vms"), clusters: more("clusters") };
  if (Object.values(late).some((ids) => ids.length > 0)) await vsphere.refresh(late);
}

/** The VM as it was read, and what of the items has to be written to it. */
interface Judged {
  readonly vm: VmFacts;
  readonly decided: readonly Decided[];
}

async function judge(context: Context, vmId: string, items: readonly VmItem[], refused: Refused): Promise<Judged> {
  await refreshAll(context, vmId, items);
  const vm = mustBeReadable(mustExist(vmId, await context.vsphere.vm(vmId)));
  return { vm, decided: await decideAll(vm, items, refused) };
}

/**
 * Writes what was judged right before, else reads and judges first; a VM that somebody else edits in between is read and
 * judged again, never overwritten. Answers the VM as it is then.
 */
function write(
  context: Context,
  vmId: string,
  items: readonly VmItem[],
  refused: Refused,
  before: Judged | undefined,
): Promise<VmFacts> {
  let judged = before;
  return persist(context, items[0]?.urn, async () => {
    const { vm, decided } = judged ?? (await judge(context, vmId, items, refused));
    judged = undefined;
    for (const { item } of decided) item.begin?.(vm);
    return reconfigure(
      context,
      vm,
      decided.map(({ part }) => part),
    );
  });
}

/** A VM that is owed a start gets it from whoever changes its devices next. Answers the VM as it is then. */
async function settlePower(context: Context, vm: VmFacts, items: readonly VmItem[]): Promise<VmFacts> {
  const starter = items.find((item) => item.restart !== "never");
  if (starter === undefined || !isMarked(vm)) return vm;
  await persist(context, starter.urn, () => powerUp(context, vm.id, starter.urn));
  return freshVm(context, vm.id);
}

async function work(context: Context, vmId: string, items: readonly VmItem[], refused: Refused): Promise<VmFacts> {
  const urn = items[0]?.urn;
  const judged = await persist(context, urn, () => judge(context, vmId, items, refused));
  const down = judged.decided.filter(({ part }) => part.needsOff).map(({ item }) => item);
  const goesDown = down.length > 0 && judged.vm.powerState !== "poweredOff";
  let vm = goesDown ? undefined : judged.vm;
  try {
    if (goesDown) {
      // Those that do not need it go on; for the others a second try would only ask the guest again.
      await persist(context, urn, () => takeDown(context, judged.vm, down)).catch((reason: unknown) => {
        for (const item of down) refused.set(item, reason);
      });
    }
    if (judged.decided.some(({ item }) => !refused.has(item)))
      vm = await write(context, vmId, items, refused, goesDown ? undefined : judged);
  } catch (error) {
    // The first error is the one to tell; that the VM stays off is said beside it.
    await freshVm(context, vmId)
      .then((left) => settlePower(context, left, items))
      .catch((reason: unknown) =>
        context.log.warn(sentence("power-cycle", "", wording.notStartedAgain(judged.vm.name, reasonOf(reason))), urn),
      );
    throw error;
  }
  const after = vm ?? (await persist(context, urn, () => freshVm(context, vmId)));
  // The create half of a replacement starts the VM, once for both; when this half failed there will be none.
  const isLater = items.some((item) => item.restart === "later" && !refused.has(item));
  return isLater ? after : settlePower(context, after, items);
}

async function runItems(
  context: Context,
  vmId: string,
  items: readonly VmItem[],
): Promise<readonly PromiseSettledResult<VmFacts>[]> {
  const refused: Refused = new Map();
  try {
    const vm = await work(context, vmId, items, refused);
    return items.map((item) => (refused.has(item) ? rejected(refused.get(item)) : fulfilled(vm)));
  } catch (error) {
    if (items.length < 2 || !isAnswer(error)) return items.map((item) => rejected(refused.get(item) ?? error));
    // A batch that the server refused as a whole is tried one by one, so that each resource gets its own fault.
    const results: PromiseSettledResult<VmFacts>[] = [];
    for (const item of items) results.push(...(await runItems(context, vmId, [item])));
    return results;
  }
}

/** Reconfigurations, coalesced per VM. */
export function vmBatches(context: Context, windowMs: number): Batches<VmItem, VmFacts> {
  const isComplete = (vmId: string, items: readonly VmItem[]) => haveAllArrived(context, vmId, items);
  return new Batches((vmId, items) => context.locks.run(`vm:${vmId}`, () => runItems(context, vmId, items)), {
    windowMs,
    isComplete,
  });
}

import type { HostFacts, PassthruChange } from "../vsphere/types";
import { Batches, fulfilled, rejected } from "./batches";
import { connectedHost, freshHost } from "./freshHost";
import { finishReboot, isRebootUnfinished, rebootHost } from "./hostReboot";
import type { Context } from "./resource";
import { isAnswer, persist } from "./transient";
import type { HostItem, HostOutcome } from "./work";

/** vCenter's copy of a host's facts lags behind the host by some seconds. */
const settleMs = 60_000;

interface Settled {
  readonly host: HostFacts;
  readonly failed?: { readonly reason: unknown; readonly concerned: readonly HostItem[] };
}

interface Planned {
  readonly index: number;
  readonly item: HostItem;
  readonly change: PassthruChange | undefined;
}

function isPending(host: HostFacts, { address, formerAddress }: HostItem): boolean {
  return host.passthru.some(
    (info) => (info.address === address || info.address === formerAddress) && info.enabled !== info.active,
  );
}

/** What of the changes the host does not show yet: a call whose answer was lost may have been carried out. */
function remaining(host: HostFacts, planned: readonly Planned[]): readonly PassthruChange[] {
  return planned.flatMap(({ change }) => {
    const info = host.passthru.find((one) => one.address === change?.address);
    if (change === undefined) return [];
    const isDone =
      info?.enabled === change.enabled &&
      (change.hardwareLabel === undefined || (info.hardwareLabel ?? "") === change.hardwareLabel);
    return isDone ? [] : [change];
  });
}

async function send(context: Context, hostId: string, planned: readonly Planned[]): Promise<void> {
  await persist(context, planned[0]?.item.urn, async () => {
    const host = await freshHost(context, hostId);
    const changes = remaining(host, planned);
    if (changes.length > 0) for (const { item } of planned) item.begin?.(host);
    if (changes.length > 0) await context.vsphere.updatePassthru(hostId, changes, { timeoutMs: settleMs });
  });
}

/** One UpdatePassthruConfig for all; when the server refuses it as a whole, one by one, so that each gets its own fault. */
async function write(context: Context, hostId: string, planned: readonly Planned[]): Promise<Map<number, unknown>> {
  const errors = new Map<number, unknown>();
  const changed = planned.filter(({ change }) => change !== undefined);
  if (changed.length === 0) return errors;
  try {
    await send(context, hostId, changed);
  } catch (error) {
    const [only, ...others] = changed;
    if (only === undefined || others.length === 0 || !isAnswer(error)) {
      for (const { index } of changed) errors.set(index, error);
      return errors;
    }
    for (const one of changed)
      await send(context, hostId, [one]).catch((reason: unknown) => errors.set(one.index, reason));
  }
  return errors;
}

function isWaiting(host: HostFacts, item: HostItem): boolean {
  return item.reboot === "ifNeeded" && isPending(host, item);
}

/** The reboot that they wait for; or what an earlier one left to do. */
async function reboot(context: Context, host: HostFacts, items: readonly HostItem[]): Promise<HostFacts> {
  const waiting = items.filter((item) => isWaiting(host, item));
  const concerned = waiting.length > 0 ? waiting : items;
  const request = { timeoutMs: Math.max(...concerned.map((item) => item.rebootTimeoutMs)), urn: concerned[0]?.urn };
  if (waiting.length === 0) {
    return (await isRebootUnfinished(context, host)) ? finishReboot(context, host, request) : host;
  }
  const policies = waiting.map((item) => item.evacuate);
  return rebootHost(context, host, {
    ...request,
    // The strictest of them counts: nobody loses a VM that did not agree to it.
    evacuate: policies.find((one) => one === "refuse") ?? policies.find((one) => one === "drs") ?? "shutdown",
    addresses: [...new Set(waiting.flatMap(({ address, formerAddress }) => [address, formerAddress ?? address]))],
  });
}

/** A reboot that failed concerns those that waited for it, and one that is to be finished all. */
async function settle(context: Context, host: HostFacts, items: readonly HostItem[]): Promise<Settled> {
  try {
    return { host: await reboot(context, host, items) };
  } catch (reason) {
    const waiting = items.filter((item) => isWaiting(host, item));
    // A host that is away shows nothing: what it showed before is what the state has to say.
    const after = await connectedHost(context, host.id).catch(() => host);
    return { host: after, failed: { reason, concerned: waiting.length > 0 ? waiting : items } };
  }
}

async function runHostBatch(
  context: Context,
  hostId: string,
  items: readonly HostItem[],
): Promise<readonly PromiseSettledResult<HostOutcome>[]> {
  return context.locks.run(`host:${hostId}`, async () => {
    const before = await persist(context, items[0]?.urn, () => connectedHost(context, hostId));
    const refused = new Map<number, unknown>();
    const planned: Planned[] = [];
    for (const [index, item] of items.entries()) {
      await item.decide(before).then(
        (change) => planned.push({ index, item, change }),
        (reason: unknown) => refused.set(index, reason),
      );
    }
    const errors = new Map([...refused, ...(await write(context, hostId, planned))]);
    const done = planned.filter(({ index }) => !errors.has(index));
    const { host, failed }: Settled =
      done.length === 0
        ? { host: before }
        : await settle(
            context,
            await freshHost(context, hostId),
            done.map(({ item }) => item),
          );
    return items.map((item, index) => {
      if (errors.has(index)) return rejected(errors.get(index));
      const written = planned.find((one) => one.index === index)?.change !== undefined;
      const isConcerned = failed?.concerned.includes(item) === true;
      return fulfilled({ host, written, ...(isConcerned ? { rebootError: failed?.reason } : {}) });
    });
  });
}

/** Changes of host devices, coalesced per host. */
export function hostBatches(context: Context, windowMs: number): Batches<HostItem, HostOutcome> {
  return new Batches((hostId, items) => runHostBatch(context, hostId, items), { windowMs });
}

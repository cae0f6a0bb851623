/** What a list of declarations means on the live server, as far as that can be told before the resources are checked. */
import { canonical } from "../rules/impact";
import { parsePciAddress } from "../vsphere/pciAddress";
import { type At, type Declaration, type Placed, storedText } from "./declaration";
import { findAddress } from "./hostDeviceFacts";
import { parseMatch } from "./hostDeviceInputs";
import type { Context } from "./resource";
import { isUnborn, unbornKey } from "./vmKey";

/** What an entry meant before, where it still does. */
type Remember = (one: Declaration) => Promise<At>;

interface Placing {
  readonly context: Context;
  readonly list: readonly Declaration[];
  readonly remember: Remember;
}

/** What fits nothing is told by the resource that has it, with better words. */
async function quietly<T>(find: Promise<T>): Promise<T | undefined> {
  return find.catch(() => undefined);
}

async function findHost({ context }: Placing, one: Declaration, { hostId }: At): Promise<string | undefined> {
  if (hostId !== undefined || one.host === undefined) return hostId;
  return (await quietly(context.vsphere.findHost(one.host)))?.id;
}

async function findVm(placing: Placing, one: Declaration): Promise<string | undefined> {
  const { context, list, remember } = placing;
  const source = list.find(({ urn, kind }) => urn === one.vmSource && kind !== "device");
  if (source !== undefined) return findVm(placing, source);
  if (one.vm === undefined) return one.vmSource === undefined ? undefined : unbornKey(one.vmSource);
  return (await remember(one)).vmId ?? (await quietly(context.vsphere.findVm(one.vm)))?.id;
}

async function placeDevice(placing: Placing, one: Declaration): Promise<Placed> {
  const at = await placing.remember(one);
  const hostId = await findHost(placing, one, at);
  const host = hostId === undefined ? undefined : await placing.context.vsphere.host(hostId);
  if (one.match === undefined) return { declaration: one, hostId, address: parsePciAddress(one.address ?? "") };
  const match = await quietly((async () => parseMatch(one.match ?? {}))());
  const olds = { address: at.address, match };
  const found = match === undefined ? undefined : findAddress({ match }, host, olds, at.hostId === hostId);
  return { declaration: one, hostId, address: found?.address };
}

async function placeOnVm(placing: Placing, one: Declaration): Promise<Placed> {
  const { context, list, remember } = placing;
  const vm = await findVm(placing, one);
  const device = one.device === undefined ? undefined : list.find(({ urn }) => urn === one.device);
  const ofVm = vm === undefined || isUnborn(vm) ? undefined : (await context.vsphere.vm(vm))?.hostId;
  const { hostId, address } =
    device === undefined
      ? {
          hostId: (await findHost(placing, one, await remember(one))) ?? ofVm,
          address: parsePciAddress(one.address ?? ""),
        }
      : await placeDevice(placing, device);
  await fetchAround(context, hostId);
  return { declaration: one, hostId, address, vm };
}

/** What rules over an attachment look at: fetched here for all at once, and not by one check after another. */
async function fetchAround({ vsphere }: Context, hostId: string | undefined): Promise<void> {
  const host = hostId === undefined ? undefined : await vsphere.host(hostId);
  if (host === undefined) return;
  await Promise.all([
    vsphere.vms(host.vmIds),
    host.clusterId === undefined ? undefined : vsphere.cluster(host.clusterId),
  ]);
}

/** Asks for all of it at once, in the order of the list. What goes wrong is told by the resource that it is about. */
export function fetchPlaced(context: Context, placed: readonly Placed[]): void {
  const fetch = async ({ hostId, vm }: Placed) => {
    await existing(context, { hostId, vmId: vm });
    if (vm !== undefined) await fetchAround(context, hostId);
  };
  for (const one of placed) fetch(one).catch(() => undefined);
}

/** What hosts use themselves is large: only what is to be enabled is judged by it. */
async function fetchUses({ vsphere }: Context, devices: readonly Placed[]): Promise<void> {
  await Promise.all(devices.map(({ hostId }) => (hostId === undefined ? undefined : vsphere.hostUse(hostId))));
}

/** All at once: what is read in one turn is one call to the server. */
function placeAll(placing: Placing): Promise<readonly Placed[]> {
  return Promise.all(
    placing.list.map((one) => (one.kind === "device" ? placeDevice(placing, one) : placeOnVm(placing, one))),
  );
}

/** What was declared before: names may mean something else by now, so what they meant then counts, while it exists. */
export function placeEarlier(context: Context, before: readonly Declaration[]): Promise<readonly Placed[]> {
  return placeAll({ context, list: before, remember: ({ at = {} }) => existing(context, at) });
}

/** Without what is gone: a host or VM that was registered anew has another ID under its old name. */
async function existing({ vsphere }: Context, { hostId, vmId, address }: At): Promise<At> {
  const [host, vm] = await Promise.all([
    hostId === undefined ? undefined : vsphere.host(hostId),
    vmId === undefined ? undefined : vsphere.vm(vmId),
  ]);
  return {
    ...(host === undefined ? {} : { hostId: host.id }),
    ...(vm === undefined ? {} : { vmId: vm.id }),
    ...(address === undefined ? {} : { address }),
  };
}

/** What is declared now; the same text keeps its object while that exists, as with the resources themselves. */
export async function placeDeclared(
  context: Context,
  list: readonly Declaration[],
  before: readonly Declaration[],
): Promise<readonly Placed[]> {
  const earlier = new Map(before.map((one) => [one.urn, one]));
  const remember: Remember = async (one) => {
    const { at = {}, host, vm, match } = earlier.get(one.urn) ?? {};
    return existing(context, {
      hostId: host === one.host ? at.hostId : undefined,
      vmId: vm === one.vm ? at.vmId : undefined,
      address: canonical(match) === canonical(one.match) ? at.address : undefined,
    });
  };
  const placed = await placeAll({ context, list, remember });
  const entering = placed.filter(({ declaration: { kind, urn } }) => kind === "device" && !earlier.has(urn));
  await quietly(fetchUses(context, entering));
  return placed;
}

/** The list as it is stored: with what its entries mean now. */
export function withPlaces(placed: readonly Placed[]): string {
  const list = placed.map(({ declaration, hostId, address, vm }) => {
    const vmId = vm === undefined || isUnborn(vm) ? undefined : vm;
    return { ...declaration, at: { hostId, address, vmId } };
  });
  return storedText(list);
}

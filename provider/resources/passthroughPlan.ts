import { canonical } from "../rules/impact";
import { parsePciAddress } from "../vsphere/pciAddress";
import { type Declaration, type Placed, parseDeclared } from "./declaration";
import { planEntering } from "./entering";
import { judgeLeaving } from "./leaving";
import type { Checked, Context, Properties, ResourceHandler } from "./resource";

/** A reference that fits nothing is told by the resource that has it, with better words. */
async function quietly(find: Promise<{ readonly id: string }>): Promise<string | undefined> {
  return find.then(
    ({ id }) => id,
    () => undefined,
  );
}

async function findVm(context: Context, list: readonly Declaration[], one: Declaration): Promise<string | undefined> {
  const source = list.find(({ urn, kind }) => urn === one.vmSource && kind === "memory");
  const { vm, vmSource } = source ?? one;
  if (vm !== undefined) return quietly(context.vsphere.findVm(vm));
  return vmSource === undefined ? undefined : `from:${vmSource}`;
}

async function place(context: Context, list: readonly Declaration[], one: Declaration): Promise<Placed> {
  const device = one.device === undefined ? undefined : list.find(({ urn }) => urn === one.device);
  const vm = one.kind === "device" ? undefined : await findVm(context, list, one);
  const host = device?.host ?? one.host;
  const ofVm = vm === undefined || vm.startsWith("from:") ? undefined : await context.vsphere.vm(vm);
  const hostId = host === undefined ? ofVm?.hostId : await quietly(context.vsphere.findHost(host));
  // Fetched here for all at once, and not by one check after another.
  if (hostId !== undefined) await context.vsphere.host(hostId);
  return {
    declaration: one,
    hostId,
    address: parsePciAddress(device?.address ?? one.address ?? ""),
    vm,
  };
}

/** All at once: what is read in one turn is one call to the server. */
function placeAll(context: Context, list: readonly Declaration[]): Promise<readonly Placed[]> {
  return Promise.all(list.map((one) => place(context, list, one)));
}

/** So that a rule over several resources sees those too that are not checked yet. */
function declareAll(context: Context, placed: readonly Placed[]): void {
  for (const { declaration, hostId, address, vm } of placed) {
    const { kind, urn, reboot, evacuate, power, drsAutomation, mmio64SizeGB } = declaration;
    if (kind === "device") context.ledger.declare({ kind, urn, hostId, address, reboot, evacuate });
    else if (kind === "memory") context.ledger.declare({ kind, urn, vm });
    else context.ledger.declare({ kind, urn, vm, hostId, address, power, drsAutomation, mmio64SizeGB });
  }
}

/** What the resources had before, as far as it was literal; those that stay give up what they do not declare any more. */
function holdAll(context: Context, placed: readonly Placed[]): void {
  for (const { declaration, hostId, address, vm } of placed) {
    if (declaration.kind === "attachment") context.ledger.hold(declaration.urn, { vmId: vm, hostId, address });
  }
}

async function check(context: Context, olds: Properties, news: Properties): Promise<Checked> {
  const [before, after] = [parseDeclared(olds), parseDeclared(news)];
  const placed = await placeAll(context, after);
  declareAll(context, placed);
  if (canonical(before) === canonical(after)) return { inputs: news, failures: [] };
  const earlier = await placeAll(context, before);
  holdAll(context, earlier);
  await planEntering(context, earlier, placed);
  return { inputs: news, failures: await judgeLeaving(context, earlier, placed) };
}

/** What the program declares; only check has work to do. */
export const passthroughPlan: ResourceHandler = {
  check,
  // Never a change of its own: Pulumi stores the checked inputs all the same, and check needs no more than those.
  diff: async () => ({ changes: false, replaces: [] }),
  create: async (_context, inputs) => ({ id: "vsphere-passthrough-plan", state: inputs }),
  read: async (_context, id, state) => ({ id, state }),
  update: async (_context, _id, _state, inputs) => inputs,
  delete: async () => undefined,
};

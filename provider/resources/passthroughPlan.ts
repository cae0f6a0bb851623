import { z } from "zod";
import { canonical } from "../rules/impact";
import { rebootPolicies } from "../rules/values";
import { parsePciAddress } from "../vsphere/pciAddress";
import { judgeLeaving } from "./leaving";
import type { Checked, Context, Difference, Properties, ResourceHandler } from "./resource";

const declaration = z.object({
  kind: z.enum(["device", "attachment", "memory"]),
  urn: z.string(),
  host: z.string().optional(),
  address: z.string().optional(),
  vm: z.string().optional(),
  vmSource: z.string().optional(),
  device: z.string().optional(),
  reboot: z.string().optional(),
  power: z.string().optional(),
  retained: z.boolean().optional(),
});

/** What the program says of one resource, as far as it is literal. */
export type Declaration = z.output<typeof declaration>;

/** What a declaration means on the live server, as far as that can be told before the resource itself is checked. */
export interface Placed {
  readonly declaration: Declaration;
  readonly hostId: string | undefined;
  readonly address: string | undefined;
  /** As in the ledger: a VM that does not exist yet is `from:<URN>`. */
  readonly vm: string | undefined;
}

function parseDeclared(properties: Properties): readonly Declaration[] {
  const parsed = z.array(declaration).safeParse(properties["declared"]);
  return parsed.success ? parsed.data : [];
}

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
  return {
    declaration: one,
    hostId: host === undefined ? ofVm?.hostId : await quietly(context.vsphere.findHost(host)),
    address: parsePciAddress(device?.address ?? one.address ?? ""),
    vm,
  };
}

async function placeAll(context: Context, list: readonly Declaration[]): Promise<readonly Placed[]> {
  const placed: Placed[] = [];
  for (const one of list) placed.push(await place(context, list, one));
  return placed;
}

/** So that a rule over several resources sees those too that are not checked yet. */
function declareAll(context: Context, placed: readonly Placed[]): void {
  for (const {
    declaration: { urn, kind, reboot },
    hostId,
    address,
    vm,
  } of placed) {
    const policy = rebootPolicies.find((one) => one === reboot) ?? "never";
    if (kind === "device") context.ledger.declare({ kind, urn, hostId, address, reboot: policy });
    else if (kind === "memory") context.ledger.declare({ kind, urn, vm });
    else context.ledger.declare({ kind, urn, vm, hostId, address });
  }
}

async function check(context: Context, olds: Properties, news: Properties): Promise<Checked> {
  const [before, after] = [parseDeclared(olds), parseDeclared(news)];
  const placed = await placeAll(context, after);
  declareAll(context, placed);
  const stays = new Set(after.map(({ urn }) => urn));
  const left = before.filter(({ urn, retained }) => !stays.has(urn) && retained !== true);
  const leaving =
    left.length === 0 ? [] : (await placeAll(context, before)).filter((one) => left.includes(one.declaration));
  return { inputs: { ...news, declared: after }, failures: await judgeLeaving(context, leaving, placed) };
}

async function diff(_context: Context, _id: string, state: Properties, news: Properties): Promise<Difference> {
  return { changes: canonical(state["declared"]) !== canonical(news["declared"]), replaces: [] };
}

/** What the program declares; only check has work to do. */
export const passthroughPlan: ResourceHandler = {
  check,
  diff,
  create: async (_context, inputs) => ({ id: "vsphere-passthrough-plan", state: inputs }),
  read: async (_context, id, state) => ({ id, state, inputs: state }),
  update: async (_context, _id, _state, inputs) => inputs,
  delete: async () => undefined,
};

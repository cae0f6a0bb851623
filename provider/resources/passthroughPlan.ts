import {
  asStored,
  type Declaration,
  inOrderOf,
  isPlaced,
  isSame,
  notIn,
  type Placed,
  parseDeclared,
  sorted,
} from "./declaration";
import { planEntering } from "./entering";
import { judgeLeaving } from "./leaving";
import { judgeOffenders } from "./offenders";
import { fetchPlaced, placeDeclared, placeEarlier, withPlaces } from "./placing";
import type { Checked, Context, Properties, ResourceHandler } from "./resource";
import { isUnborn } from "./vmKey";

/** So that a rule over several resources sees those too that are not checked yet. */
function declareAll(context: Context, placed: readonly Placed[]): void {
  for (const { declaration, hostId, address, vm } of placed) {
    const { kind, urn, vmSource, reboot, evacuate, power, drsAutomation, mmio64SizeGB } = declaration;
    if (kind === "device") context.ledger.declare({ kind, urn, hostId, address, reboot, evacuate });
    else if (kind === "memory") context.ledger.declare({ kind, urn, vm });
    else context.ledger.declare({ kind, urn, vm, vmSource, hostId, address, power, drsAutomation, mmio64SizeGB });
  }
}

/** What the resources had before, as far as it was literal; those that stay give up what they do not declare any more. */
function holdAll(context: Context, placed: readonly Placed[]): void {
  for (const { declaration, hostId, address, vm } of placed) {
    const vmId = vm === undefined || isUnborn(vm) ? undefined : vm;
    context.ledger.holdDeclared(declaration.urn, { vmId, hostId, address });
  }
}

/** Puts the program into the ledger, as it is and as it was. */
function note(context: Context, placed: readonly Placed[], earlier: readonly Placed[]): void {
  declareAll(context, placed);
  holdAll(context, earlier);
  context.ledger.makeWhole();
}

/**
 * Nothing enters or leaves, so nothing is judged here, and the program need not wait: it registers its resources while the
 * server answers, and the first of them goes on while the last is still read.
 */
function noteUnchanged(context: Context, list: readonly Declaration[]): void {
  const placed = list.map(asStored);
  note(context, placed, placed);
  fetchPlaced(context, placed);
  // Where nobody can log in, all are told the same. Several providers of one configuration have a plan each.
  context.planned = Promise.all([context.planned, context.vsphere.server()]).then(() => undefined);
  context.planned.catch(() => undefined);
}

async function check(context: Context, olds: Properties, news: Properties): Promise<Checked> {
  const said = parseDeclared(news);
  const [before, after] = [sorted(parseDeclared(olds)), sorted(said)];
  const isUnchanged = isSame(before, after);
  if (isUnchanged && before.length > 0 && before.every(isPlaced)) {
    noteUnchanged(context, inOrderOf(said, before));
    return { inputs: { ...news, declared: olds["declared"] }, failures: [] };
  }
  const placed = await placeDeclared(context, after, before);
  const earlier = isUnchanged ? placed : await placeEarlier(context, before);
  note(context, placed, earlier);
  const inputs = placed.length === 0 ? news : { ...news, declared: withPlaces(placed) };
  if (isUnchanged) return { inputs, failures: [] };
  const entering = notIn(placed, earlier);
  await planEntering(context, entering);
  const offenders = await judgeOffenders(context, entering, placed);
  return { inputs, failures: [...offenders, ...(await judgeLeaving(context, earlier, placed))] };
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

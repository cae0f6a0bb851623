import type { Context } from "./resource";
import { isUnborn } from "./vmKey";
import type { VmItem } from "./work";

/**
 * Whether nothing that the program declares can still come to be done to the VM together with these items: a step is then
 * taken at once. What is ordered by data comes before or after, and not together.
 */
export function haveAllArrived({ ledger }: Context, vmId: string, items: readonly VmItem[]): boolean {
  if (!ledger.isWhole) return false;
  const urns = items.map(({ urn }) => urn);
  // What leaves the program has no claim: who leaves with it is not known.
  if (urns.some((urn) => urn === undefined || ledger.claim(urn) === undefined)) return false;
  if (ledger.someVm((vm) => vm === undefined || isUnborn(vm))) return false;
  const arrived = new Set(urns);
  const attachments = ledger.attachmentsOfVm(vmId);
  const memories = ledger
    .memoriesOfVm(vmId)
    .filter((memory) => !attachments.some((one) => arrived.has(one.urn) && ledger.leadsTo(one.vmSource, memory.urn)));
  const beside = attachments.filter(
    (one) => !memories.some((memory) => arrived.has(memory.urn) && ledger.leadsTo(one.vmSource, memory.urn)),
  );
  const expected = [...memories, ...beside].map(({ urn }) => urn);
  return [...expected, ...ledger.leavingVm(vmId)].every((urn) => arrived.has(urn));
}

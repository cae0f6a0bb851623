import type { VmKey } from "./ledger";
import type { Context, Properties } from "./resource";
import { nameOf, text, vmSourceKey } from "./urn";

const unborn = "from:";

/** The key of a VM that only the resource is known of that it comes from. */
export function unbornKey(source: string): VmKey {
  return `${unborn}${source}`;
}

/** Whether the VM of a key does not exist yet, or is not known to. */
export function isUnborn(key: VmKey): boolean {
  return key.startsWith(unborn);
}

/** The VM that a resource means, also before it exists: attachments to the same unborn VM count together. */
export function vmKeyOf(context: Context, vmId: string | undefined, news: Properties): VmKey | undefined {
  if (vmId !== undefined) return vmId;
  const source = text(news[vmSourceKey]);
  if (source === undefined) return undefined;
  const claim = context.ledger.claim(source);
  // `memory.vm` is the VM that the reservation is for, and so it is with another attachment.
  const isPassedOn = claim !== undefined && claim.kind !== "device" && claim.vm !== undefined;
  return isPassedOn ? claim.vm : unbornKey(source);
}

/** How a VM is called that there are no facts of. */
export function keyLabel(key: VmKey | undefined): string {
  if (key === undefined) return "the VM";
  return isUnborn(key) ? `the VM of ${nameOf(key)}` : `VM ${key}`;
}

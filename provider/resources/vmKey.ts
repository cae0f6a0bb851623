import type { VmKey } from "./ledger";
import type { Context, Properties } from "./resource";
import { text, vmSourceKey } from "./urn";

/** The VM that a resource means, also before it exists: attachments to the same unborn VM count together. */
export function vmKeyOf(context: Context, vmId: string | undefined, news: Properties): VmKey | undefined {
  if (vmId !== undefined) return vmId;
  const source = text(news[vmSourceKey]);
  if (source === undefined) return undefined;
  const claim = context.ledger.claim(source);
  // `memory.vm` is the VM that the reservation is for.
  return claim?.kind === "memory" && claim.vm !== undefined ? claim.vm : `from:${source}`;
}

/** How an unborn VM is called in messages. */
export function unbornLabel(news: Properties): string {
  const source = text(news[vmSourceKey]);
  return source === undefined ? "the VM" : `the VM of ${source.slice(source.lastIndexOf("::") + 2)}`;
}

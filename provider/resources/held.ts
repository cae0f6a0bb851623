import type { Context, Properties } from "./resource";
import { text } from "./urn";

/**
 * Notes what a resource has: its old inputs or its state. A first check has neither; nor has the second check of a
 * replacement, which may be one that the user forces and diff is not asked about.
 */
export function hold(context: Context, urn: string, olds: Properties): void {
  if (Object.keys(olds).length === 0) {
    if (context.ledger.held(urn) !== undefined) context.ledger.replace(urn);
    return;
  }
  context.ledger.hold(urn, {
    vmId: text(olds["vmId"]),
    hostId: text(olds["hostId"]),
    address: text(olds["address"]),
  });
}

/**
 * A replacement gives up what the state has. Not only check notes that: of a resource that is replaced because of
 * another one, the engine asks the diff first, and then checks it as if it were new.
 */
export function giveUp(context: Context, urn: string, state: Properties): void {
  hold(context, urn, state);
  context.ledger.replace(urn);
}

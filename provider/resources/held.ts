import { judgeReplacement, refuseIfAny } from "./refuse";
import type { Context, Properties } from "./resource";
import { text, urnOf } from "./urn";

/** Notes what a resource has: its old inputs or its state. A first check has neither. */
export function hold(context: Context, urn: string, olds: Properties): void {
  if (Object.keys(olds).length === 0) return;
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
  const before = urnOf(state);
  if (before !== undefined && before !== urn) context.ledger.rename(before, urn);
  hold(context, urn, state);
  context.ledger.replace(urn);
}

/**
 * What is deleted and yet declared is replaced. Of a replacement that the user forces (`--replace`, a taint) the engine
 * asks no diff, and its check looks like that of a new resource: only here it shows.
 */
export function giveUpForced(context: Context, state: Properties): void {
  const urn = urnOf(state);
  if (urn === undefined || context.ledger.claim(urn) === undefined || context.ledger.isReplaced(urn)) return;
  giveUp(context, urn, state);
  refuseIfAny(judgeReplacement(context));
}

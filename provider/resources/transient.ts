import { setTimeout as sleep } from "node:timers/promises";
import { AwayError, ConnectError, VSphereFaultError } from "../errors";
import { tryingAgain } from "../vsphere/retry";
import type { Context } from "./resource";

/** Faults that pass by themselves: somebody else is at it, or the host is away for a moment. */
const passing: readonly string[] = ["TaskInProgress", "ConcurrentAccess", "HostCommunication"];

/** Waits between tries: doubled each time, with a cap, and jitter so that clients do not meet again; 45 seconds at most. */
const firstWaitMs = 250;
const longestWaitMs = 15_000;
const tries = 9;

/** A server that was restarted does not know its tasks any more. */
function isForgottenTask({ types, fields }: VSphereFaultError): boolean {
  const object = fields["obj"] as { readonly type?: unknown } | undefined;
  return types.includes("ManagedObjectNotFound") && object?.type === "Task";
}

export function isTransient(error: unknown): boolean {
  if (error instanceof AwayError) return error.passing;
  // It was there when the operation was planned: one that refuses connections now is being restarted.
  if (error instanceof ConnectError) return error.transient || error.reason === "refused";
  if (!(error instanceof VSphereFaultError)) return false;
  return passing.some((type) => error.types.includes(type)) || isForgottenTask(error);
}

function waitMs(attempt: number): number {
  return Math.min(firstWaitMs * 2 ** attempt, longestWaitMs) * (0.5 + Math.random() / 2);
}

/** What the server says to what it was asked for, and will say again: no accident on the way. */
export function isAnswer(error: unknown): boolean {
  return error instanceof VSphereFaultError && !isTransient(error);
}

/**
 * Repeats a step while it fails for a reason that passes. The step reads and judges anew each time, so a call that may
 * have been carried out is first looked at and only then repeated.
 */
export async function persist<T>(context: Context, urn: string | undefined, step: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await step();
    } catch (error) {
      if (!isTransient(error) || attempt >= tries - 1) throw error;
      const wait = waitMs(attempt);
      context.log.info(tryingAgain(wait, error), urn);
      await sleep(wait);
    }
  }
}

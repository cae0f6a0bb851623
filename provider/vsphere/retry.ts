import { setTimeout as sleep } from "node:timers/promises";
import { ConnectError } from "../errors/connectError";
import { reasonOf } from "../errors/reasonOf";

/** Where it is said that something is tried again. */
export type Tell = (text: string) => void;

export function tryingAgain(waitMs: number, error: unknown): string {
  return `trying again in ${(waitMs / 1000).toFixed(1)} s: ${reasonOf(error)}`;
}

const firstMs = 200;
const capMs = 5_000;
const attempts = 4;

/** Pause before attempt number `attempt` (the first retry is 1): doubled each time, capped, spread over its upper half. */
export function backOffMs(attempt: number, random: number, first: number = firstMs): number {
  const full = Math.min(capMs, first * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}

/** Repeats a read whose connection broke or whose server is busy. Never for writes: they may have been carried out. */
export async function retryRead<T>(read: () => Promise<T>, tell: Tell): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ConnectError) || !error.transient || attempt === attempts) throw error;
      const wait = backOffMs(attempt, Math.random());
      tell(tryingAgain(wait, error));
      await sleep(wait);
    }
  }
}

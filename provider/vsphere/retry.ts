import { setTimeout as sleep } from "node:timers/promises";
import { ConnectError } from "../errors/connectError";

const firstMs = 200;
const capMs = 5_000;
const attempts = 4;

/** Pause before attempt number `attempt` (the first retry is 1): doubled each time, capped, spread over its upper half. */
export function backOffMs(attempt: number, random: number, first: number = firstMs): number {
  const full = Math.min(capMs, first * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}

/** Repeats a read whose connection broke or whose server is busy. Never for writes: they may have been carried out. */
export async function retryRead<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ConnectError) || !error.transient || attempt === attempts) throw error;
      await sleep(backOffMs(attempt, Math.random()));
    }
  }
}

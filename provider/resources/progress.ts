import type { Wait } from "../vsphere/types";
import type { Context } from "./resource";

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

const everyMs = 10_000;

/** Tells the user every ten seconds that something waits for others; what it waits for bounds each of its steps itself. */
export function sayWhileQueued(context: Context, urn: string | undefined, what: string): { end(): void } {
  const since = performance.now();
  const say = () => context.log.info(`${what} (${seconds(performance.now() - since)})`, urn);
  const timer = setInterval(say, everyMs);
  return { end: () => clearInterval(timer) };
}

/** A bounded wait that tells the user, at most every ten seconds, that it goes on. */
export function waitWithProgress(context: Context, urn: string | undefined, timeoutMs: number): Wait {
  return {
    timeoutMs,
    progress: (text, elapsedMs) => context.log.info(`${text} (${seconds(elapsedMs)})`, urn),
  };
}

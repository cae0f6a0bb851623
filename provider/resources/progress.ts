import type { Wait } from "../vsphere/types";
import type { Context } from "./resource";

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

/** A bounded wait that tells the user, at most every ten seconds, that it goes on. */
export function waitWithProgress(context: Context, urn: string | undefined, timeoutMs: number): Wait {
  return {
    timeoutMs,
    progress: (text, elapsedMs) => context.log.info(`${text} (${seconds(elapsedMs)})`, urn),
  };
}

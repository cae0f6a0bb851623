/**
 * An engine that is killed tells its plugins nothing, and they would stay for ever, with their sessions. This one ends
 * what it has begun, so that no VM stays off and no host in maintenance mode, logs out and goes.
 */
import { connect } from "node:net";
import { logoutAll } from "./vsphere/connect";

const againMs = 1_000;
const logoutMs = 5_000;

let underWay = 0;
let isOrphan = false;

/** Keeps a connection on which nothing is said; only who is refused a new one knows that nobody listens any more. */
export function whenGone(address: string, gone: () => void): void {
  const at = address.lastIndexOf(":");
  const socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)) });
  // Its end is only seen by who reads.
  socket.unref().resume();
  let isGone = false;
  socket.on("error", (error: NodeJS.ErrnoException) => {
    isGone = error.code === "ECONNREFUSED";
  });
  socket.on("close", () => {
    if (isGone) gone();
    else setTimeout(() => whenGone(address, gone), againMs).unref();
  });
}

function leave(): void {
  if (isOrphan && underWay === 0) void logoutAll(logoutMs).finally(() => process.exit(0));
}

/** Work that is ended in any case. */
export async function toTheEnd<T>(work: () => Promise<T>): Promise<T> {
  underWay++;
  try {
    return await work();
  } finally {
    underWay--;
    leave();
  }
}

let isWatched = false;

/** Ends this process with the engine that it works for; without an engine there is nothing to end with. */
export function endWithEngine(address: string | undefined): void {
  if (isWatched || address === undefined) return;
  isWatched = true;
  whenGone(address, () => {
    isOrphan = true;
    leave();
  });
}

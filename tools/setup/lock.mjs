import { mkdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { say } from "./messages.mjs";

const HEARTBEAT_MS = 2_000;
/** A holder that has not been heard of for this long was killed. */
const STALE_MS = 20_000;
const POLL_MS = 300;

/**
 * Runs `work` while no other process on this machine runs it for the same lock folder.
 *
 * It only saves work: what `work` makes is moved into place in one step, so the rare case of two processes taking over
 * the same stale lock costs time and breaks nothing.
 */
export async function withLock(folder, what, work) {
  await acquire(folder, what);
  const heartbeat = setInterval(() => touch(folder), HEARTBEAT_MS);
  const release = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.removeListener("exit", release);
    release();
  }
}

async function acquire(folder, what) {
  let told = false;
  for (;;) {
    try {
      mkdirSync(folder, { mode: 0o700 });
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (age(folder) > STALE_MS) {
      rmSync(folder, { recursive: true, force: true });
      continue;
    }
    if (!told) say(`${what}: another process is at it, waiting for it`);
    told = true;
    await sleep(POLL_MS);
  }
}

function age(folder) {
  try {
    return Date.now() - statSync(folder).mtimeMs;
  } catch {
    return 0; // released in the meantime
  }
}

function touch(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // Taken over after a long sleep of this machine; harmless, see above.
  }
}

import { createHash } from "node:crypto";
import { Connection } from "./connection";
import type { Tell } from "./retry";
import type { ConnectionSettings, VSphere } from "./vsphere";

/** What a signal leaves time for. */
const signalMs = 900;
const signals = { SIGINT: 130, SIGTERM: 143 } as const;

const connections = new Map<string, Connection>();

/**
 * The one connection of this process for these settings. Nothing is sent before its first use. `tell` hears what is
 * tried again.
 */
export function connect(settings: ConnectionSettings, tell?: Tell): VSphere {
  const key = keyOf(settings);
  const known = connections.get(key);
  if (known !== undefined) return known;
  const connection = new Connection(settings, tell);
  connections.set(key, connection);
  if (connections.size === 1) listen();
  return connection;
}

/** Ends all sessions of this process; `connect` starts anew. Never rejects. */
export async function logoutAll(timeoutMs: number = 5_000): Promise<void> {
  const open = [...connections.values()];
  connections.clear();
  for (const signal of Object.keys(signals)) process.off(signal, onSignal);
  process.off("beforeExit", onIdle);
  await Promise.all(open.map((connection) => connection.logout(timeoutMs)));
}

/** All of the settings: another password must not get in on a session that somebody else opened. */
function keyOf({ server, user, password, allowUnverifiedSsl, apiTimeoutMs, thumbprint }: ConnectionSettings): string {
  const parts = [server.trim().toLowerCase(), user, password, allowUnverifiedSsl, apiTimeoutMs, thumbprint ?? ""];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function listen(): void {
  for (const signal of Object.keys(signals)) process.once(signal, onSignal);
  // A program that only looks things up ends by itself.
  process.once("beforeExit", onIdle);
}

function onIdle(): void {
  void logoutAll();
}

function onSignal(signal: keyof typeof signals): void {
  const timer = setTimeout(() => process.exit(signals[signal]), signalMs);
  void logoutAll(signalMs).finally(() => {
    clearTimeout(timer);
    process.exit(signals[signal]);
  });
}

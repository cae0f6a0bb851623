import { promises as dns } from "node:dns";
import { isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Behind a proxy the name may be known to nobody here; then nothing more is known than the name. */
const patienceMs = 2_000;

const found = new Map<string, Promise<readonly string[]>>();

/** What the server may be known by to itself: the name that we connect to, and its addresses; in lower case. */
export function serverAddresses(server: string): Promise<readonly string[]> {
  const known = found.get(server) ?? readAddresses(server);
  found.set(server, known);
  return known;
}

async function readAddresses(server: string): Promise<readonly string[]> {
  const name = hostPart(server);
  if (isIP(name) !== 0) return [name];
  const late = new AbortController();
  const none = sleep(patienceMs, [], { signal: late.signal }).catch(() => []);
  const addresses = await Promise.race([dns.lookup(name, { all: true }).catch(() => []), none]);
  late.abort();
  return [name, ...addresses.map(({ address }: { readonly address: string }) => address.toLowerCase())];
}

/** Without port and brackets. */
function hostPart(server: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(server)?.[1];
  return (bracketed ?? server.replace(/:[0-9]+$/, "")).toLowerCase();
}

import { isIP, isIPv6 } from "node:net";
import { ConnectError } from "../errors/connectError";

/** Where the API is. */
export interface Address {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** As messages show it, and as it stands in a URL: with brackets where they belong, without port 443. */
  readonly text: string;
}

const name = /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?$/i;

/** Reads `host`, `host:port`, `[::1]`, `[::1]:port` or a bare IPv6 address. */
export function parseAddress(server: string): Address {
  const given = server.trim();
  if (isIPv6(given)) return address(given, 443);
  const parts = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(given);
  const host = parts?.[1] ?? parts?.[2] ?? "";
  const port = parts?.[3] === undefined ? 443 : Number(parts[3]);
  const known = parts?.[1] === undefined ? isIP(host) === 4 || name.test(host) : isIPv6(host);
  if (!known || port < 1 || port > 65_535) throw new ConnectError({ server: `"${given}"`, reason: "address" });
  return address(host, port);
}

function address(host: string, port: number): Address {
  const bracketed = isIPv6(host) ? `[${host}]` : host;
  return { host, port, text: port === 443 ? bracketed : `${bracketed}:${port}` };
}

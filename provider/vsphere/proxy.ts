import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { getProxyForUrl } from "proxy-from-env";
import { ConnectError } from "../errors/connectError";
import { plainText } from "../errors/plainText";
import type { Address } from "./address";

/** What stands between this machine and a server, and is asked for nothing but a tunnel (`CONNECT`). */
export interface HttpProxy {
  /** As messages show it: without user name and password. */
  readonly text: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

const variables = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
/** A proxy elsewhere would look for such a server on its own machine. */
const thisMachine = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i;
/** What a proxy answers when it cannot reach the server. */
const serverAway = new Set([502, 503, 504]);

/**
 * The proxy that the environment names for a server (`HTTPS_PROXY` or `ALL_PROXY`), unless `NO_PROXY` excepts it. A server
 * on this machine is reached through a proxy on this machine only.
 */
export function proxyFor({ host, text: server }: Address): HttpProxy | undefined {
  const found = getProxyForUrl(`https://${server}`);
  if (found === "") return undefined;
  try {
    const url = new URL(withScheme(found));
    if (thisMachine.test(host) && !thisMachine.test(hostOf(url))) return undefined;
    const text = `${url.protocol}//${url.host}`;
    if (url.protocol === "http:" || url.protocol === "https:") return { text, url, headers: authorization(url) };
    throw refused(server, `${text} is none for HTTP`);
  } catch (error) {
    // A URL that cannot be read is not shown: it may have a password in it.
    throw error instanceof ConnectError ? error : refused(server, "what the environment names is no URL");
  }
}

/** Name or address, IPv6 without brackets. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

/** Without a scheme a proxy is spoken to in plain HTTP, as everywhere; the package takes the server's scheme for it. */
function withScheme(found: string): string {
  const [, bare] = /^https:\/\/(.*)$/.exec(found) ?? [];
  return bare !== undefined && variables.some((name) => process.env[name] === bare) ? `http://${bare}` : found;
}

function authorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === "" && password === "") return {};
  const credentials = [username, password].map(decodeURIComponent).join(":");
  return { "Proxy-Authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
}

function refused(server: string, detail: string): ConnectError {
  return new ConnectError({ server, reason: "proxy", detail });
}

/** A connection to the server through the proxy, over which nothing has been sent. */
export function openTunnel(proxy: HttpProxy, { host, port, text }: Address, timeoutMs: number): Promise<Duplex> {
  const { url, headers } = proxy;
  const path = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  const secure = url.protocol === "https:";
  const own = hostOf(url);
  return new Promise((resolve, reject) => {
    const call = (secure ? requestHttps : requestHttp)({
      host: own,
      // Left to itself Node takes the name in the Host header for that of the proxy.
      servername: isIP(own) === 0 ? own : "",
      port: url.port === "" ? (secure ? 443 : 80) : Number(url.port),
      method: "CONNECT",
      path,
      headers: { ...headers, Host: path },
      agent: false,
    });
    const fail = (error: ConnectError) => {
      clearTimeout(timer);
      reject(error);
      call.destroy();
    };
    const timer = setTimeout(() => fail(refused(text, `${proxy.text} did not answer in time`)), timeoutMs);
    // Of a proxy's error nothing but the code is told: it may quote what it was sent.
    call.on("error", (error: NodeJS.ErrnoException) => fail(refused(text, `${proxy.text}: ${error.code ?? "lost"}`)));
    call.once("connect", ({ statusCode = 0, statusMessage = "" }, socket) => {
      if (statusCode < 200 || statusCode > 299) return fail(answered(proxy, text, statusCode, statusMessage));
      clearTimeout(timer);
      resolve(socket);
    });
    call.end();
  });
}

function answered(proxy: HttpProxy, server: string, status: number, words: string): ConnectError {
  if (serverAway.has(status)) {
    return new ConnectError({ server, reason: "unavailable", detail: `HTTP ${status} of the proxy ${proxy.text}` });
  }
  return refused(server, `${proxy.text} answered HTTP ${plainText(`${status} ${words}`, 100)}`);
}

import { Agent, type RequestOptions } from "node:https";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { connect, type TLSSocket } from "node:tls";
import { CertificateError } from "../errors/certificateError";
import { ConnectError } from "../errors/connectError";
import type { Address } from "./address";
import { type HttpProxy, openTunnel, proxyFor } from "./proxy";

export interface Trust {
  readonly allowUnverifiedSsl: boolean;
  /** SHA-256, colons optional; wins over `allowUnverifiedSsl`. */
  readonly thumbprint?: string;
}

type Done = (error: Error | null, socket: Duplex) => void;

/** Nothing of a request is written before this many milliseconds have brought a trusted connection. */
const handshakeMs = 30_000;
/** Servers close idle connections; one that is about to be closed under a write is worse than a new one. */
const idleMs = 15_000;

/**
 * Keeps connections and hands one out only when its certificate is trusted, so that neither a credential nor any other
 * part of a request reaches a server that is not the right one. A proxy is told no more than where to connect to.
 */
export class TlsAgent extends Agent {
  readonly #address: Address;
  readonly #trust: Trust;
  readonly #proxy: HttpProxy | undefined;

  constructor(address: Address, trust: Trust) {
    super({ keepAlive: true, maxCachedSessions: 0, timeout: idleMs });
    this.#address = address;
    this.#trust = trust;
    this.#proxy = proxyFor(address);
  }

  override createConnection(options: RequestOptions, done?: Done): Duplex | undefined {
    if (done === undefined) throw new TypeError("createConnection without callback");
    this.#connect(Math.min(handshakeMs, options.timeout ?? handshakeMs)).then(
      (socket) => done(null, socket),
      // The caller takes the socket from a callback without error only.
      (error: Error) => (done as (error: Error) => void)(error),
    );
    return undefined;
  }

  async #connect(limitMs: number): Promise<TLSSocket> {
    const started = performance.now();
    const tunnel = this.#proxy === undefined ? undefined : await openTunnel(this.#proxy, this.#address, limitMs);
    const socket = await shakeHands(this.#address, tunnel, limitMs - (performance.now() - started));
    const problem = judge(socket, this.#address, this.#trust, this.#proxy);
    if (problem === undefined) return socket;
    socket.destroy();
    throw problem;
  }
}

function shakeHands({ host, port, text }: Address, tunnel: Duplex | undefined, limitMs: number): Promise<TLSSocket> {
  // Verification is judged afterwards, where the certificate can still be shown; a refused socket carries no byte of ours.
  const socket = connect({
    host,
    port,
    ...(tunnel === undefined ? {} : { socket: tunnel }),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: false,
  });
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(new ConnectError({ server: text, reason: "timed out" })), limitMs);
    socket.once("error", fail);
    socket.once("secureConnect", () => {
      socket.off("error", fail);
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

function judge(socket: TLSSocket, { text }: Address, trust: Trust, proxy: HttpProxy | undefined): Error | undefined {
  const thumbprint = socket.getPeerCertificate().fingerprint256 ?? "none";
  const shown = { server: text, thumbprint, ...(proxy === undefined ? {} : { proxy: proxy.text }) };
  if (trust.thumbprint !== undefined) {
    const expected = trust.thumbprint.replace(/[:\s]/g, "").toUpperCase();
    if (thumbprint.replaceAll(":", "") === expected) return undefined;
    return new CertificateError({ ...shown, problem: "thumbprint", expected: withColons(expected) });
  }
  if (socket.authorized || trust.allowUnverifiedSsl) return undefined;
  return new CertificateError({ ...shown, problem: problemText(socket.authorizationError) });
}

const problems: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "it is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "it was issued by an authority that is not trusted here",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "it was issued by an authority that is not known here",
  UNABLE_TO_GET_ISSUER_CERT: "it was issued by an authority that is not known here",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "it was issued by an authority that is not known here",
  CERT_HAS_EXPIRED: "it has expired",
  CERT_NOT_YET_VALID: "it is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "it was issued for another name",
};

/** The types promise an Error; it is the code of one. */
function problemText(error: unknown): string {
  const code = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
  return problems[code] ?? code;
}

function withColons(hex: string): string {
  return hex.match(/.{1,2}/g)?.join(":") ?? hex;
}

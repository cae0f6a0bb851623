import type { IncomingMessage } from "node:http";
import { type RequestOptions, request } from "node:https";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { ConnectError, type ConnectFailure } from "../errors/connectError";
import { PassthroughError } from "../errors/passthroughError";
import { ReplyError } from "../errors/replyError";
import type { Address } from "./address";
import { TlsAgent, type Trust } from "./tlsAgent";

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** What messages call it. */
  readonly name: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** More than any page of properties that this package asks for. */
const replyLimit = 128 * 1024 * 1024;

/** HTTPS to one server: no redirect, bounded in time and size. Errors never hold what was sent. */
export class Transport {
  readonly #address: Address;
  readonly #agent: TlsAgent;
  readonly #limit: number;

  constructor(address: Address, trust: Trust, limit: number = replyLimit) {
    this.#address = address;
    this.#agent = new TlsAgent(address, trust);
    this.#limit = limit;
  }

  send(wanted: HttpRequest): Promise<HttpReply> {
    return new Promise((resolve, reject) => {
      const call = request(this.#options(wanted));
      let sent = false;
      const fail = (error: unknown) => {
        clearTimeout(timer);
        reject(this.#failure(error, wanted.name, sent));
        call.destroy();
      };
      const timer = setTimeout(
        () => fail(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })),
        wanted.timeoutMs,
      );
      call.on("error", fail);
      call.on("socket", () => {
        sent = true;
      });
      call.on("response", (response) => {
        this.#read(response, wanted.name).then((body) => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        }, fail);
      });
      call.end(wanted.body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #options({ method, path, headers, body, timeoutMs }: HttpRequest): RequestOptions {
    return {
      agent: this.#agent,
      host: this.#address.host,
      port: this.#address.port,
      method,
      path,
      timeout: timeoutMs,
      headers: {
        ...headers,
        "Accept-Encoding": "gzip",
        ...(body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) }),
      },
    };
  }

  async #read(response: IncomingMessage, name: string): Promise<string> {
    const zipped = response.headers["content-encoding"] === "gzip";
    const source: Readable = zipped ? response.pipe(createGunzip()) : response;
    if (zipped) response.on("error", (error) => source.destroy(error));
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of source as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > this.#limit) throw new ReplyError(name, "", `it is longer than ${this.#limit} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
  }

  #failure(error: unknown, method: string, sent: boolean): Error {
    if (error instanceof ConnectError) return error;
    if (error instanceof PassthroughError) return error;
    const code = (error as NodeJS.ErrnoException).code ?? "";
    const facts = { server: this.#address.text, reason: reasonOf(code), method, sent };
    return new ConnectError(code === "" ? facts : { ...facts, detail: code }, error);
  }
}

const reasons: Readonly<Record<string, ConnectFailure>> = {
  ECONNREFUSED: "refused",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  ETIMEDOUT: "timed out",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  EPROTO: "tls",
};

function reasonOf(code: string): ConnectFailure {
  return reasons[code] ?? (code.startsWith("ERR_SSL") || code.startsWith("ERR_TLS") ? "tls" : "lost");
}

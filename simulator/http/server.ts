import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { serviceVersions } from "../schema/version";
import type { Dispatcher, Reply } from "../soap/dispatcher";
import type { Certificate } from "./certificate";
import { type Exchange, exchanges } from "./exchanges";

const maxBody = 8 * 1024 * 1024;

/** The HTTPS side: `POST /sdk` and the version document; everything else is a bare status. */
export class HttpServer {
  private readonly server: Server;
  private readonly sockets = new Set<Duplex>();
  private down = false;

  constructor(
    certificate: Certificate,
    private readonly dispatcher: Dispatcher,
    private readonly apiVersion: string,
  ) {
    this.server = createServer({ key: certificate.key, cert: certificate.cert, keepAlive: true });
    this.server.on("connection", (socket) => this.accept(socket));
    this.server.on("request", (request, response) => {
      // Only a bug of the simulator gets here. The client sees a dropped connection, the log has the call.
      this.serve(request, response).catch(() => request.socket.destroy());
    });
    this.server.keepAliveTimeout = 60_000;
  }

  /** Resolves to the port. Only loopback is listened on. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, "127.0.0.1", () => {
        this.server.off("error", reject);
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  /** While the server is away, connections are dropped as soon as they are made. */
  setDown(down: boolean): void {
    this.down = down;
    if (down) this.dropAll();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.dropAll();
    });
  }

  private dropAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private accept(socket: Duplex): void {
    if (this.down) {
      socket.destroy();
      return;
    }
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").split("?")[0];
    if (path === "/sdk/vimServiceVersions.xml" && request.method === "GET") {
      return send(response, 200, serviceVersions(this.apiVersion));
    }
    if (path !== "/sdk" && path !== "/sdk/") return send(response, 404, "");
    if (request.method !== "POST") return send(response, 405, "");
    const body = await readBody(request);
    if (body === undefined) return send(response, 413, "");
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const reply = await this.dispatcher.handle({
      body,
      soapAction: request.headers.soapaction?.toString(),
      cookies: request.headers.cookie,
      remoteAddress: request.socket.remoteAddress ?? "",
      userAgent: request.headers["user-agent"] ?? "",
      signal: gone.signal,
    });
    if (exchanges.hasSubscribers) this.publish(request, body, reply);
    answer(request, response, reply);
  }

  private publish({ socket, headers }: IncomingMessage, body: string, { status, isPlanned, ...reply }: Reply): void {
    const exchange: Exchange = {
      port: socket.localPort ?? 0,
      apiVersion: this.apiVersion,
      soapAction: headers.soapaction?.toString(),
      userAgent: headers["user-agent"] ?? "",
      request: body,
      status,
      response: reply.body,
      isPlanned,
    };
    exchanges.publish(exchange);
  }
}

function answer(request: IncomingMessage, response: ServerResponse, { status, body, session }: Reply): void {
  if (status === 0) {
    request.socket.destroy();
    return;
  }
  if (session) response.setHeader("Set-Cookie", `vmware_soap_session="${session.key}"; Path=/; HttpOnly; Secure;`);
  if (session === null)
    response.setHeader("Set-Cookie", 'vmware_soap_session=""; Path=/; Max-Age=0; HttpOnly; Secure;');
  send(response, status, body);
}

function send(response: ServerResponse, status: number, body: string): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    "Content-Type": 'text/xml; charset="utf-8"',
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-cache",
  });
  response.end(body);
}

/** undefined: larger than a request may be. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= maxBody) chunks.push(chunk);
    }
  } catch {
    return "";
  }
  return size > maxBody ? undefined : Buffer.concat(chunks).toString("utf8");
}

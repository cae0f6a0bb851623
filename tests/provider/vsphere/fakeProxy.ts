import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Pems } from "./fakeServer";

export interface ProxyOptions {
  /** `user:password` that has to be given. */
  readonly credentials?: string;
  /** Status line of the answer to a CONNECT; undefined: it is let through. */
  readonly answer?: (connects: number) => string | undefined;
  /** Never answers. */
  readonly silent?: boolean;
  /** Speaks TLS itself. */
  readonly pems?: Pems;
}

/** A proxy on loopback that knows CONNECT alone, and leads every name and port to one server. */
export class FakeProxy {
  /** Request lines, in order. */
  readonly requests: string[] = [];
  /** All that clients sent, but for what went through a tunnel. */
  seen = "";
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();

  private constructor(server: Server, target: string, options: ProxyOptions) {
    this.#server = server;
    server.on("request", (request, response) => {
      this.#note(request);
      response.writeHead(405).end();
    });
    server.on("connection", (socket: Socket) => this.#track(socket));
    server.on("connect", (request, socket) => {
      this.#note(request);
      this.#track(socket);
      if (!options.silent) this.#answer(request, socket, target, options);
    });
  }

  /** `target`: host and port of the server. */
  static async start(target: string, options: ProxyOptions = {}): Promise<FakeProxy> {
    const { pems } = options;
    const server = pems === undefined ? createServer() : createSecureServer({ key: pems.private, cert: pems.cert });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new FakeProxy(server, target, options);
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #track(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on("error", () => socket.destroy());
  }

  #note({ method, url, rawHeaders }: IncomingMessage): void {
    this.requests.push(`${method} ${url}`);
    this.seen += `${method} ${url} ${rawHeaders.join(" ")}\n`;
  }

  #answer({ headers }: IncomingMessage, client: Duplex, target: string, options: ProxyOptions): void {
    const expected = options.credentials && `Basic ${Buffer.from(options.credentials).toString("base64")}`;
    const known = expected === undefined || headers["proxy-authorization"] === expected;
    const status = known ? options.answer?.(this.requests.length) : "407 Proxy Authentication Required";
    if (status !== undefined) return void client.end(`HTTP/1.1 ${status}\r\n\r\n`);
    const [host, port] = target.split(":");
    const server = connect(Number(port), host, () => client.write("HTTP/1.1 200 Connection established\r\n\r\n"));
    this.#track(server);
    server.pipe(client).pipe(server);
  }
}

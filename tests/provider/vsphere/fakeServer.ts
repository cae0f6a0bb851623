import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import type { ConnectionSettings } from "../../../provider/vsphere/vsphere";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
  /** Ends the connection instead of answering. */
  readonly drop?: boolean;
  /** Never answers. */
  readonly hang?: boolean;
}

/** Answers by what was received: a SOAP body's first element, or `GET <path>`. */
export type Script = (call: string, received: Received) => Answer | string;

export interface Pems {
  readonly private: string;
  readonly cert: string;
}

export interface StartOptions {
  readonly host?: string;
  /** Instead of the certificate that nobody trusts. */
  readonly pems?: Pems;
}

/** A scripted HTTPS server on loopback that keeps all it received. */
export class FakeServer {
  readonly received: Received[] = [];
  script: Script;
  readonly #server: Server;

  private constructor(server: Server, script: Script) {
    this.#server = server;
    this.script = script;
  }

  static async start(script: Script, { host = "127.0.0.1", pems }: StartOptions = {}): Promise<FakeServer> {
    const { private: key, cert } = pems ?? (await certificate());
    const server = createServer({ key, cert });
    const fake = new FakeServer(server, script);
    server.on("request", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        const { method = "", url: path = "", headers } = request;
        const received = { method, path, headers, body: Buffer.concat(chunks).toString() };
        fake.received.push(received);
        const { status = 200, headers: own = {}, body = "", drop, hang } = fake.#answer(received);
        if (drop) request.socket.destroy();
        else if (!hang) response.writeHead(status, { "Content-Type": "text/xml", ...own }).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return fake;
  }

  get address(): string {
    const { address, family, port } = this.#server.address() as AddressInfo;
    return family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`;
  }

  settings(change: Partial<ConnectionSettings> = {}): ConnectionSettings {
    const server = this.address;
    return { server, user: "user", password: "S3cret!", allowUnverifiedSsl: true, apiTimeoutMs: 5_000, ...change };
  }

  /** First elements of the SOAP bodies received, in order. */
  get calls(): readonly string[] {
    return this.received.filter(({ method }) => method === "POST").map(({ body }) => callName(body));
  }

  /** SOAP bodies received for a method. */
  bodies(method: string): readonly string[] {
    return this.received.filter(({ body }) => callName(body) === method).map(({ body }) => soapBody(body));
  }

  /** Shows another certificate to whoever connects from now on; all connections that there are end. */
  impersonate({ private: key, cert }: Pems): void {
    this.#server.setSecureContext({ key, cert });
    this.#server.closeAllConnections();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(received: Received): Answer {
    const call = received.method === "GET" ? `GET ${received.path}` : callName(received.body);
    const answer = this.script(call, received);
    return typeof answer === "string" ? { body: answer } : answer;
  }
}

let made: Promise<{ private: string; cert: string; fingerprint: string }> | undefined;

/** One for all tests: making a key takes its time. */
export function certificate() {
  made ??= generate([{ name: "commonName", value: "fake" }], { algorithm: "sha256", keySize: 2048 });
  return made;
}

function callName(body: string): string {
  return /<soapenv:Body><(\w+)/.exec(body)?.[1] ?? "";
}

function soapBody(body: string): string {
  return /<soapenv:Body>(.*)<\/soapenv:Body>/s.exec(body)?.[1] ?? "";
}

export function envelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}

export function reply(method: string, returnval = ""): string {
  return envelope(`<${method}Response xmlns="urn:vim25">${returnval}</${method}Response>`);
}

export function fault(type: string, text: string, fields = ""): Answer {
  const detail = `<${type}Fault xmlns="urn:vim25" xsi:type="${type}">${fields}</${type}Fault>`;
  const body = `<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>${text}</faultstring><detail>${detail}</detail></soapenv:Fault>`;
  return { status: 500, body: envelope(body) };
}

export const versions = (version: string) =>
  `<?xml version="1.0"?><namespaces version="1.0"><namespace><name>urn:vim25</name><version>${version}</version><priorVersions><version>6.7</version></priorVersions></namespace></namespaces>`;

export const contentReply = reply(
  "RetrieveServiceContent",
  '<returnval><rootFolder type="Folder">group-d1</rootFolder><propertyCollector type="PropertyCollector">propertyCollector</propertyCollector><about><name>VMware vCenter Server</name><fullName>VMware vCenter Server 8.0.2</fullName><vendor>VMware, Inc.</vendor><version>8.0.2</version><build>1</build><osType>linux-x64</osType><productLineId>vpx</productLineId><apiType>VirtualCenter</apiType><apiVersion>8.0.2.0</apiVersion><instanceUuid>aaaa</instanceUuid></about><sessionManager type="SessionManager">SessionManager</sessionManager><searchIndex type="SearchIndex">SearchIndex</searchIndex></returnval>',
);

/** A vCenter that lets everybody in; further calls as given. */
export function vCenter(more: Script = () => ({ status: 404 })): Script {
  let logins = 0;
  return (call, received) => {
    if (call === "GET /sdk/vimServiceVersions.xml") return versions("8.0.2.0");
    if (call === "RetrieveServiceContent") return contentReply;
    if (call === "Logout") return reply("Logout");
    if (call !== "Login") return more(call, received);
    logins++;
    return {
      headers: { "Set-Cookie": `vmware_soap_session="session-${logins}"; Path=/; HttpOnly; Secure;` },
      body: reply("Login", "<returnval><key>k</key><userName>user</userName></returnval>"),
    };
  };
}

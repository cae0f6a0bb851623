import { join } from "node:path";
import * as soap from "soap";
import { ConnectError } from "../errors/connectError";
import { NotVSphereError } from "../errors/notVSphereError";
import { ReplyError } from "../errors/replyError";
import { VSphereFaultError } from "../errors/vSphereFaultError";
import { parseAddress } from "./address";
import { readEnvelope } from "./envelope";
import { soapFault } from "./faults";
import { type HttpReply, Transport } from "./transport";
import { trim } from "./trim";
import { chooseListed, knownVersions } from "./version";
import type { ConnectionSettings } from "./vsphere";
import { attributesKey, Encoder, type Field, type MoRef, type Schema, type TypeDef, type WireObject } from "./wire";

/** One server's vim25 API: takes and gives plain data, throws the errors of this package. */
export interface VimClient {
  /** Host and port as messages show them. */
  readonly server: string;
  /** API version that is spoken. */
  readonly version: string;
  /** The server named no versions itself; `useVersion` once `about` has been read. */
  readonly guessed: boolean;
  useVersion(version: string): void;
  /** Answers the tidied `returnval`; `""` when there is none. */
  call(method: string, self: MoRef, args?: WireObject, timeoutMs?: number): Promise<unknown>;
  /** Forgets the session's cookie. */
  forgetSession(): void;
  close(): void;
}

const apiPath = "/sdk";
const cookieName = "vmware_soap_session";
/** Unavailable for now, whoever answers. */
const busy = new Set([502, 503, 504]);

// node-soap types what it has and what it is given as any; nothing of that leaves this file.
// biome-ignore-start lint/suspicious/noExplicitAny: see above

/** Connects to nothing yet but asks the server which versions it speaks. Sends no credential. */
export async function createVimClient(settings: ConnectionSettings): Promise<VimClient> {
  const address = parseAddress(settings.server);
  const transport = new Transport(address, settings);
  try {
    const listed = await askVersions(transport, address.text, settings.apiTimeoutMs);
    const client = new SoapClient(address.text, transport, settings.apiTimeoutMs, listed);
    await client.open();
    return client;
  } catch (error) {
    transport.close();
    throw error;
  }
}

async function askVersions(transport: Transport, server: string, timeoutMs: number): Promise<string | undefined> {
  const name = "vimServiceVersions.xml";
  const reply = await transport.send({ method: "GET", path: `${apiPath}/${name}`, timeoutMs, name });
  if (busy.has(reply.status)) {
    throw new ConnectError({ server, reason: "unavailable", detail: `HTTP ${reply.status}` });
  }
  return reply.status === 200 ? chooseListed(reply.body.slice(0, 100_000)) : undefined;
}

class SoapClient implements VimClient {
  readonly guessed: boolean;
  #version: string;
  #cookie: string | undefined;
  /** A late answer to a request of an earlier session must not bring its cookie. */
  #session = 0;
  #soap: any;
  #encoder: Encoder | undefined;
  #schema: Schema | undefined;

  constructor(
    readonly server: string,
    private readonly transport: Transport,
    private readonly timeoutMs: number,
    version: string | undefined,
  ) {
    this.guessed = version === undefined;
    this.#version = version ?? knownVersions[0];
  }

  get version(): string {
    return this.#version;
  }

  async open(): Promise<void> {
    this.#soap = await soap.createClientAsync(join(__dirname, "wsdl", "vim25.wsdl"), {
      endpoint: `https://${this.server}${apiPath}`,
      httpClient: { request: this.#request } as any,
      attributesKey,
      envelopeKey: "soapenv",
      escapeXML: false,
    } as any);
    // It would convert by type and lose precision. What it is handed as an answer has been read already.
    this.#soap.wsdl.xmlToObject = (envelope: unknown) => envelope;
    // Left to itself node-soap declares no prefix for the types of XML Schema, which xsi:type needs.
    this.#soap.wsdl.xmlnsInEnvelope = ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"';
    this.#schema = schemaOf(this.#soap.wsdl);
    this.useVersion(this.#version);
  }

  useVersion(version: string): void {
    this.#version = version;
    this.#soap.setSOAPAction(`urn:vim25/${version}`);
    this.#encoder = new Encoder(this.#schema as Schema, version);
  }

  async call(method: string, self: MoRef, args: WireObject = {}, timeoutMs = this.timeoutMs): Promise<unknown> {
    const node = this.#encoder?.call(method, self, args);
    try {
      const [result] = await this.#soap[`${method}Async`](node, { timeoutMs, method, self });
      return result.returnval ?? "";
    } finally {
      // node-soap keeps the last messages, and Login's holds the password.
      for (const key of ["lastMessage", "lastRequest", "lastResponse"]) this.#soap[key] = undefined;
    }
  }

  forgetSession(): void {
    this.#cookie = undefined;
    this.#session++;
  }

  close(): void {
    this.transport.close();
  }

  /** What node-soap calls to send an envelope. Its own client would follow redirects, obey proxies and log bodies. */
  readonly #request = (_url: string, xml: string, done: any, headers: any, options: any): void => {
    this.#post(xml, headers, options.method, options.timeoutMs)
      .then((reply) => answerOf(readEnvelope(trim(reply.body), options.method), options.method, options.self))
      .then(
        (envelope) => done(null, { headers: {} }, envelope),
        (error) => done(error),
      );
  };

  async #post(body: string, headers: any, name: string, timeoutMs: number): Promise<HttpReply> {
    const session = this.#session;
    const cookie = this.#cookie === undefined ? {} : { Cookie: this.#cookie };
    const reply = await this.transport.send({
      method: "POST",
      path: apiPath,
      headers: { ...headers, ...cookie, "User-Agent": "pulumi-vsphere-passthrough" },
      body,
      timeoutMs,
      name,
    });
    if (session === this.#session) this.#keepCookie(reply.headers["set-cookie"] ?? []);
    if (busy.has(reply.status)) {
      const detail = `HTTP ${reply.status}`;
      throw new ConnectError({ server: this.server, reason: "unavailable", detail, method: name, sent: true });
    }
    // 500 is how a fault comes; whatever else it is, without an envelope this is no API.
    if (!/<(?:[\w.-]+:)?Envelope[\s>]/.test(reply.body.slice(0, 4096))) throw this.#stranger(reply);
    return reply;
  }

  /** Verbatim: the value may be quoted. */
  #keepCookie(lines: readonly string[]): void {
    for (const line of lines) {
      const pair = line.split(";")[0]?.trim() ?? "";
      if (pair.startsWith(`${cookieName}=`)) this.#cookie = /;\s*max-age=0\s*(?:;|$)/i.test(line) ? undefined : pair;
    }
  }

  #stranger({ status, headers, body }: HttpReply): NotVSphereError {
    if (status >= 300 && status < 400) {
      return new NotVSphereError(this.server, `HTTP ${status}, a redirect to ${headers.location ?? "nowhere"}`);
    }
    const title = /<title>([^<]{1,80})/i.exec(body.slice(0, 10_000))?.[1];
    const what = headers["content-type"] ?? "no content type";
    return new NotVSphereError(this.server, `HTTP ${status} with ${what}${title === undefined ? "" : `, "${title}"`}`);
  }
}

/** The envelope, if there is a reply to the method in it; throws the fault that is there instead. */
function answerOf({ Envelope }: any, method: string, self: MoRef): unknown {
  const body = Envelope?.Body;
  if (body?.Fault !== undefined) throw new VSphereFaultError(method, self.id, soapFault(body.Fault));
  if (body?.[`${method}Response`] === undefined) throw new ReplyError(method, "", "it is no reply to that method");
  return Envelope;
}

/** The WSDL's types and methods as plain data. */
function schemaOf(wsdl: any): Schema {
  const { complexTypes, elements } = wsdl.definitions.schemas["urn:vim25"];
  const types = new Map<string, TypeDef>();
  for (const [name, type] of Object.entries<any>(complexTypes)) {
    const extension = type.children?.[0]?.children?.find((child: any) => child.$base !== undefined);
    const base = extension?.$base?.replace(/^tns:/, "");
    const fields = fieldsOf(extension ?? type);
    types.set(name, base === undefined ? { fields } : { base, fields });
  }
  const methods = new Map<string, readonly Field[]>();
  for (const [name, element] of Object.entries<any>(elements)) {
    methods.set(name, fieldsOf(element.children?.[0]));
  }
  return { types, methods };
}

function fieldsOf(holder: any): readonly Field[] {
  const sequence = holder?.children?.find((child: any) => Array.isArray(child.children));
  return (sequence?.children ?? []).map((element: any) => ({
    name: element.$name,
    type: element.$type.replace(/^tns:/, ""),
    required: element.$minOccurs !== "0",
    many: element.$maxOccurs === "unbounded",
    ...(element["$api:since"] === undefined ? {} : { since: element["$api:since"] }),
  }));
}
// biome-ignore-end lint/suspicious/noExplicitAny: see above

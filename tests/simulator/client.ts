import { request } from "node:https";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { type Element, parseXml, XSI } from "../../simulator/wire/xml";

/** A hand-made SOAP client: it sends what it is told to, right or wrong, and knows nothing of the schema. */

export interface Answer {
  readonly status: number;
  readonly cookie: string | undefined;
  readonly text: string;
  /** `returnval` elements. */
  readonly values: readonly Element[];
  readonly fault: { readonly type: string; readonly message: string; readonly detail: Element } | undefined;
}

export interface CallOptions {
  readonly version?: string;
  readonly cookie?: string;
}

/** What a client has to know of a server. */
export interface Server extends Pick<Simulator, "host" | "user" | "password" | "certificate"> {
  readonly inventory: { readonly server: { readonly apiType: string } };
}

export class Client<S extends Server = Simulator> {
  cookie = "";

  constructor(
    readonly simulator: S,
    readonly version = "8.0.2.0",
  ) {}

  /** Calls `Type:id`.method; `inner` is the XML after `_this`. */
  async call(object: string, method: string, inner = "", options: CallOptions = {}): Promise<Answer> {
    const [type = "", id = ""] = object.split(/:(.*)/s);
    const body = `<${method} xmlns="urn:vim25"><_this type="${type}">${id}</_this>${inner}</${method}>`;
    return this.post(envelope(body), options);
  }

  async post(body: string, { version = this.version, cookie = this.cookie }: CallOptions = {}): Promise<Answer> {
    const { status, headers, text } = await http(this.simulator, "POST", "/sdk", body, {
      "Content-Type": 'text/xml; charset="utf-8"',
      SOAPAction: `urn:vim25/${version}`,
      ...(cookie === "" ? {} : { Cookie: cookie }),
    });
    const set = headers["set-cookie"]?.[0]?.split(";")[0];
    return { status, cookie: set, text, ...read(text) };
  }

  async login({ user, password }: Pick<Server, "user" | "password"> = this.simulator): Promise<this> {
    const manager = this.simulator.inventory.server.apiType === "HostAgent" ? "ha-sessionmgr" : "SessionManager";
    const inner = `<userName>${user}</userName><password>${password}</password>`;
    const answer = await this.ok(`SessionManager:${manager}`, "Login", inner);
    this.cookie = answer.cookie ?? "";
    return this;
  }

  /** A call that must succeed. */
  async ok(object: string, method: string, inner = ""): Promise<Answer> {
    const answer = await this.call(object, method, inner);
    if (answer.status !== 200) throw new Error(`${method}: ${answer.fault?.type} ${answer.fault?.message}`);
    return answer;
  }

  /** A call that must fail: the fault as `Type: message`. */
  async fails(object: string, method: string, inner = "", options: CallOptions = {}): Promise<string> {
    const { fault, status } = await this.call(object, method, inner, options);
    return fault ? `${fault.type}: ${fault.message}` : `no fault, status ${status}`;
  }

  /** One property through RetrievePropertiesEx; undefined: unset. */
  async property(object: string, path: string): Promise<Element | undefined> {
    const answer = await this.ok(collector(this.simulator), "RetrievePropertiesEx", retrieve(object, path));
    const content = answer.values[0]?.children.find((child) => child.name === "objects");
    return one(content, "propSet", "val");
  }

  async text(object: string, path: string): Promise<string | undefined> {
    return (await this.property(object, path))?.text;
  }

  /** Waits by the server's updates until a property satisfies the condition. */
  async until(
    object: string,
    path: string,
    done: (value: Element | undefined) => boolean,
  ): Promise<Element | undefined> {
    const made = await this.ok(collector(this.simulator), "CreatePropertyCollector");
    const own = `PropertyCollector:${made.values[0]?.text}`;
    await this.ok(
      own,
      "CreateFilter",
      `<spec>${filterSpec(object, path)}</spec><partialUpdates>false</partialUpdates>`,
    );
    let version = "";
    for (;;) {
      const inner = `<version>${version}</version><options><maxWaitSeconds>20</maxWaitSeconds></options>`;
      const [set] = (await this.ok(own, "WaitForUpdatesEx", inner)).values;
      version = one(set, "version")?.text ?? version;
      const value = one(set, "filterSet", "objectSet", "changeSet", "val");
      if (!set) throw new Error(`${path} of ${object} did not change in time`);
      if (!done(value)) continue;
      await this.ok(own, "DestroyPropertyCollector");
      return value;
    }
  }

  /** Starts a task and waits for its end: `success`, or the fault as `Type: message`. */
  async task(object: string, method: string, inner = ""): Promise<string> {
    const answer = await this.ok(object, method, inner);
    return this.taskEnd(answer.values[0]?.text ?? "");
  }

  async taskEnd(id: string): Promise<string> {
    const info = await this.until(`Task:${id}`, "info", (value) =>
      /success|error/.test(one(value, "state")?.text ?? ""),
    );
    const fault = one(info, "error", "fault");
    return fault ? `${xsiType(fault)}: ${one(info, "error", "localizedMessage")?.text}` : "success";
  }
}

export function envelope(body: string): string {
  return `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="${XSI}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><s:Body>${body}</s:Body></s:Envelope>`;
}

export function collector(simulator: Server): string {
  const isHost = simulator.inventory.server.apiType === "HostAgent";
  return `PropertyCollector:${isHost ? "ha-property-collector" : "propertyCollector"}`;
}

export function filterSpec(object: string, ...paths: readonly string[]): string {
  const [type, id] = object.split(/:(.*)/s);
  const pathSet = paths.map((path) => `<pathSet>${path}</pathSet>`).join("");
  return `<propSet><type>${type}</type>${pathSet}</propSet><objectSet><obj type="${type}">${id}</obj></objectSet>`;
}

export function retrieve(object: string, ...paths: readonly string[]): string {
  return `<specSet>${filterSpec(object, ...paths)}</specSet><options/>`;
}

/** The first descendant along names of children. */
export function one(element: Element | undefined, ...names: readonly string[]): Element | undefined {
  return names.reduce((at, name) => at?.children.find((child) => child.name === name), element);
}

export function all(element: Element | undefined, name: string): readonly Element[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

export function xsiType(element: Element | undefined): string | undefined {
  return element?.attributes.get(`{${XSI}}type`);
}

function read(text: string): Pick<Answer, "values" | "fault"> {
  if (text === "") return { values: [], fault: undefined };
  const first = one(parseXml(text), "Body")?.children[0];
  if (first?.name !== "Fault") return { values: all(first, "returnval"), fault: undefined };
  const detail = one(first, "detail")?.children[0];
  if (!detail) return { values: [], fault: undefined };
  return { values: [], fault: { type: xsiType(detail) ?? "", message: one(first, "faultstring")?.text ?? "", detail } };
}

export function http(
  simulator: Server,
  method: string,
  path: string,
  body = "",
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; headers: Record<string, string[] | undefined>; text: string }> {
  const [hostname, port] = simulator.host.split(":");
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, method, path, headers, ca: simulator.certificate, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const { statusCode = 0, headersDistinct } = response;
          resolve({ status: statusCode, headers: headersDistinct, text: Buffer.concat(chunks).toString("utf8") });
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

const running: Simulator[] = [];

/** A fast simulator and a client that is logged in. `stopAll` in `afterEach` ends it. */
export async function started(options: SimulatorOptions = {}): Promise<{ simulator: Simulator; client: Client }> {
  const simulator = await startSimulator({ timeScale: 0.01, ...options });
  running.push(simulator);
  return { simulator, client: await new Client(simulator).login() };
}

export async function stopAll(): Promise<void> {
  for (const simulator of running.splice(0)) await simulator.stop();
}

/** The XML of one device change that adds or removes a passthrough device. */
export function addDevice(
  address: string,
  systemId: string,
  more: { key?: number; vendorId?: number; deviceId?: string } = {},
): string {
  const { key = -1, vendorId = 0x10de, deviceId = "1eb8" } = more;
  return `<deviceChange><operation>add</operation><device xsi:type="VirtualPCIPassthrough"><key>${key}</key><backing xsi:type="VirtualPCIPassthroughDeviceBackingInfo"><deviceName></deviceName><id>${address}</id><deviceId>${deviceId}</deviceId><systemId>${systemId}</systemId><vendorId>${vendorId}</vendorId></backing></device></deviceChange>`;
}

export function removeDevice(key: number): string {
  return `<deviceChange><operation>remove</operation><device xsi:type="VirtualPCIPassthrough"><key>${key}</key></device></deviceChange>`;
}

/** Enables, or disables, passthrough of functions of a host. */
export function passthru(ids: readonly string[], enabled: boolean, more = ""): string {
  return ids
    .map((id) => `<config><id>${id}</id><passthruEnabled>${enabled}</passthruEnabled>${more}</config>`)
    .join("");
}

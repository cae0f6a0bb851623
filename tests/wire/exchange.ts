import { compareVersions } from "../../simulator/schema/version";
import { type Element, parseXml, SOAP, VIM, XSI } from "../../simulator/wire/xml";
import { isNewer } from "./paths";
import { type Field, isA, type Method, methodOf, methods } from "./published";
import { Reader } from "./reader";

/** A call as it stood on the wire. */
export interface Request {
  readonly soapAction: string | undefined;
  /** What the server speaks. */
  readonly apiVersion: string;
  readonly body: string;
  /** Of a client that nobody here wrote: what real servers forgive is forgiven. */
  readonly isForeign: boolean;
}

export interface Response {
  readonly status: number;
  readonly body: string;
  /** A test has planned this very fault: the method need not declare it. */
  readonly isPlanned: boolean;
}

/** What a request says, and all that is wrong with it. */
export interface Judged {
  readonly method: Method | undefined;
  readonly version: string;
  /** The arguments, `_this` left out. */
  readonly args: readonly Element[];
  /** Type of the object that was called. */
  readonly receiver: string;
  readonly problems: readonly string[];
}

/** The version that is spoken: what the client asks for, and never more than the server has. */
function spoken({ soapAction, apiVersion }: Request): string {
  const asked = /^"?urn:vim25\/([\d.]+)"?$/.exec(soapAction ?? "")?.[1];
  return asked !== undefined && compareVersions(asked, apiVersion) < 0 ? asked : apiVersion;
}

function bodyOf(text: string): Element {
  const root = parseXml(text);
  const body = root.children.find(({ name, uri }) => name === "Body" && uri === SOAP);
  const [only, second] = body?.children ?? [];
  if (root.name !== "Envelope" || root.uri !== SOAP || !only || second)
    throw new Error("not a SOAP 1.1 envelope with one body");
  return only;
}

export function judgeRequest(request: Request): Judged {
  const version = spoken(request);
  const reader = new Reader(version, request.isForeign);
  let call: Element;
  try {
    call = bodyOf(request.body);
  } catch (error) {
    return { method: undefined, version, args: [], receiver: "", problems: [(error as Error).message] };
  }
  const [self, ...args] = call.children;
  const receiver = self?.name === "_this" ? (self.attributes.get("type") ?? "") : "";
  const method = methodOf(receiver, call.name);
  if (call.uri !== VIM) reader.note(call.name, "is not in urn:vim25");
  if (!method) reader.note(call.name, `${receiver || "an object without a type"} has no such method`);
  else if (isNewer(method.since, version)) reader.note(call.name, `came with ${method.since}, this is ${version}`);
  else reader.members(args, method.args, call.name);
  if (method?.name.startsWith("RetrieveProperties") || method?.name === "CreateFilter") askedPaths(reader, args);
  return { method, version, args, receiver, problems: reader.problems };
}

/** Paths that are asked for have to be there in the version that is spoken. */
function askedPaths(reader: Reader, args: readonly Element[]): void {
  const specs = args.filter(({ name }) => name === "specSet" || name === "spec");
  for (const spec of specs.flatMap(({ children }) => children).filter(({ name }) => name === "propSet")) {
    const type = spec.children.find(({ name }) => name === "type")?.text ?? "";
    for (const { name, text } of spec.children) {
      if (name === "pathSet") reader.property(type, text, undefined, "propSet");
    }
  }
}

/** The type of the fault that is answered; undefined: none. */
export function faultOf(body: string): string | undefined {
  return /<(?:\w+:)?detail><\w+Fault [^>]*type="(\w+)"/.exec(body)?.[1];
}

/** All that is wrong with the answer to a call. `isPlannedTask`: whether a test has planned how the task ends. */
export function judgeResponse(
  request: Judged,
  response: Response,
  isPlannedTask: (id: string) => boolean,
): readonly string[] {
  const reader = new Reader(request.version, false);
  let element: Element;
  try {
    element = bodyOf(response.body);
  } catch (error) {
    return [(error as Error).message];
  }
  if (element.name === "Fault" && element.uri === SOAP) {
    if (response.status !== 500) reader.note("Fault", `HTTP status ${response.status}`);
    fault(reader, element, response.isPlanned ? undefined : request.method);
    return reader.problems;
  }
  const { method } = request;
  if (response.status !== 200) reader.note(element.name, `HTTP status ${response.status}`);
  if (!method || element.name !== `${method.name}Response` || element.uri !== VIM) {
    return [...reader.problems, `${element.name} is no answer to ${method?.name ?? "that"}`];
  }
  reader.members(element.children, answerOf(method), element.name);
  if (method.name === "Fetch") fetched(reader, request, element);
  for (const info of taskInfos(element)) if (!isPlannedTask(textOf(info, "key"))) taskError(reader, info);
  return reader.problems;
}

/** A list that is answered may be empty, whatever the table says: `FindAllByUuid` that finds nothing. */
function answerOf({ result }: Method): readonly Field[] {
  return result ? [{ ...result, optional: result.optional || result.array }] : [];
}

function fetched(reader: Reader, { args, receiver }: Judged, element: Element): void {
  const path = args.find(({ name }) => name === "prop")?.text ?? "";
  reader.property(receiver, path, element.children[0], `Fetch ${path}`);
}

function fault(reader: Reader, element: Element, method: Method | undefined): void {
  const names = element.children.map(({ name }) => name).join(" ");
  if (names !== "faultcode faultstring detail") reader.note("Fault", `has ${names}`);
  const [detail, second] = element.children.find(({ name }) => name === "detail")?.children ?? [];
  if (!detail || second) reader.note("Fault.detail", "has not exactly one element");
  if (!detail) return;
  const type = detail.attributes.get(`{${XSI}}type`) ?? "";
  if (detail.name !== `${type}Fault` || detail.uri !== VIM)
    reader.note("Fault.detail", `${detail.name} holds a ${type}`);
  reader.value(detail, "MethodFault", `${type}Fault`);
  if (method && !isDeclared(method, type)) reader.note("Fault.detail", `${method.name} declares no ${type}`);
}

function isDeclared(method: Method, fault: string): boolean {
  return ["RuntimeFault", ...method.faults].some((each) => isA(fault, each));
}

function* taskInfos(element: Element): Generator<Element> {
  if (element.attributes.get(`{${XSI}}type`) === "TaskInfo") yield element;
  for (const child of element.children) yield* taskInfos(child);
}

/** A task fails with what its method declares. */
function taskError(reader: Reader, info: Element): void {
  const error = info.children.find(({ name }) => name === "error");
  const type = error?.children.find(({ name }) => name === "fault")?.attributes.get(`{${XSI}}type`);
  const name = textOf(info, "name");
  const method = methods.find((each) => each.name === name);
  if (!method) reader.note("TaskInfo.name", `${name} is no method`);
  else if (type !== undefined && !isDeclared(method, type))
    reader.note("TaskInfo.error", `${name} declares no ${type}`);
}

function textOf(element: Element, child: string): string {
  return element.children.find(({ name }) => name === child)?.text ?? "";
}

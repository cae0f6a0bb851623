import type { VimFault } from "../model/fault";
import { RequestError } from "./decode";
import { Encoder } from "./encode";
import { type Element, escapeXml, parseXml, SOAP, VIM, XSD, XSI } from "./xml";

/** The call in a SOAP envelope: its method is the first element of the body. */
export function readEnvelope(source: string): Element {
  let root: Element;
  try {
    root = parseXml(source);
  } catch (error) {
    throw new RequestError(`the request is not well-formed XML: ${error instanceof Error ? error.message : error}`);
  }
  if (root.name !== "Envelope" || root.uri !== SOAP) throw new RequestError("the request is not a SOAP 1.1 envelope");
  const body = root.children.find((child) => child.name === "Body" && child.uri === SOAP);
  const call = body?.children[0];
  if (!call) throw new RequestError("the SOAP body is empty");
  if (call.uri !== VIM) throw new RequestError(`${call.name} is not in namespace ${VIM}`);
  return call;
}

function envelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:soapenv="${SOAP}" xmlns:xsd="${XSD}" xmlns:xsi="${XSI}"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}

export function responseEnvelope(method: string, content: string): string {
  return envelope(`<${method}Response xmlns="${VIM}">${content}</${method}Response>`);
}

/** A fault. The element is always named `XFault`, also where the type's name ends in Fault itself. */
export function faultEnvelope(fault: VimFault, version: string, code = "ServerFaultCode"): string {
  const { type } = fault;
  const members = new Encoder(version).members(type, "MethodFault", fault.fields);
  const detail = `<${type}Fault xmlns="${VIM}" xsi:type="${type}">${members}</${type}Fault>`;
  return envelope(
    `<soapenv:Fault><faultcode>${code}</faultcode><faultstring>${escapeXml(fault.message)}</faultstring><detail>${detail}</detail></soapenv:Fault>`,
  );
}

import { SaxesParser } from "saxes";

export const SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
export const XSI = "http://www.w3.org/2001/XMLSchema-instance";
export const XSD = "http://www.w3.org/2001/XMLSchema";
export const VIM = "urn:vim25";

/** An element by namespace; prefixes mean nothing. */
export interface Element {
  readonly name: string;
  readonly uri: string;
  /** Attributes without namespace by name, the others as `{uri}name`. */
  readonly attributes: ReadonlyMap<string, string>;
  /** What a prefix inside an attribute's value (xsi:type) stands for. */
  readonly resolve: (prefix: string) => string | undefined;
  readonly children: Element[];
  text: string;
}

const maxDepth = 100;

/** Parses a document. DTDs are refused, so there are no entities to expand. Throws on anything not well-formed. */
export function parseXml(source: string): Element {
  const parser = new SaxesParser({ xmlns: true });
  const open: Element[] = [];
  const scopes: Readonly<Record<string, string>>[] = [];
  let root: Element | undefined;
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("doctype", () => {
    throw new Error("a document type declaration is not allowed");
  });
  parser.on("opentag", (tag) => {
    const attributes = new Map<string, string>();
    for (const each of Object.values(tag.attributes)) {
      attributes.set(each.uri === "" ? each.local : `{${each.uri}}${each.local}`, each.value);
    }
    // Hardly an element binds prefixes of its own, and a copy for each would be most of the work.
    const inherited = scopes.at(-1) ?? {};
    const scope = Object.keys(tag.ns).length === 0 ? inherited : { ...inherited, ...tag.ns };
    scopes.push(scope);
    const resolve = (prefix: string) => scope[prefix];
    const element: Element = { name: tag.local, uri: tag.uri, attributes, resolve, children: [], text: "" };
    if (open.length >= maxDepth) throw new Error("the document is nested too deeply");
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on("text", (text) => append(open.at(-1), text));
  parser.on("cdata", (text) => append(open.at(-1), text));
  parser.on("closetag", () => {
    open.pop();
    scopes.pop();
  });
  parser.write(source).close();
  if (!root) throw new Error("the document is empty");
  return root;
}

function append(element: Element | undefined, text: string): void {
  if (element) element.text += text;
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};

export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => escapes[character] ?? character);
}

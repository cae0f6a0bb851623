import { SaxesParser } from "saxes";
import { ReplyError } from "../errors/replyError";

/** The deepest answers of the API have some twenty levels. */
const deepest = 200;

type Attributes = Readonly<Record<string, string>>;

/** A server passes on names as firmware and guests have them, whatever characters those are. */
const tolerated = /^(?:disallowed character|malformed character entity)\.$/;

/** vim25 names begin with a capital, XML Schema's do not. */
const vimType = /^[A-Z]/;

/**
 * An element on its way to plain data: text is a string, a reference is `{ type, id }`, an object keeps its `xsi:type` as
 * `$type`, an `ArrayOf...` is a list, and so are elements of one name. Prefixes are the sender's choice and not looked at.
 */
class Element {
  text = "";
  readonly #reference: string | undefined;
  readonly #type: string | undefined;
  readonly #values: [name: string, value: unknown][] = [];

  constructor(
    readonly name: string,
    attributes: Attributes,
  ) {
    this.#reference = attributes["type"];
    const type = Object.keys(attributes).find((key) => key.endsWith(":type"));
    this.#type = type === undefined ? undefined : withoutPrefix(attributes[type] ?? "");
  }

  add({ name, value }: Element): void {
    this.#values.push([name, value]);
  }

  get value(): unknown {
    if (this.#reference !== undefined) return { type: this.#reference, id: this.text };
    if (this.#type?.startsWith("ArrayOf")) return this.#values.map(([, value]) => value);
    if (this.#values.length > 0) return this.#object();
    return this.text === "" && this.#type !== undefined && vimType.test(this.#type) ? { $type: this.#type } : this.text;
  }

  #object(): unknown {
    const object: Record<string, unknown> = this.#type === undefined ? {} : { $type: this.#type };
    const several = new Map<string, unknown[]>();
    for (const [name, value] of this.#values) {
      const list = several.get(name);
      if (list !== undefined) list.push(value);
      else if (Object.hasOwn(object, name)) several.set(name, [object[name], value]);
      else object[name] = value;
    }
    return Object.assign(object, Object.fromEntries(several));
  }
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/**
 * A reply as plain data, in one pass. What would blow up in memory is refused: SOAP forbids a DTD, so nothing ever defines
 * an entity; the API points with IDs, not with `href`, by which one part of a message repeats another.
 */
export function readEnvelope(xml: string, method: string): unknown {
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  const refuse = (problem: string) => {
    throw new ReplyError(method, "", problem);
  };
  const open = [new Element("", {})];
  const innermost = () => open.at(-1) as Element;
  const addText = (text: string) => {
    innermost().text += text;
  };
  parser.on("opentag", ({ name, attributes }) => {
    if (open.length > deepest) refuse(`it is nested deeper than ${deepest} levels`);
    if ("href" in attributes) refuse("it has an element that stands for another one (href)");
    if (name === "__proto__") refuse("it has an element whose name is reserved (__proto__)");
    open.push(new Element(withoutPrefix(name), attributes));
  });
  parser.on("closetag", () => {
    const closed = open.pop() as Element;
    innermost().add(closed);
  });
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("doctype", () => refuse("it has a document type declaration"));
  parser.on("error", ({ message }) => {
    if (!tolerated.test(message)) refuse(`it is no well-formed XML: ${message.replace(/\.$/, "")}`);
  });
  parser.write(xml).close();
  return innermost().value;
}

import { dataType, enumValues, type Field, fieldsOf, isA, isAbstract, managedType, primitives } from "../schema";
import { isKnownIn } from "../schema/version";
import { type Data, Ref, Typed, type Value } from "./values";
import { type Element, VIM, XSD, XSI } from "./xml";

/** A request that a real server would not parse. Becomes the fault InvalidRequest, or InvalidType. */
export class RequestError extends Error {
  constructor(
    message: string,
    readonly fault: "InvalidRequest" | "InvalidType" = "InvalidRequest",
  ) {
    super(message);
  }
}

const typeAttribute = `{${XSI}}type`;
const xsdToType = new Map(Object.entries(primitives).map(([short, xsd]) => [xsd, short]));
const ranges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  i: [-(2n ** 31n), 2n ** 31n - 1n],
  l: [-(2n ** 63n), 2n ** 63n - 1n],
  sh: [-(2n ** 15n), 2n ** 15n - 1n],
  by: [-128n, 127n],
};

/** Reads requests against the schema, as strictly as a real server: order, unknown and too new elements, xsi:type. */
export class Decoder {
  constructor(private readonly version: string) {}

  /** The arguments of a call, without `_this`. */
  args(method: string, fields: readonly Field[], elements: readonly Element[]): Data {
    return this.members(elements, fields, `call information for method ${method}`);
  }

  private members(elements: readonly Element[], fields: readonly Field[], what: string, type?: string): Data {
    const out: Record<string, Value> = type === undefined ? {} : { $type: type };
    let next = 0;
    for (const field of fields) {
      if (!isKnownIn(field, this.version)) continue;
      const mine: Element[] = [];
      for (let at = elements[next]; at && at.name === field.name && at.uri === VIM; at = elements[next]) {
        if (mine.length > 0 && !field.array) break;
        mine.push(at);
        next++;
      }
      if (mine.length === 0) {
        if (field.optional) continue;
        throw new RequestError(`Required property ${field.name} is missing while parsing ${what}`);
      }
      const values = mine.map((element) => this.value(element, field.type, what));
      out[field.name] = field.array ? values : values[0];
    }
    const rest = elements[next];
    if (rest) {
      const expected = fields.filter((field) => !(field.name in out)).map((field) => field.name);
      throw new RequestError(
        `Unexpected element tag "${rest.name}" seen (expected one of: ${expected.join(", ") || "none"}) while parsing ${what}`,
      );
    }
    return out;
  }

  private value(element: Element, declared: string, what: string): Value {
    if (element.attributes.get(`{${XSI}}nil`) === "true")
      throw new RequestError(`${element.name} is nil, parsing ${what}`);
    if (declared === "any") return this.any(element, what);
    if (declared.startsWith("@")) return reference(element, declared.slice(1), what);
    if (primitives[declared] !== undefined) return scalar(element, declared, what);
    const allowed = enumValues(declared);
    if (allowed) {
      if (allowed.has(element.text.trim())) return element.text.trim();
      throw new RequestError(`"${element.text}" is no value of enumeration vim.${declared}, parsing ${what}`);
    }
    return this.data(element, declared, what);
  }

  private data(element: Element, declared: string, what: string): Value {
    const named = xsiType(element);
    if (named === undefined && isAbstract(declared)) {
      throw new RequestError(`xsi:type is missing on ${element.name}, declared vim.${declared}, while parsing ${what}`);
    }
    const actual = named?.name ?? declared;
    const inner = `serialized DataObject of type vim.${actual} while parsing ${what}`;
    if (!dataType(declared)) return {};
    const type = dataType(actual);
    if (!type || !isKnownIn(type, this.version)) {
      throw new RequestError(`The request refers to an unexpected or unknown type: ${actual}`, "InvalidType");
    }
    if (!isA(actual, declared)) {
      throw new RequestError(`${actual} is not assignable to ${declared} while parsing ${what}`, "InvalidType");
    }
    if (element.text.trim() !== "") throw new RequestError(`Unexpected text "${element.text.trim()}" in ${inner}`);
    return this.members(element.children, fieldsOf(actual), inner, actual);
  }

  private any(element: Element, what: string): Value {
    const named = xsiType(element);
    if (!named)
      throw new RequestError(`xsi:type is missing on ${element.name}, declared anyType, while parsing ${what}`);
    if (named.uri === XSD) {
      const short = xsdToType.get(named.name);
      if (short === undefined) throw new RequestError(`unknown type xsd:${named.name}, parsing ${what}`, "InvalidType");
      return new Typed(short, scalar(element, short, what));
    }
    if (named.name === "ManagedObjectReference" || named.name === "ManagedObject") {
      return new Typed("@any", reference(element, "any", what));
    }
    if (enumValues(named.name)) return new Typed(named.name, this.value(element, named.name, what));
    return new Typed(named.name, this.data(element, named.name, what));
  }
}

/** A managed object reference; its type must be known and fit. */
export function reference(element: Element, declared: string, what: string): Ref {
  const type = element.attributes.get("type");
  const id = element.text.trim();
  if (type === undefined || id === "") throw new RequestError(`${element.name} is no reference while parsing ${what}`);
  if (!managedType(type)) {
    throw new RequestError(`The request refers to an unexpected or unknown type: ${type}`, "InvalidType");
  }
  if (declared !== "any" && !isA(type, declared)) {
    throw new RequestError(`${element.name}: expected a ${declared}, found a ${type}, parsing ${what}`, "InvalidType");
  }
  return new Ref(type, id);
}

/** govmomi writes `xsd:string` and never binds the prefix, which real servers let pass. */
const unbound: Readonly<Record<string, string>> = { "": VIM, xsd: XSD };

function xsiType(element: Element): { uri: string; name: string } | undefined {
  const value = element.attributes.get(typeAttribute)?.trim();
  if (value === undefined) return undefined;
  const colon = value.indexOf(":");
  const prefix = colon < 0 ? "" : value.slice(0, colon);
  const uri = element.resolve(prefix) ?? unbound[prefix];
  if (uri === undefined) throw new RequestError(`the prefix of xsi:type="${value}" is not bound to a namespace`);
  return { uri, name: value.slice(colon + 1) };
}

function scalar(element: Element, type: string, what: string): Value {
  if (element.children.length > 0) {
    throw new RequestError(
      `Unexpected element tag "${element.children[0]?.name}" seen in ${element.name}, parsing ${what}`,
    );
  }
  const text = element.text;
  if (type === "s") return text;
  const trimmed = text.trim();
  const wrong = () => new RequestError(`"${text}" is no ${primitives[type]}: ${element.name}, while parsing ${what}`);
  if (type === "b") {
    if (trimmed === "true" || trimmed === "1") return true;
    if (trimmed === "false" || trimmed === "0") return false;
    throw wrong();
  }
  if (type === "dt") {
    const date = new Date(dateTime.test(trimmed) ? trimmed : Number.NaN);
    if (Number.isNaN(date.getTime())) throw wrong();
    return date;
  }
  if (type === "d" || type === "b64") {
    if (!(type === "d" ? decimal : base64).test(trimmed)) throw wrong();
    return type === "d" ? Number(trimmed) : text;
  }
  return integer(trimmed, type, wrong);
}

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const base64 = /^[A-Za-z0-9+/\s]*={0,2}$/;
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

function integer(text: string, type: string, wrong: () => RequestError): Value {
  const range = ranges[type];
  if (!/^[+-]?\d+$/.test(text) || !range) throw wrong();
  const value = BigInt(text);
  if (value < range[0] || value > range[1]) throw wrong();
  return type === "l" ? value : Number(value);
}

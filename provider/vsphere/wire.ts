import { compareVersions } from "./version";

/** A managed object reference as this package passes it about. */
export interface MoRef {
  readonly type: string;
  readonly id: string;
}

/** A reference as one text: an ID alone is unique among objects of its type only. */
export function refKey({ type, id }: MoRef): string {
  return `${type}:${id}`;
}

/** What a call takes: keys are element names, in any order; `$type` names a subclass. */
export interface WireObject {
  readonly [element: string]: unknown;
  readonly $type?: string;
}

export interface Field {
  readonly name: string;
  /** `xsd:...` or the name of a complex type. */
  readonly type: string;
  readonly required: boolean;
  readonly many: boolean;
  /** API version that brought it. */
  readonly since?: string;
}

export interface TypeDef {
  readonly base?: string;
  readonly fields: readonly Field[];
}

/** Complex types and methods of the WSDL, as plain data. */
export interface Schema {
  readonly types: ReadonlyMap<string, TypeDef>;
  readonly methods: ReadonlyMap<string, readonly Field[]>;
}

/** What node-soap writes as an element: attributes apart, text already escaped. */
export interface SoapNode {
  [key: string]: unknown;
}

export const attributesKey = "$attributes";
const xmlKey = "$xml";

/**
 * Brings a call's arguments into the order of the WSDL and into the shape that node-soap writes. A name that the schema
 * does not have, or that the server's version lacks, is a mistake in this package, and so is a required one left out.
 */
export class Encoder {
  readonly #schema: Schema;
  readonly #version: string;

  constructor(schema: Schema, version: string) {
    this.#schema = schema;
    this.#version = version;
  }

  call(method: string, self: MoRef, args: WireObject): SoapNode {
    const fields = this.#schema.methods.get(method);
    if (fields === undefined) throw new TypeError(`${method} is not in the WSDL`);
    return this.#object({ _this: self, ...args }, fields, method);
  }

  #object(value: WireObject, fields: readonly Field[], path: string): SoapNode {
    const node: SoapNode = {};
    for (const field of fields) {
      const given = value[field.name];
      const at = `${path}.${field.name}`;
      if (given === undefined || (field.many && Array.isArray(given) && given.length === 0)) {
        if (field.required) throw new TypeError(`${at} is required`);
        continue;
      }
      if (field.since !== undefined && compareVersions(this.#version, field.since) < 0) {
        throw new TypeError(`${at} needs API ${field.since}, the server speaks ${this.#version}`);
      }
      if (Array.isArray(given) !== field.many) throw new TypeError(`${at} is ${field.many ? "a" : "no"} list`);
      node[field.name] = Array.isArray(given)
        ? given.map((item, i) => this.#value(item, field.type, `${at}[${i}]`))
        : this.#value(given, field.type, at);
    }
    const stray = Object.keys(value).find((key) => key !== "$type" && !fields.some((field) => field.name === key));
    if (stray !== undefined) throw new TypeError(`${path} has no element ${stray}`);
    return node;
  }

  #value(value: unknown, type: string, path: string): unknown {
    if (type === "ManagedObjectReference") return reference(value, path);
    if (type === "xsd:anyType") return anyValue(value, path);
    if (type.startsWith("xsd:")) return simple(value, type, path);
    if (typeof value !== "object" || value === null) throw new TypeError(`${path} is no ${type}`);
    const given = value as WireObject;
    const actual = given.$type ?? type;
    const node = this.#object(given, this.#fields(actual, type, path), path);
    return actual === type ? node : { [attributesKey]: { "xsi:type": actual }, ...node };
  }

  /** Fields of a type, its bases' first. */
  #fields(type: string, declared: string, path: string): readonly Field[] {
    const fields: Field[] = [];
    let fits = false;
    for (let name: string | undefined = type; name !== undefined; ) {
      const definition: TypeDef | undefined = this.#schema.types.get(name);
      if (definition === undefined) throw new TypeError(`${path}: the WSDL has no type ${name}`);
      fields.unshift(...definition.fields);
      fits ||= name === declared;
      name = definition.base;
    }
    if (!fits) throw new TypeError(`${path}: ${type} is no ${declared}`);
    return fields;
  }
}

function isReference(value: unknown): value is MoRef {
  const ref = value as Partial<MoRef> | null;
  return typeof ref === "object" && typeof ref?.type === "string" && typeof ref.id === "string";
}

function reference(value: unknown, path: string): SoapNode {
  if (!isReference(value)) throw new TypeError(`${path} is no reference`);
  return { [attributesKey]: { type: value.type }, [xmlKey]: escapeText(value.id, path) };
}

/** A slot without a type of its own: strings and references are all that this package puts there. */
function anyValue(value: unknown, path: string): SoapNode {
  if (typeof value === "string") {
    return { [attributesKey]: { "xsi:type": "xsd:string" }, [xmlKey]: escapeText(value, path) };
  }
  const node = reference(value, path);
  return { ...node, [attributesKey]: { ...(node[attributesKey] as object), "xsi:type": "ManagedObjectReference" } };
}

const ranges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  "xsd:byte": [-128n, 127n],
  "xsd:short": [-0x8000n, 0x7fffn],
  "xsd:int": [-(2n ** 31n), 2n ** 31n - 1n],
  "xsd:long": [-(2n ** 63n), 2n ** 63n - 1n],
};

function simple(value: unknown, type: string, path: string): string {
  if (type === "xsd:boolean" && typeof value === "boolean") return String(value);
  if (type === "xsd:string" && typeof value === "string") return escapeText(value, path);
  const range = ranges[type];
  if (range !== undefined && (typeof value === "bigint" || Number.isSafeInteger(value))) {
    const whole = BigInt(value as bigint | number);
    if (whole >= range[0] && whole <= range[1]) return whole.toString();
  }
  throw new TypeError(`${path} is no ${type}`);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\t": "&#x9;",
  "\n": "&#xA;",
  "\r": "&#xD;",
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly what XML cannot carry, half a surrogate pair included
const unspeakable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

/** node-soap passes text on as it is when it looks like CDATA, so nothing is left to it. */
function escapeText(text: string, path: string): string {
  if (unspeakable.test(text)) throw new TypeError(`${path} has a character that XML cannot carry`);
  return text.replace(/[&<>\t\n\r]/g, (character) => entities[character] ?? character);
}

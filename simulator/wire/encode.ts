import { dataType, type Field, fieldsOf, isA, primitives } from "../schema";
import { isKnownIn } from "../schema/version";
import { type Data, isData, Ref, Typed, type Value } from "./values";
import { escapeXml } from "./xml";

/** How a data object of one type is written for one version. */
interface Form {
  /** The type that the version sees: of one that it does not know yet, the nearest base that it knows. */
  readonly shownAs: string;
  readonly known: ReadonlySet<string>;
  /** What the version sees, in order. */
  readonly fields: readonly Field[];
}

/** Forms by type, by version: a reply of a thousand VMs has a hundred thousand objects of a few types. */
const formsOf = new Map<string, Map<string, Form>>();

/**
 * Writes values as XML in schema order for one API version. Strict with our own data: a field that the schema does not
 * know, or a required one that is missing, is an error, so no test passes on a reply that no server would send.
 */
export class Encoder {
  private readonly forms: Map<string, Form>;

  constructor(private readonly version: string) {
    this.forms = formsOf.get(version) ?? new Map();
    formsOf.set(version, this.forms);
  }

  /** One element, or one per item, or nothing for undefined. */
  field(name: string, type: string, array: boolean, value: Value): string {
    if (value === undefined) return "";
    if (!array) return this.element(name, type, value);
    if (!Array.isArray(value)) throw new TypeError(`simulator: ${name} is not a list`);
    return value.map((item: Value) => this.element(name, type, item)).join("");
  }

  /** `name` with a value of the declared type. */
  element(name: string, declared: string, value: Value): string {
    if (value instanceof Typed) return this.any(name, declared, value);
    if (declared === "any") throw new TypeError(`simulator: ${name} needs an explicit type`);
    if (value instanceof Ref) return `<${name} type="${value.type}">${escapeXml(value.id)}</${name}>`;
    if (isData(value)) {
      const actual = value.$type ?? declared;
      const shown = this.shownAs(actual);
      const mark = shown === declared ? "" : ` xsi:type="${shown}"`;
      return `<${name}${mark}>${this.members(actual, declared, value)}</${name}>`;
    }
    return `<${name}>${primitive(value)}</${name}>`;
  }

  private any(name: string, declared: string, typed: Typed): string {
    if (declared !== "any") throw new TypeError(`simulator: ${name} is declared ${declared}, not any`);
    if (typed.array) return this.wrapped(name, typed);
    const { type, value } = typed;
    if (value instanceof Ref) {
      return `<${name} type="${value.type}" xsi:type="ManagedObjectReference">${escapeXml(value.id)}</${name}>`;
    }
    if (isData(value)) {
      const actual = value.$type ?? type;
      return `<${name} xsi:type="${this.shownAs(actual)}">${this.members(actual, type, value)}</${name}>`;
    }
    const xsd = primitives[type];
    return `<${name} xsi:type="${xsd ? `xsd:${xsd}` : type}">${primitive(value)}</${name}>`;
  }

  /** Arrays in an `any` slot are wrapped in ArrayOfX, and each data object in them says its type. */
  private wrapped(name: string, typed: Typed): string {
    const items = Array.isArray(typed.value) ? (typed.value as readonly Value[]) : [];
    const isRef = typed.type.startsWith("@");
    const item = isRef ? "ManagedObjectReference" : (primitives[typed.type] ?? typed.type);
    const wrapper = `ArrayOf${item.charAt(0).toUpperCase()}${item.slice(1)}`;
    const inner = items.map((value) => {
      if (isRef || isData(value)) return this.any(item, "any", new Typed(typed.type, value));
      return `<${item}>${primitive(value)}</${item}>`;
    });
    return `<${name} xsi:type="${wrapper}">${inner.join("")}</${name}>`;
  }

  private shownAs(actual: string): string {
    return dataType(actual) ? this.form(actual).shownAs : actual;
  }

  private form(actual: string): Form {
    const known = this.forms.get(actual);
    if (known) return known;
    if (!dataType(actual)) throw new TypeError(`simulator: no such type: ${actual}`);
    const form = formOf(actual, this.version);
    this.forms.set(actual, form);
    return form;
  }

  /** The fields of a data object, without the element around them. */
  members(actual: string, declared: string, data: Data): string {
    const { fields, known } = this.form(actual);
    if (dataType(declared) && !isA(actual, declared)) throw new TypeError(`simulator: ${actual} is no ${declared}`);
    for (const key of Object.keys(data)) {
      if (key !== "$type" && !known.has(key)) throw new TypeError(`simulator: ${actual} has no field ${key}`);
    }
    let out = "";
    for (const field of fields) {
      const value = data[field.name];
      if (!field.optional && (value === undefined || (Array.isArray(value) && value.length === 0))) {
        throw new TypeError(`simulator: ${actual}.${field.name} is required`);
      }
      out += this.field(field.name, field.type, field.array, value);
    }
    return out;
  }
}

function formOf(actual: string, version: string): Form {
  let at = dataType(actual);
  while (at && !isKnownIn(at, version)) at = at.base === undefined ? undefined : dataType(at.base);
  const shownAs = at?.name ?? actual;
  const known = new Set(fieldsOf(actual).map(({ name }) => name));
  return { shownAs, known, fields: fieldsOf(shownAs).filter((field) => isKnownIn(field, version)) };
}

function primitive(value: Value): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "string") return escapeXml(value);
  return String(value);
}

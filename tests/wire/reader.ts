import { type Element, VIM, XSD, XSI } from "../../simulator/wire/xml";
import { type Declared, declaredAt, isNewer } from "./paths";
import { data, type Field, fieldsOf, isA, typeOf } from "./published";
import { arrayOf, fitsScalar, xsdNames } from "./scalars";

const shortNames = new Map(Object.entries(xsdNames).map(([short, xsd]) => [xsd, short]));
/** Types whose `propSet` or `changeSet` carries values of the properties that they name. */
const carriers: Readonly<Record<string, string>> = { ObjectContent: "propSet", ObjectUpdate: "changeSet" };

interface Named {
  readonly uri: string;
  readonly name: string;
}

/** Holds elements to the published API in one version, and notes all that is wrong. It changes and decodes nothing. */
export class Reader {
  /** `where: what is wrong`. */
  readonly problems: string[] = [];

  constructor(
    readonly version: string,
    /** Forgives what real servers forgive clients: an unbound `xsd:`, and `ManagedObject` for a reference. */
    readonly isLenient: boolean,
  ) {}

  note(where: string, what: string): void {
    this.problems.push(`${where}: ${what}`);
  }

  /** The children of an element that stands for a data object, or for a call's arguments or answer. */
  members(elements: readonly Element[], fields: readonly Field[], where: string): void {
    let next = 0;
    for (const run of runs(elements)) {
      const [{ name, uri }] = run;
      const index = fields.findIndex((field, position) => position >= next && field.name === name);
      const field = fields[index];
      if (!field || uri !== VIM) {
        this.note(where, `${name} is ${fields.some((each) => each.name === name) ? "out of order" : "unknown"}`);
        continue;
      }
      this.missing(fields.slice(next, index), where);
      next = index + 1;
      if (run.length > 1 && !field.array) this.note(where, `${name} is given ${run.length} times`);
      if (isNewer(field.since, this.version)) this.note(where, `${name} came with ${field.since}, not ${this.version}`);
      for (const element of run) this.value(element, field.type, `${where}.${name}`);
    }
    this.missing(fields.slice(next), where);
  }

  /** An element with a value of the declared type. */
  value(element: Element, declared: string, where: string): void {
    if (element.attributes.has(`{${XSI}}nil`)) this.note(where, "xsi:nil is never used");
    if (declared === "any") this.any(element, where);
    else if (declared.startsWith("@")) this.reference(element, declared.slice(1), where);
    else if (xsdNames[declared] !== undefined) this.scalar(element, declared, where);
    else if (data.enums.has(declared)) this.enumerated(element, declared, where);
    else this.object(element, declared, where);
  }

  /** The value of a property, which its path declares. What is in it is not looked at. */
  property(type: string, path: string, value: Element | undefined, where: string): void {
    const declared = declaredAt(type, path, this.version);
    if (declared === undefined) this.note(where, `${type} has no property ${path} in ${this.version}`);
    const named = value && xsiType(value, this.isLenient);
    if (!named || !declared || declared === "unknown" || fitsDeclared(named, declared)) return;
    this.note(where, `is ${named.name}, declared ${declared.array ? "a list of " : ""}${declared.type}`);
  }

  private missing(fields: readonly Field[], where: string): void {
    for (const { name, optional, since } of fields) {
      if (!optional && !isNewer(since, this.version)) this.note(where, `${name} is missing`);
    }
  }

  private any(element: Element, where: string): void {
    const { uri, name } = xsiType(element, this.isLenient) ?? { uri: "", name: "" };
    const short = uri === XSD ? shortNames.get(name) : undefined;
    if (name === "") this.note(where, "xsi:type is missing where any type may stand");
    else if (short !== undefined) this.scalar(element, short, where);
    else if (uri !== VIM) this.note(where, `the prefix of xsi:type="${name}" is bound to ${uri || "nothing"}`);
    else if (name === "ManagedObjectReference" || (this.isLenient && name === "ManagedObject"))
      this.reference(element, "any", where);
    else if (data.enums.has(name)) this.enumerated(element, name, where);
    else if (name.startsWith("ArrayOf")) this.list(element, name, where);
    else this.object(element, name, where);
  }

  private list(element: Element, wrapper: string, where: string): void {
    const named = wrapper.slice("ArrayOf".length);
    const short = shortNames.get(`${named.charAt(0).toLowerCase()}${named.slice(1)}`);
    const type = named === "ManagedObjectReference" ? "@any" : named === "AnyType" ? "any" : (short ?? named);
    for (const item of element.children) {
      if (item.name !== arrayOf(type).item) this.note(where, `${item.name} in ${wrapper}`);
      this.value(item, type, `${where}[]`);
    }
  }

  private object(element: Element, declared: string, where: string): void {
    const named = xsiType(element, this.isLenient);
    const actual = named?.name ?? declared;
    const type = data.types.get(actual);
    if (!type || (named && named.uri !== VIM)) {
      this.note(where, `is of type ${actual}, which is not in vim25.txt`);
      return;
    }
    if (isNewer(type.since, this.version)) this.note(where, `${actual} came with ${type.since}, not ${this.version}`);
    if (!isA(actual, declared)) this.note(where, `${actual} is no ${declared}`);
    if (declared === "MethodFault" && !named) this.note(where, "a fault without xsi:type");
    if (element.text.trim() !== "") this.note(where, "text between the elements");
    this.members(element.children, fieldsOf(actual), `${where}(${actual})`);
    const carried = carriers[actual];
    if (carried !== undefined) this.carried(element, carried, where);
  }

  private carried(content: Element, list: string, where: string): void {
    const type = content.children.find(({ name }) => name === "obj")?.attributes.get("type") ?? "";
    for (const { children } of content.children.filter(({ name }) => name === list)) {
      const path = children.find(({ name }) => name === "name")?.text ?? "";
      const value = children.find(({ name }) => name === "val");
      this.property(type, path, value, `${where}.${path}`);
    }
  }

  private reference(element: Element, declared: string, where: string): void {
    this.childless(element, where);
    const type = element.attributes.get("type");
    if (type === undefined) this.note(where, "a reference without a type");
    if (element.text.trim() === "") this.note(where, "a reference to nothing");
    if (type === undefined || declared === "any" || type === declared) return;
    if (!typeOf(type) || !isA(type, declared)) this.note(where, `a reference to a ${type}, declared ${declared}`);
  }

  private enumerated(element: Element, type: string, where: string): void {
    this.childless(element, where);
    if (!data.enums.get(type)?.has(element.text)) this.note(where, `${JSON.stringify(element.text)} is no ${type}`);
  }

  private scalar(element: Element, type: string, where: string): void {
    this.childless(element, where);
    if (!fitsScalar(type, element.text)) this.note(where, `${JSON.stringify(element.text)} is no ${xsdNames[type]}`);
  }

  private childless({ children: [child] }: Element, where: string): void {
    if (child) this.note(where, `${child.name} in a value without elements`);
  }
}

/** Neighbours of the same name. */
function runs(elements: readonly Element[]): readonly [Element, ...Element[]][] {
  const found: [Element, ...Element[]][] = [];
  for (const element of elements) {
    const last = found.at(-1);
    if (last?.[0].name === element.name) last.push(element);
    else found.push([element]);
  }
  return found;
}

/** What xsi:type names; an empty URI: the prefix is bound to nothing. */
function xsiType(element: Element, isLenient: boolean): Named | undefined {
  const value = element.attributes.get(`{${XSI}}type`);
  if (value === undefined) return undefined;
  const [, prefix = "", name = ""] = /^(?:(\w+):)?(\w+)$/.exec(value.trim()) ?? [];
  return { uri: element.resolve(prefix) ?? (isLenient && prefix === "xsd" ? XSD : ""), name };
}

function fitsDeclared({ uri, name }: Named, { type, array }: Declared): boolean {
  if (type === "any") return true;
  if (array) return name === arrayOf(type).wrapper;
  if (type.startsWith("@")) return name === "ManagedObjectReference";
  const xsd = xsdNames[type];
  return xsd === undefined ? name === type || isA(name, type) : uri === XSD && name === xsd;
}

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tables } from "../../simulator/schema";
import { type Element, parseXml } from "../../simulator/wire/xml";
import { data, type Field, fieldsOf, isA, type Method, managed, methods } from "./published";
import { xsdNames } from "./scalars";

const wsdlFile = join(__dirname, "..", "..", "provider", "vsphere", "wsdl", "vim25.wsdl");

/** `7.0` and `7.0.0.0` are one version. */
const full = (since: string) => (since === "" ? "" : `@${[...since.split("."), "0", "0", "0"].slice(0, 4).join(".")}`);

function show({ name, array, optional, type, since, privilege }: Field): string {
  const marks = `${array ? "[]" : ""}${optional ? "?" : ""}`;
  const needs = privilege === "" ? "" : `#${privilege}`;
  return `${name}${marks}:${type === "@any" ? "@ManagedObject" : type}${full(since)}${needs}`;
}

function showMethod({ owner, name, args, result, since, privilege }: Method): string {
  return `${owner}.${name}(${args.map(show).join(" ")}) ${result ? show(result) : "void"}${full(since)} ${privilege}`;
}

describe("the simulator's schema, against the published API", () => {
  for (const [kind, mine, published] of [
    ["data types", tables.data.types, data.types],
    ["managed objects", tables.managed.types, managed.types],
  ] as const) {
    it(`has the ${kind} with their fields, order, versions and privileges`, () => {
      const lines = (types: typeof mine) =>
        [...types.values()].map(({ name, base, since, fields }) => [name, base, full(since), ...fields.map(show)]);
      const known = lines(published).filter(([name]) => mine.has(name ?? ""));
      assert.deepEqual(lines(mine).sort(), known.sort());
    });
  }

  it("has the values of the enumerations", () => {
    const mine = [...tables.data.enums].map(([name, values]) => [name, ...values]);
    assert.deepEqual(
      mine,
      mine.map(([name = ""]) => [name, ...(data.enums.get(name) ?? [])]),
    );
  });

  it("has the methods with their arguments, results and privileges", () => {
    assert.deepEqual(tables.methods.map(showMethod).sort(), methods.map(showMethod).sort());
  });
});

const nameOf = ({ attributes }: Element) => attributes.get("name") ?? "";
const sinceOf = (attributes: Element["attributes"]) => attributes.get("{urn:vsphere-passthrough:api}since") ?? "";
const unprefixed = (name: string | undefined) => name?.replace(/^\w+:/, "") ?? "";

/** Types of the client that take members of a subtype, or of a base, into themselves: it only reads them. */
const flattened = new Set(["VirtualDeviceOption", "ScsiLun", "IntOption"]);

describe("the client's WSDL, against the published API", () => {
  const schema = below(parseXml(readFileSync(wsdlFile, "utf8")), "schema")[0];
  const declared = (kind: string) => schema?.children.filter(({ name }) => name === kind) ?? [];
  const types = new Map(declared("complexType").map((type) => [nameOf(type), type]));
  const calls = declared("element").filter((element) => !nameOf(element).endsWith("Response"));

  it("has members that exist, in the order of the wire, and as many and of the type as there", () => {
    const known = [...types.keys()].filter((name) => data.types.has(name));
    assert.ok(known.length > 80);
    for (const name of known) {
      const members = inherited(types, name);
      const fields = flattened.has(name) ? withSubtypes(name) : fieldsOf(name);
      assert.deepEqual(members.map(shape), inOrder(members, fields).map(published), name);
    }
  });

  it("has all that a call has to be given, with the version that brought it", () => {
    const sent = new Set<string>();
    const written = (members: readonly Element[], fields: readonly Field[], where: string) => {
      const mine = members.map(({ attributes }) => [attributes.get("name"), full(sinceOf(attributes))]);
      const theirs = inOrder(members, fields).map(({ name, since }) => [name, full(since)]);
      assert.deepEqual(mine, theirs, where);
      const required = fields.filter(({ optional }) => !optional).map(({ name }) => name);
      assert.deepEqual(
        required.filter((name) => !members.some((member) => nameOf(member) === name)),
        [],
        where,
      );
      for (const { type } of fields) {
        for (const name of [...types.keys()].filter((each) => isA(each, type) && !sent.has(each))) {
          sent.add(name);
          written(inherited(types, name), fieldsOf(name), name);
        }
      }
    };
    for (const call of calls) {
      const [self, ...args] = below(call, "element");
      const method = methods.find(({ name }) => name === nameOf(call));
      assert.ok(method && self && nameOf(self) === "_this", nameOf(call));
      written(args, method.args, method.name);
    }
    assert.ok(sent.has("VirtualMachineConfigSpec") && sent.has("TraversalSpec"));
  });

  it("has the answers", () => {
    for (const call of calls) {
      const answer = declared("element").find((each) => nameOf(each) === `${nameOf(call)}Response`);
      const result = methods.find(({ name }) => name === nameOf(call))?.result;
      assert.deepEqual(answer && below(answer, "element").map(shape), result ? [published(result)] : [], nameOf(call));
    }
  });
});

function below(element: Element, name: string): readonly Element[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...below(child, name)]);
}

/** Members of a type of the WSDL, those of its bases first. */
function inherited(types: ReadonlyMap<string, Element>, name: string): readonly Element[] {
  const type = types.get(name);
  if (!type) return [];
  const base = unprefixed(below(type, "extension")[0]?.attributes.get("base"));
  return [...inherited(types, base), ...below(type, "element")];
}

/** The published fields that have the members' names, as far as they come in that order. */
function inOrder(members: readonly Element[], fields: readonly Field[]): readonly Field[] {
  let next = 0;
  return members.flatMap((member) => {
    const index = fields.findIndex(({ name }, position) => position >= next && name === nameOf(member));
    if (index >= 0) next = index + 1;
    const field = fields[index];
    return field ? [field] : [];
  });
}

function withSubtypes(name: string): readonly Field[] {
  const family = [...data.types.keys()].filter((each) => isA(each, name));
  return [...fieldsOf(name), ...family.flatMap((each) => data.types.get(each)?.fields ?? [])];
}

/** Enumerations are text to the client, and a disk may be read as any LUN. */
function shape(member: Element): string {
  const type = unprefixed(member.attributes.get("type"));
  const many = member.attributes.get("maxOccurs") === "unbounded";
  return `${nameOf(member)}${many ? "[]" : ""}:${type}`;
}

function published({ name, array, type }: Field): string {
  const xsd = type === "any" ? "anyType" : type.startsWith("@") ? "ManagedObjectReference" : xsdNames[type];
  const plain = data.enums.has(type) ? "string" : type === "HostScsiDisk" ? "ScsiLun" : type;
  return `${name}${array ? "[]" : ""}:${xsd ?? plain}`;
}

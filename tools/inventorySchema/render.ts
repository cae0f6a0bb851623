/** The JSON Schema of inventory files: its rules from the zod schema, its descriptions from the doc comments of the types. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { z } from "zod";
import { inventorySchema } from "../../simulator/inventory/schema";

export const command = "npm run docs:schema";
export const schemaFile = join(__dirname, "..", "..", "inventory.schema.json");

const sources = ["types.ts", "hardwareTypes.ts"].map((file) =>
  join(__dirname, "..", "..", "simulator", "inventory", file),
);

/** The doc comments of an interface: its own, and by member; a member without one has an empty text. */
export interface Docs {
  readonly own: string;
  readonly members: ReadonlyMap<string, string>;
}

function docOf(node: ts.Node): string {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)?.comment;
  return (ts.getTextOfJSDocComment(comment) ?? "").replace(/\s+/g, " ");
}

/** By the name of the interface. */
export function readDocs(): ReadonlyMap<string, Docs> {
  const found = sources.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
    return source.statements.filter(ts.isInterfaceDeclaration).map((node): [string, Docs] => {
      const members = node.members.map((member): [string, string] => [member.name?.getText() ?? "", docOf(member)]);
      return [node.name.text, { own: docOf(node), members: new Map(members) }];
    });
  });
  return new Map(found);
}

export interface ObjectSchema {
  readonly properties?: Readonly<Record<string, object>>;
}

/** The zod schema's own view: the whole, and its parts by the names of their interfaces. */
export function parts(): { readonly whole: ObjectSchema; readonly byInterface: ReadonlyMap<string, ObjectSchema> } {
  const whole = z.toJSONSchema(inventorySchema, { io: "input" });
  const defs = Object.entries(whole.$defs ?? {}).map(([id, def]): [string, ObjectSchema] => [
    `${id}Input`,
    def as ObjectSchema,
  ]);
  return { whole: whole as ObjectSchema, byInterface: new Map([["Inventory", whole as ObjectSchema], ...defs]) };
}

function described(schema: ObjectSchema, docs: Docs | undefined): object {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const description = docs?.members.get(name);
    return [name, description ? { description, ...property } : property];
  });
  const description = docs?.own ? { description: docs.own } : {};
  return { ...description, ...schema, properties: Object.fromEntries(properties) };
}

export function renderSchema(): string {
  const docs = readDocs();
  const { whole, byInterface } = parts();
  const defs = [...byInterface].filter(([name]) => name !== "Inventory");
  const schema = {
    title: "Inventory of the simulator of pulumi-vsphere-passthrough",
    ...described(whole, docs.get("Inventory")),
    $defs: Object.fromEntries(defs.map(([name, def]) => [name.replace(/Input$/, ""), described(def, docs.get(name))])),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

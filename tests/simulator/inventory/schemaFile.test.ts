import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { z } from "zod";
import type { Inventory } from "../../../simulator";
import type { inventorySchema } from "../../../simulator/inventory/schema";
import { command, parts, readDocs, renderSchema, schemaFile } from "../../../tools/inventorySchema/render";

/** Arrays of the schema are mutable, those of the types are not. */
type Deep<T> = T extends readonly (infer Item)[]
  ? readonly Deep<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Deep<T[Key]> }
    : T;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Does not compile unless the documented types and the schema say the same. */
const typesFit: Same<Deep<z.input<typeof inventorySchema>>, Deep<Inventory>> = true;

describe("inventory.schema.json", () => {
  it(`is what ${command} writes`, () => {
    const written = readFileSync(schemaFile, "utf8");
    assert.ok(
      written === renderSchema(),
      `inventory.schema.json is stale: run \`${command}\` and commit what it writes`,
    );
  });

  it("has each part under the name of its type, with the same keys", () => {
    assert.equal(typesFit, true);
    const docs = [...readDocs()].map(([name, { members }]) => [name, [...members.keys()]] as const);
    const schemas = [...parts().byInterface].map(
      ([name, { properties }]) => [name, Object.keys(properties ?? {})] as const,
    );
    const sorted = (rows: readonly (readonly [string, readonly string[]])[]) =>
      Object.fromEntries(rows.map(([name, keys]) => [name, [...keys].sort()]));
    assert.deepEqual(sorted(schemas), sorted(docs));
  });

  it("tells editors what the keys mean", () => {
    const { $defs } = JSON.parse(readFileSync(schemaFile, "utf8"));
    assert.equal(
      $defs.Vm.properties.ignoresShutdown.description,
      "A guest that has Tools and still does not shut down when asked to. Default false.",
    );
    assert.equal($defs.Vm.properties.ignoresShutdown.default, false);
    assert.deepEqual($defs.Host.required, ["name"]);
    assert.equal($defs.Pci.additionalProperties, false);
  });
});

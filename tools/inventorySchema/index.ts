/** `npm run docs:schema`: writes inventory.schema.json from the schema and the types of inventories. */
import { writeFileSync } from "node:fs";
import { renderSchema, schemaFile } from "./render";

writeFileSync(schemaFile, renderSchema());
console.log("inventory.schema.json written");

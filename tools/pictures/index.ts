/** `npm run docs:pictures`: writes the pictures of the documentation. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pictures } from "./pictures";

const folder = join(__dirname, "..", "..", "docs", "pictures");
mkdirSync(folder, { recursive: true });
for (const [name, draw] of Object.entries(pictures)) {
  writeFileSync(join(folder, name), draw());
  console.log(`docs/pictures/${name} written`);
}

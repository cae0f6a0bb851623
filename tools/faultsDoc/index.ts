/** `npm run docs:faults`: writes docs/faults.md from the table of faults. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderFaults } from "./render";

const file = join(__dirname, "..", "..", "docs", "faults.md");
writeFileSync(file, renderFaults());
console.log("docs/faults.md written");

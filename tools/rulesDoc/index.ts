/** `npm run docs:rules`: writes docs/rules.md from the rule table. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderRules } from "./render";

const file = join(__dirname, "..", "..", "docs", "rules.md");
writeFileSync(file, renderRules());
console.log("docs/rules.md written");

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type RuleId, ruleCatalog } from "../../provider/rules/catalog";
import { examples } from "../../tools/rulesDoc/examples";
import { command, renderRules } from "../../tools/rulesDoc/render";

const root = join(__dirname, "..", "..");
const ids = Object.keys(ruleCatalog) as RuleId[];

/** Sources that can violate a rule: all but the table itself. */
function sources(): string {
  return readdirSync(join(root, "provider"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/[cC]atalog\.ts$/.test(file))
    .map((file) => readFileSync(join(root, "provider", file), "utf8"))
    .join("\n");
}

describe("docs/rules.md", () => {
  it(`is what ${command} writes`, () => {
    const written = readFileSync(join(root, "docs", "rules.md"), "utf8");
    assert.ok(written === renderRules(), `docs/rules.md is stale: run \`${command}\` and commit what it writes`);
  });

  it("has a heading for every rule, which is the anchor that messages are looked up by", () => {
    const headings = renderRules().match(/^### .*$/gm) ?? [];
    assert.deepEqual([...headings].sort(), ids.map((id) => `### ${id}`).sort());
  });
});

describe("the rule table", () => {
  it("has no rule that nothing uses", () => {
    const text = sources();
    // A rule is named where it is told: as a row's id, or as an argument of failure, flag or sentence.
    const isUsed = (id: RuleId) => new RegExp(`(id: |(failure|flag|sentence)\\(\\s*)"${id}"`).test(text);
    assert.deepEqual(
      ids.filter((id) => !isUsed(id)),
      [],
    );
  });

  for (const id of ids) {
    it(`has an example of ${id} that is a message and ends in the id`, () => {
      const message = examples[id]();
      assert.match(message, new RegExp(`^\\S.*; .* \\[${id}\\]$`));
      assert.doesNotMatch(message, /undefined|\[object|\n/);
    });
  }
});

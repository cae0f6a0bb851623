import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SaxesParser } from "saxes";
import { pictures } from "../../tools/pictures/pictures";

const folder = join(__dirname, "..", "..", "docs", "pictures");

describe("the pictures of the documentation", () => {
  for (const [name, draw] of Object.entries(pictures)) {
    it(`${name} is what \`npm run docs:pictures\` draws, small, and well-formed`, () => {
      const written = readFileSync(join(folder, name), "utf8");
      assert.ok(written === draw(), `docs/pictures/${name} is stale: run \`npm run docs:pictures\``);
      assert.ok(written.length < 12_000, `${written.length} characters`);
      const parser = new SaxesParser();
      parser.on("error", (error) => assert.fail(error));
      parser.write(written).close();
    });
  }
});

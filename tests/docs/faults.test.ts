import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { command, renderFaults } from "../../tools/faultsDoc/render";

describe("docs/faults.md", () => {
  it(`is what ${command} writes`, () => {
    const written = readFileSync(join(__dirname, "..", "..", "docs", "faults.md"), "utf8");
    assert.ok(written === renderFaults(), `docs/faults.md is stale: run \`${command}\` and commit what it writes`);
  });

  it("is a table that no cell breaks", () => {
    const rows = renderFaults()
      .split("\n")
      .filter((line) => line.startsWith("|"));
    assert.deepEqual([...new Set(rows.map((line) => line.split("|").length))], [6]);
  });
});

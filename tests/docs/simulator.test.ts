import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { profiles } from "../../simulator";
import { usualBehaviours } from "../../simulator/behaviours";

const text = readFileSync(join(__dirname, "..", "..", "docs", "simulator.md"), "utf8");

/** The cells of the rows below a heading. */
function rows(heading: string): readonly (readonly string[])[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.map((line) =>
    line
      .split("|")
      .map((cell) => cell.trim().replaceAll("`", ""))
      .slice(1, -1),
  );
}

describe("docs/simulator.md", () => {
  it("has every behaviour that can be switched, its default first", () => {
    const [, , ...table] = rows("Where real behaviour is not certain");
    const documented = table.map(([name, values]) => [name, values?.split(", ")[0]]);
    assert.deepEqual(documented, Object.entries(usualBehaviours));
  });

  it("has every release", () => {
    const [head, , versions] = rows("Releases of vSphere");
    assert.deepEqual(head?.slice(1), Object.keys(profiles));
    assert.deepEqual(
      versions?.slice(1),
      Object.values(profiles).map(({ apiVersion }) => apiVersion),
    );
  });
});

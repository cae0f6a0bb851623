import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { Stage } from "../e2e/stage";
import { allBlocks, pages, root } from "./blocks";

/** Who reads the blocks that are neither TypeScript programs nor shell commands. */
const readers: Readonly<Record<string, string>> = {
  "README.md: text": "below",
  "docs/faults.md: text": "faults.test.ts: the page is generated",
  "docs/interrupted.md: text": "shellBlocks.test.ts",
  "docs/rules.md: text": "rules.test.ts: the page is generated",
  "docs/simulator.md: js": "tests/package/runners.test.ts",
  "docs/simulator.md: text": "inventories.test.ts",
  "docs/simulator.md: ts": "tests/package/runners.test.ts",
  "docs/simulator.md: yaml": "inventories.test.ts, and below",
};
const parsers: Readonly<Record<string, (text: string) => unknown>> = { json: JSON.parse, yaml: parse };

describe("blocks of the documentation in other languages", function () {
  this.timeout(60_000);
  const others = allBlocks.filter(({ language }) => !["typescript", "sh"].includes(language));

  it("are seen, whatever fences them", () => {
    const fences = pages().flatMap((page) => readFileSync(join(root, page), "utf8").match(/^\s*(```|~~~)/gm) ?? []);
    assert.equal(allBlocks.length, fences.length / 2);
  });

  it("all have a reader", () => {
    const found = new Set(others.map(({ page, language }) => `${page}: ${language}`));
    assert.deepEqual([...found].sort(), Object.keys(readers).sort());
  });

  for (const { title, language, code } of others) {
    const read = parsers[language];
    if (read !== undefined) it(`are well-formed ${language}: ${title}`, () => assert.ok(read(code)));
  }

  it("README.md shows what a preview with a third device says", async () => {
    const stage = await Stage.open();
    try {
      const program = (...addresses: readonly string[]) =>
        stage.project.program(`
          const memory = new VmMemoryReservation("memory", { vm: "ml-02" });
          for (const [index, address] of ${JSON.stringify(addresses)}.entries()) {
            const device = new HostPassthroughDevice(\`device-\${index}\`, { host: "esx-02.example.test", address });
            new VmPciAttachment(\`attachment-\${index}\`, { vm: memory.vm, device, power: "powerOff" });
          }`);
      await program("0000:3b:00.0", "0000:b1:00.0");
      const up = await stage.project.up();
      assert.equal(up.code, 0, up.text);
      stage.takeWrites();
      await program("0000:3b:00.0", "0000:b1:00.0", "0000:65:00.0");
      const { code, text } = await stage.project.preview();
      assert.equal(code, 1, text);
      const [shown] = others.filter(({ page }) => page === "README.md");
      assert.ok(text.includes(shown?.code.trim() ?? "no such block"), text);
      assert.deepEqual(stage.takeWrites(), []);
    } finally {
      await stage.close();
    }
  });
});

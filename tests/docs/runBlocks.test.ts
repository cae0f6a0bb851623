import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Stage } from "../e2e/stage";
import { programs } from "./blocks";

/** What the text around a block says of its preview, where that is not that it passes. */
const refused: Readonly<Record<string, RegExp>> = {
  "README.md": /VM ml-02 \(vm-112\) .* \[power\]/,
};

const previewed = programs.filter(({ code }) => /from "pulumi-vsphere-passthrough"/.test(code));
const tests = programs.filter(({ code }) => /from "pulumi-vsphere-passthrough\/simulator"/.test(code));

describe("code blocks of the documentation, run on the simulator", function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
    const { host, user, password } = stage.simulator;
    for (const [key, value] of Object.entries({ server: host, user })) {
      await stage.project.must("config", "set", `berlin:${key}`, value);
    }
    await stage.project.must("config", "set", "--secret", "berlin:password", password);
  });

  after(() => stage?.close());

  it("are all of them", () => {
    assert.equal(previewed.length + tests.length, programs.length);
  });

  for (const block of previewed) {
    it(`preview: ${block.title}`, async () => {
      // Where it is about a site of the reader, a page has real-looking names; the simulator's end in `.test`.
      await writeFile(join(stage.project.folder, "index.ts"), block.code.replaceAll("example.com", "example.test"));
      const { code, text } = await stage.project.preview();
      const expected = refused[block.page];
      assert.equal(code, expected === undefined ? 0 : 1, text);
      if (expected !== undefined) assert.match(text, expected);
      assert.deepEqual(stage.takeWrites(), []);
    });
  }

  for (const block of tests) {
    it(`run: ${block.title}`, async () => {
      // One that only starts a simulator would serve for ever.
      const stop = /^export const simulator = /m.test(block.code) ? "void simulator.then((one) => one.stop());" : "";
      await writeFile(join(stage.project.folder, "block.ts"), `${block.code}\n${stop}\n`);
      const { code, text } = await stage.project.run("tsx", "block.ts");
      assert.equal(code, 0, text);
    });
  }
});

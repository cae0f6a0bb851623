import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, sourceFolders } from "./importGraph";

const LIMIT = 300;
const folders = [...sourceFolders, "tools", "bench"];

describe("source files", () => {
  it(`have at most ${LIMIT} lines`, () => {
    const files = folders.filter((folder) => existsSync(join(root, folder))).flatMap(filesIn);
    assert.ok(files.length > 20, "the source files were not found");
    const tooLong = files
      .map((file) => ({ file, lines: readFileSync(join(root, file), "utf8").trimEnd().split("\n").length }))
      .filter(({ lines }) => lines > LIMIT);
    assert.deepEqual(tooLong, []);
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.[cm]?[jt]s$/.test(file) && !file.includes("node_modules"))
    .map((file) => join(folder, file));
}

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pages, root } from "./blocks";

/** The anchors of a page, as GitHub makes them from headings. */
function anchors(page: string): ReadonlySet<string> {
  const headings = readFileSync(join(root, page), "utf8").matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** Links that lead nowhere: to no file, or to no heading in it. */
function broken(page: string): readonly string[] {
  const links = readFileSync(join(root, page), "utf8").matchAll(/\]\(([^)\s]+)\)/g);
  return [...links]
    .map(([, link = ""]) => link)
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      return !existsSync(join(root, target)) || (anchor !== undefined && !anchors(target).has(anchor));
    });
}

/** Commands that are told to type, and are not there. */
function unknownCommands(page: string): readonly string[] {
  const text = readFileSync(join(root, page), "utf8");
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const commands = readFileSync(join(root, "cli", "index.ts"), "utf8");
  const isCommand = (name: string) => new RegExp(`^ {2}"?${name}"?: \\{\\s+summary`, "m").test(commands);
  const own = page.startsWith(join("examples", "/")) ? ["check", "test"] : [];
  return [
    ...[...text.matchAll(/npm run ([\w:]+)/g)].filter(([, name = ""]) => !(name in scripts) && !own.includes(name)),
    ...[...text.matchAll(/npx vsphere-passthrough (\w+)/g)].filter(([, name = ""]) => !isCommand(name)),
  ].map(([command]) => command);
}

/** The registry of Pulumi packages takes pages that begin like this. */
const registryPages = ["_index.md", "installation-configuration.md"];

describe("the pages of the documentation", () => {
  for (const page of pages()) {
    it(`have links and commands that are there: ${page}`, () => {
      assert.deepEqual([...broken(page), ...unknownCommands(page)], []);
    });
  }

  for (const name of registryPages) {
    it(`have the front matter of a registry page: ${name}`, () => {
      const text = readFileSync(join(root, "docs", name), "utf8");
      assert.match(text, /^---\ntitle: vSphere Passthrough.*\nmeta_desc: .{20,150}\.\nlayout: package\n---\n\n/);
    });
  }
});

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type InstalledProject, installTarball, packTarball, sdkVersions } from "./installedProject";

const page = join(__dirname, "..", "..", "docs", "simulator.md");

/** Pinned, so that a new release of one of them breaks no build of ours. */
const runners = ["jest@30.5.2", "vitest@5.1.1", "mocha@12.0.3"];

/** A test file on the page, and the command that the page runs it by. */
interface Example {
  readonly file: string;
  readonly command: readonly string[];
  readonly code: string;
}

function examplesIn(text: string): readonly Example[] {
  const found = text.matchAll(/, as `([\w.]+)`, run by `([^`]+)`[^\n]*\n\n```(?:js|ts)\n(.*?)^```$/gms);
  return [...found].map(([, file = "", command = "", code = ""]) => ({ file, command: command.split(" "), code }));
}

/** What the runner printed, on either stream; rejects when it fails, or does not end by itself in time. */
function run(cwd: string, { command: [program = "", ...args] }: Example): Promise<string> {
  const path = program === "node" ? program : join("..", "node_modules", ".bin", program);
  const env = {
    ...process.env,
    PULUMI_HOME: join(cwd, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NO_COLOR: "1",
  };
  return new Promise((resolve, reject) => {
    execFile(path, args, { cwd, env, timeout: 150_000 }, (error, stdout, stderr) => {
      const printed = `${stdout}\n${stderr}`;
      if (error === null) resolve(printed);
      else reject(new Error(`${program} failed (${error.code ?? error.signal}):\n${printed}`));
    });
  });
}

/**
 * The examples of docs/simulator.md, as a user would run them. Installing the runners takes some ten seconds and 80 MB, so
 * they are no devDependencies; the four run at the same time.
 */
describe("test runners, in a project with the package installed", function () {
  this.timeout(240_000);
  let folder: string;
  let project: InstalledProject;
  const outcomes = new Map<string, Promise<string>>();

  before(async () => {
    const text = await readFile(page, "utf8");
    const examples = examplesIn(text);
    assert.deepEqual(
      examples.map(({ command }) => command[0]),
      ["node", "mocha", "jest", "vitest"],
    );
    folder = await mkdtemp(join(tmpdir(), "runners-"));
    project = await installTarball(await packTarball(folder), (await sdkVersions()).pinned, runners);
    const program = /^program, `index\.js`.*?```js\n(.*?)^```$/ms.exec(text)?.[1] ?? assert.fail("no program");
    // Each in a folder of its own: the CLI writes the stack's settings beside the program.
    for (const example of examples) {
      const own = join(project.folder, example.command[0] ?? "");
      await mkdir(own);
      // By this file a runner knows where its project begins.
      await writeFile(join(own, "package.json"), JSON.stringify({ name: "render", private: true }));
      await writeFile(join(own, "Pulumi.yaml"), "name: render\nruntime: nodejs\n");
      await writeFile(join(own, "index.js"), program);
      await writeFile(join(own, example.file), example.code);
      outcomes.set(example.command[0] ?? "", run(own, example));
    }
    await Promise.allSettled(outcomes.values());
  });
  after(async () => {
    await project?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const passed: Readonly<Record<string, RegExp>> = {
    node: /^# pass 2\n# fail 0$/m,
    mocha: /^ {2}1 passing /m,
    jest: /^Tests: {7}1 passed, 1 total$/m,
    vitest: /Tests +1 passed \(1\)/,
  };
  for (const [runner, text] of Object.entries(passed)) {
    it(`${runner} runs its example, and ends by itself`, async () => {
      const printed = await outcomes.get(runner);
      assert.match(printed ?? "", text);
      assert.doesNotMatch(printed ?? "", /open handle|did not exit|failed to exit/i);
    });
  }
});

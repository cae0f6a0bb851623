import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Capture, captureFile } from "./report/captures";

const cli = join(__dirname, "..", "..", "dist", "cli", "index.js");

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command; `input` is what comes on its standard input. */
function plan(args: readonly string[], input = ""): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, "plan", ...args], { env: { ...process.env, FORCE_COLOR: "1" } });
    const ended = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (chunk: string) => {
        ended[name] += chunk;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...ended }));
    // A usage error ends it before it reads.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

function text(name: Capture): string {
  return readFileSync(captureFile(name), "utf8");
}

function expected(file: string): string {
  return readFileSync(join(__dirname, "expected", file), "utf8");
}

describe("vsphere-passthrough plan", () => {
  it("reads a file, and ends with 0 where nothing is to be refused", async () => {
    const { code, stdout, stderr } = await plan([captureFile("replace")]);
    assert.deepEqual(
      { code, stderr, first: stdout.split("\n")[0] },
      {
        ...{ code: 0, stderr: "" },
        first: "Passthrough plan: 1 host reboots, 2 VMs lose power",
      },
    );
  });

  it("reads standard input, and ends with 2 where something refused is planned", async () => {
    const found = await plan(["--refuse", "replace,reboot", "--refuse", "power-cycle"], text("replace"));
    assert.deepEqual(found, { code: 2, stdout: expected("replace.txt"), stderr: "" });
  });

  it("ends with 0 where what is refused is not planned", async () => {
    const { code } = await plan(["--refuse", "reboot,replace", captureFile("update")]);
    assert.equal(code, 0);
  });

  it("says in the job's log what is refused, with a report that goes elsewhere", async () => {
    const found = await plan(["--format", "markdown", "--refuse=power-cycle"], text("update"));
    assert.equal(found.code, 2);
    assert.equal(found.stderr, "vsphere-passthrough: refused: power-cycle: VM ml-02 (vm-112), by gpu-to-ml\n");
  });

  it("prints JSON and nothing else", async () => {
    const found = await plan(["--format=json", "--refuse=reboot,power-cycle,replace"], text("replace"));
    assert.equal(found.stdout, `${JSON.stringify(JSON.parse(expected("replace.json")), null, 2)}\n`);
  });

  it("ends with 1 on a preview that failed, and reports it as incomplete", async () => {
    const found = await plan(["--refuse", "reboot,power-cycle,replace"], text("refused"));
    assert.deepEqual(found, { code: 1, stdout: expected("refused.txt"), stderr: "" });
    assert.match(found.stdout, /incomplete/);
    const { stderr } = await plan(["--format", "json"], text("refused"));
    assert.equal(stderr, "vsphere-passthrough: the preview failed, and the report is incomplete\n");
  });

  const wrong: readonly [what: string, args: readonly string[], input: string, message: string][] = [
    [
      "an unknown format",
      ["--format", "html"],
      "",
      '--format: no such format; found "html"; expected one of text, markdown, json',
    ],
    [
      "unknown words to refuse",
      ["--refuse", "reboot,restart,"],
      "",
      '--refuse: not known; found "restart", ""; expected any of reboot, power-cycle, replace',
    ],
    [
      "an unknown option",
      ["--fromat", "json"],
      "",
      "plan: Unknown option '--fromat'; see vsphere-passthrough plan --help",
    ],
    ["two files", ["a", "b"], "", "plan: one FILE at most; found 2"],
    [
      "a file that is not there",
      ["none.json"],
      "",
      "plan: cannot read none.json: ENOENT: no such file or directory, open 'none.json'",
    ],
    [
      "input that is no preview",
      [],
      "error: no stack selected",
      'standard input: not JSON; found text that begins "error: no stack selected"; expected what `pulumi preview --json` prints',
    ],
  ];
  for (const [what, args, input, message] of wrong) {
    it(`refuses ${what} with one line`, async () => {
      assert.deepEqual(await plan(args, input), { code: 1, stdout: "", stderr: `vsphere-passthrough: ${message}\n` });
    });
  }

  it("has help", async () => {
    const { code, stdout } = await plan(["--help"]);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: vsphere-passthrough plan \[FILE\]/);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 120, line);
  });
});

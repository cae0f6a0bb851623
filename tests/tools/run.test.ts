import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const script = join(__dirname, "..", "..", "tools", "run.mjs");

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** `tools/run.mjs` on a machine that has only the given programs, and an empty cache. */
describe("tools/run.mjs", function () {
  this.timeout(30_000);
  let machine: string;
  let cache: string;

  beforeEach(async () => {
    machine = await mkdtemp(join(tmpdir(), "tools-run-"));
    cache = join(machine, "cache", "pulumi-vsphere-passthrough");
    await mkdir(join(machine, "bin"));
  });

  afterEach(() => rm(machine, { recursive: true, force: true }));

  async function install(name: string, body: string): Promise<void> {
    await writeFile(join(machine, "bin", name), `#!/bin/sh\n${body}\n`);
    await chmod(join(machine, "bin", name), 0o755);
  }

  /** A `go` that notes each build and "compiles" a program which prints its name. The folder /bin is for `sh` itself. */
  const installGo = () =>
    install(
      "go",
      `if [ "$1" = version ]; then echo go version go1.26.0; exit; fi
       echo build >> ${join(machine, "builds")}
       while [ "$1" != -o ]; do shift; done
       sleep 0.5; echo '#!/bin/sh' > "$2"; echo 'echo built' >> "$2"; chmod +x "$2"`.replaceAll(/^ +/gm, ""),
    );

  function run(args: readonly string[], path = join(machine, "bin")): Promise<Ended> {
    const env = { PATH: path, HOME: machine, XDG_CACHE_HOME: join(machine, "cache") };
    const child = spawn(process.execPath, [script, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, output }));
    });
  }

  it("says how to get the CLI where there is neither a CLI nor Go", async () => {
    assert.deepEqual(await run(["--pulumi", "node", "--version"]), {
      code: 1,
      output:
        "The Pulumi CLI is needed, and neither `pulumi` nor `go` is on PATH. Either install the Pulumi CLI\n" +
        "(https://www.pulumi.com/docs/install/), or install Go 1.25 or later (https://go.dev/doc/install), from which it is\n" +
        "built here, once per user. Then run the command again.\n",
    });
  });

  it("builds nothing where there is a CLI, and says that vcsim is missing where there is no Go", async () => {
    await install("pulumi", "echo the installed one");
    const { code, output } = await run(["--pulumi", "--vcsim", "pulumi"]);
    assert.equal(code, 0, output);
    assert.match(output, /^\[setup\] vcsim.*: not built, since Go is not on PATH; [^\n]*\nthe installed one\n$/);
  });

  it("builds once for two at the same time, into a folder of the user's own, and is silent afterwards", async () => {
    await installGo();
    const path = `${join(machine, "bin")}:/bin:/usr/bin`;
    const both = await Promise.all([run(["--vcsim"], path), run(["--vcsim"], path)]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    assert.equal(await readFile(join(machine, "builds"), "utf8"), "build\n");
    assert.equal((await stat(cache)).mode & 0o777, 0o700);
    const [built, ...leftOver] = await readdir(cache);
    assert.match(built ?? "", /^vcsim-v0\.55\.0-/);
    assert.deepEqual(leftOver, []);
    const again = await run(["--vcsim", "sh", "-c", "$VCSIM_BINARY"], path);
    assert.deepEqual(again, { code: 0, output: "built\n" });
  });

  it("shows what the compiler said when a build fails, and leaves nothing", async () => {
    await install("go", 'if [ "$1" = version ]; then echo go1.26.0; else echo "x.go:1: bad" >&2; exit 1; fi');
    const { code, output } = await run(["--vcsim"]);
    assert.equal(code, 1);
    assert.match(output, /^\[setup\] vcsim.*\nBuilding the vcsim, .* failed:\nx\.go:1: bad\n$/);
    assert.deepEqual(await readdir(cache), []);
  });

  it("says why there is no pyvmomi, and goes on", async () => {
    const title = "[setup] pyvmomi, VMware's Python client (for tests)";
    const skipped = `${title}: not installed; the tests with it will be skipped`;
    const show = ["--pyvmomi", "sh", "-c", 'echo "python: $PYVMOMI_PYTHON."'];
    const path = `${join(machine, "bin")}:/bin`;
    await install("python3", "exit 127");
    assert.equal((await run(show, path)).output, `${skipped}: python3 does not run:\n\npython: .\n`);
    await install("python3", 'if [ "$1" = -c ]; then echo 3.11; else echo "No module named venv" >&2; exit 1; fi');
    assert.deepEqual(await run(show, path), {
      code: 0,
      output: `${title}: installing it with pip; usually 5 to 20 seconds, once\n${skipped}: venv failed:\nNo module named venv\npython: .\n`,
    });
    assert.deepEqual(await readdir(cache), []);
  });

  it("makes a Python with pyvmomi once", async () => {
    // What it calls an environment is a folder with a copy of itself.
    const self = join(machine, "bin", "python3");
    await install(
      "python3",
      `if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp ${self} "$3/bin/python"; fi; echo "$2" >> ${join(machine, "steps")}`,
    );
    const show = ["--pyvmomi", "sh", "-c", "test -x $PYVMOMI_PYTHON && echo there"];
    const path = `${join(machine, "bin")}:/bin:/usr/bin`;
    assert.match((await run(show, path)).output, /pyvmomi.*: installed in \d+ s, kept in .*\nthere\n$/);
    assert.deepEqual(await run(show, path), { code: 0, output: "there\n" });
    const steps = await readFile(join(machine, "steps"), "utf8");
    assert.deepEqual(
      steps.split("\n").filter((step) => ["venv", "pip"].includes(step)),
      ["venv", "pip"],
    );
  });

  it("refuses a Go that is too old", async () => {
    await install("go", "echo go version go1.19.2 linux/amd64");
    const { code, output } = await run(["--vcsim"]);
    assert.equal(code, 1);
    assert.match(output, /^Go 1\.19 is too old to build the vcsim, .*; 1\.21 or later is needed\.\n$/);
  });

  it("ends with the program's exit code, and gives it Node 22", async () => {
    assert.deepEqual(await run(["node", "-e", "console.log(process.version); process.exit(7)"]), {
      code: 7,
      output: `${process.version}\n`,
    });
  });

  it("puts settings into the program's environment", async () => {
    const print = "console.log(process.env.A_B, process.env.C)";
    assert.deepEqual(await run(["A_B=1,2", "C=x=y z", "node", "-e", print]), { code: 0, output: "1,2 x=y z\n" });
  });

  it("refuses an option and a program that it does not know", async () => {
    assert.deepEqual(await run(["--plumi"]), {
      code: 1,
      output: "tools/run.mjs: --plumi is not one of --pulumi, --vcsim, --govc, --pyvmomi, --build.\n",
    });
    assert.deepEqual(await run(["no-such-program"]), {
      code: 1,
      output: "tools/run.mjs: there is no program no-such-program.\n",
    });
  });
});

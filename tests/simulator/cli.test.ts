import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

const entry = join(__dirname, "..", "..", "cli", "index.ts");

function start(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", entry, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

async function run(...args: readonly string[]): Promise<{ code: number; out: string; error: string }> {
  const child = start(...args);
  const said = { out: "", error: "" };
  child.stdout?.on("data", (chunk: Buffer) => {
    said.out += chunk;
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    said.error += chunk;
  });
  const [code] = (await once(child, "close")) as [number];
  return { code, ...said };
}

function status(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { rejectUnauthorized: false, agent: false }, (response) => {
      resolve(response.statusCode);
      response.resume();
    });
    sent.on("error", reject);
    sent.end();
  });
}

function body(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { rejectUnauthorized: false, agent: false }, (response) => {
      text(response).then(resolve, reject);
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("cli: simulate", () => {
  const folder = mkdtempSync(join(tmpdir(), "simulate-"));
  after(() => rmSync(folder, { recursive: true }));

  const file = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`prints one JSON line, serves, and ends on ${signal} with exit code 0`, async () => {
      const child = start("simulate", ...(signal === "SIGINT" ? ["--port", "0"] : []));
      assert.ok(child.stdout);
      const [line] = (await once(createInterface(child.stdout), "line")) as [string];
      const shown = JSON.parse(line) as Record<string, string | number>;
      assert.deepEqual(Object.keys(shown), ["url", "user", "password", "thumbprint", "pid"]);
      assert.equal(shown.pid, child.pid);
      assert.equal(await status(`${shown.url}/vimServiceVersions.xml`), 200);
      child.kill(signal);
      assert.deepEqual(await once(child, "close"), [0, null]);
    });
  }

  it("prints for a shell what a program needs in its environment, whatever the user is called", async () => {
    const path = file(
      "quote.json",
      JSON.stringify({ server: { user: 'o\'brien $(id) "x"' }, datacenters: [{ name: "DC" }] }),
    );
    const child = start("simulate", "--inventory", path, "--format", "shell");
    assert.ok(child.stdout);
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    child.kill("SIGTERM");
    await once(child, "close");
    const names = ["SERVER", "USER", "PASSWORD", "PASSTHROUGH_THUMBPRINT"].map((name) => `VSPHERE_${name}`);
    const show = names.map((name) => `"$${name}"`).join(" ");
    const [server, user, password, thumbprint] = execFileSync("sh", ["-c", `${line}; printf '%s\\n' ${show}`])
      .toString()
      .split("\n");
    assert.match(line, /^export VSPHERE_SERVER='[^']+' VSPHERE_USER=/);
    assert.match(server ?? "", /^127\.0\.0\.1:\d+$/);
    assert.equal(user, 'o\'brien $(id) "x"');
    assert.match(password ?? "", /^[0-9a-f]{24}$/);
    assert.match(thumbprint ?? "", /^([\dA-F]{2}:){31}[\dA-F]{2}$/);
  });

  it("takes the release of vSphere", async () => {
    const child = start("simulate", "--profile", "6.7");
    assert.ok(child.stdout);
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const { url } = JSON.parse(line) as Record<string, string>;
    assert.match(await body(`${url}/vimServiceVersions.xml`), /<name>urn:vim25<\/name><version>6\.7</);
    child.kill("SIGTERM");
    await once(child, "close");
  });

  it("takes an inventory from a file", async () => {
    const path = file("good.json", JSON.stringify({ server: { user: "root@local" }, datacenters: [{ name: "DC" }] }));
    const child = start("simulate", "--inventory", path);
    assert.ok(child.stdout);
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    assert.equal((JSON.parse(line) as Record<string, string>).user, "root@local");
    child.kill("SIGTERM");
    await once(child, "close");
  });

  it("names the place and the find in a malformed inventory", async () => {
    const path = file("bad.json", JSON.stringify({ datacenters: [{ name: "DC", hosts: [{ name: 7 }] }] }));
    assert.deepEqual(await run("simulate", "--inventory", path), {
      code: 1,
      out: "",
      error: `vsphere-passthrough: ${path}:1:47: inventory.datacenters.0.hosts.0.name: of the wrong kind; found the number 7; expected a string; write it in quotes\n`,
    });
  });

  it("says in one line what is wrong with a file that is neither JSON nor YAML, or is not there", async () => {
    const path = file("broken.json", "{");
    const broken = await run("simulate", "--inventory", path);
    assert.equal(
      broken.error,
      `vsphere-passthrough: ${path}:1:2: neither JSON nor YAML; found the end of the line; Flow map must end with a }; correct it there or just before\n`,
    );
    const none = join(folder, "missing.json");
    const missing = await run("simulate", "--inventory", none);
    assert.equal(
      missing.error,
      `vsphere-passthrough: ${none}: cannot be read; found ENOENT: no such file or directory, open '${none}'; correct the path\n`,
    );
    assert.deepEqual([broken.code, missing.code], [1, 1]);
  });

  const wrong: readonly (readonly [readonly string[], string])[] = [
    [[], "no command; one of: doctor, plan, simulate, snapshot"],
    [["simluate"], 'unknown command "simluate"; one of: doctor, plan, simulate, snapshot'],
    [["simulate", "--prot", "1"], "simulate: Unknown option '--prot'; see vsphere-passthrough simulate --help"],
    [["simulate", "--port", "x"], '--port: not a TCP port; found "x"; expected 1 to 65535, or 0 for any free one'],
    [
      ["simulate", "--port", "65536"],
      '--port: not a TCP port; found "65536"; expected 1 to 65535, or 0 for any free one',
    ],
    [["simulate", "--format", "yaml"], '--format: no such format; found "yaml"; expected one of json, shell'],
    [
      ["simulate", "--profile", "5.5"],
      '--profile: not a release that is known; found "5.5"; expected one of 6.7, 7.0U3, 8.0U2, 9.0',
    ],
  ];
  for (const [args, message] of wrong) {
    it(`refuses "${["vsphere-passthrough", ...args].join(" ")}" with one line and exit code 1`, async () => {
      assert.deepEqual(await run(...args), { code: 1, out: "", error: `vsphere-passthrough: ${message}\n` });
    });
  }

  it("tells the version of the package", async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8"));
    assert.deepEqual(await run("--version"), { code: 0, out: `${version}\n`, error: "" });
  });

  it("explains itself with --help", async () => {
    const whole = await run("--help");
    assert.equal(whole.code, 0);
    assert.match(whole.out, /^Usage: vsphere-passthrough <command>/);
    const command = await run("simulate", "--help");
    assert.equal(command.code, 0);
    assert.match(command.out, /--inventory FILE {2}JSON or YAML file/);
  });
});

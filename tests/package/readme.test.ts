import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { outsideEnvironment, packTarball } from "./installedProject";

const readme = readFileSync(join(__dirname, "..", "..", "README.md"), "utf8");
const chapter = readme.slice(readme.indexOf("## A first stack"), readme.indexOf("## Resources"));

/** The blocks of a step of the chapter: what is to be typed, and the program. */
function step(title: string): readonly string[] {
  const text = chapter.slice(chapter.indexOf(`**${title}`));
  const end = text.indexOf("\n**", 1);
  const blocks = (end === -1 ? text : text.slice(0, end)).matchAll(/^```(?:sh|typescript)\n(.*?)^```$/gms);
  return [...blocks].map(([, block = ""]) => block);
}

/** What a new user does who has the README and the tarball, in an empty folder. */
describe("the first stack of the README", function () {
  this.timeout(300_000);
  let folder: string;
  let tarball: string;
  let env: NodeJS.ProcessEnv;
  let simulator: number | undefined;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "first-stack-"));
    for (const name of ["project", "state", "home"]) await mkdir(join(folder, name));
    const { file } = await packTarball(folder);
    tarball = basename(file);
    await copyFile(file, join(folder, "project", tarball));
    env = {
      ...outsideEnvironment(),
      npm_config_prefer_offline: "true",
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_CONFIG_PASSPHRASE: "first",
      // Stands for the user who says yes.
      PULUMI_SKIP_CONFIRMATIONS: "true",
    };
  });

  after(async () => {
    // Its process group: what serves has been started by `npx`.
    if (simulator !== undefined) process.kill(-simulator);
    await rm(folder, { recursive: true, force: true });
  });

  async function type(commands: string | undefined): Promise<{ code: number; text: string }> {
    assert.ok(commands !== undefined, "the README has no such block");
    const cwd = join(folder, "project");
    const child = spawn("bash", ["-e", "-c", commands], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
    }
    const [code] = await once(child, "close");
    return { code, text };
  }

  async function succeeds(commands: string | undefined): Promise<string> {
    const { code, text } = await type(commands);
    assert.equal(code, 0, text);
    assert.doesNotMatch(text, /Could not find entry point|DeprecationWarning/);
    return text;
  }

  it("1: makes a project", async () => {
    const [commands = ""] = step("1. A project.");
    // Of whatever version, and once it is published without one: what is tested is what was packed.
    const packed = commands.replace(/(?<= )\S*pulumi-vsphere-passthrough\S*/, `./${tarball}`);
    assert.match(packed, /npm install @pulumi\/pulumi \.\/pulumi-vsphere-passthrough-/);
    await succeeds(packed);
  });

  it("2: serves a simulated vSphere and is connected to it", async () => {
    const [command = "", ...args] = (step("2. The connection.")[1] ?? "").trim().split(" ");
    const cwd = join(folder, "project");
    const { pid, stdout } = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "inherit"], detached: true });
    simulator = pid;
    const [line] = (await once(createInterface(stdout), "line")) as [string];
    assert.match(line, /^export VSPHERE_SERVER=/);
    // Pasted into the shell, whose variables all later commands have.
    const settings = [...line.matchAll(/(VSPHERE_\w+)='([^']+)'/g)].map(([, name = "", value]) => [name, value]);
    assert.equal(settings.length, 4);
    env = { ...env, ...Object.fromEntries(settings) };
  });

  it("2: is told by the doctor what is missing", async () => {
    const { code, text } = await type(step("2. The connection.")[2]);
    assert.equal(code, 1, text);
    assert.match(text, /^Host esx-02\.example\.test \(host-12\): ready/m);
    assert.match(text, /^VM ml-02 \(vm-112\): not ready, 3 things are missing$/m);
  });

  it("3 and 4: has the program refused, since the VM would have to go down", async () => {
    await writeFile(join(folder, "project", "index.ts"), step("3. The program**")[0] ?? "");
    const { code, text } = await type(step("4. A refused preview.")[0]);
    assert.notEqual(code, 0, text);
    assert.match(text, /VM ml-02 \(vm-112\) must be taken down .* \[power\]/);
  });

  it("4: previews it with a way to take the VM down", async () => {
    const [, way = ""] = /Add\s+`(power: "\w+")` to the attachment \(/.exec(chapter) ?? [];
    const program = (step("3. The program**")[0] ?? "").replace("device: gpu }", `device: gpu, ${way} }`);
    await writeFile(join(folder, "project", "index.ts"), program);
    assert.match(await succeeds("pulumi preview"), /is taken down and started again .* \[power-cycle\]/);
  });

  it("5: attaches the device, and takes it all back", async () => {
    const [commands = ""] = step("5. Apply it, and take it back.");
    const text = await succeeds(commands);
    assert.match(text, /card: "TU104GL \[Tesla T4\]"/);
    assert.match(text, /- 5 deleted/);
  });
});

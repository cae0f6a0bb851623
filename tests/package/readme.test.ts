import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { packTarball } from "./installedProject";
import { Shell } from "./shell";

const readme = readFileSync(join(__dirname, "..", "..", "README.md"), "utf8");
const chapter = readme.slice(readme.indexOf("## A first stack"), readme.indexOf("## Resources"));

/** A block of a step of the chapter: what is to be typed, or the program. */
function block(title: string, index = 0): string {
  const text = chapter.slice(chapter.indexOf(`**${title}`));
  const end = text.indexOf("\n**", 1);
  const blocks = (end === -1 ? text : text.slice(0, end)).matchAll(/^```(?:sh|typescript)\n(.*?)^```$/gms);
  return [...blocks][index]?.[1] ?? assert.fail(`the README has no such block: ${title}`);
}

/** What a new user does who has the README and the tarball, in an empty folder. */
describe("the first stack of the README", function () {
  this.timeout(300_000);
  let folder: string;
  let project: string;
  let tarball: string;
  let shell: Shell;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "first-stack-"));
    project = join(folder, "project");
    await mkdir(project);
    shell = await Shell.open(folder);
    const { file } = await packTarball(folder);
    tarball = basename(file);
    await copyFile(file, join(project, tarball));
  });

  after(async () => {
    shell?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("1: makes a project", async () => {
    // Of whatever version, and once it is published without one: what is tested is what was packed.
    const packed = block("1. A project.").replace(/(?<= )\S*pulumi-vsphere-passthrough\S*/, `./${tarball}`);
    assert.match(packed, /npm install @pulumi\/pulumi \.\/pulumi-vsphere-passthrough-/);
    await shell.succeeds(project, packed);
  });

  it("2: serves a simulated vSphere and is connected to it", async () => {
    await shell.paste(project, block("2. The connection.", 1));
  });

  it("2: is told by the doctor what is missing", async () => {
    const { code, text } = await shell.type(project, block("2. The connection.", 2));
    assert.equal(code, 1, text);
    assert.match(text, /^Host esx-02\.example\.test \(host-12\): ready/m);
    assert.match(text, /^VM ml-02 \(vm-112\): not ready, 3 things are missing$/m);
  });

  it("3 and 4: has the program refused, since the VM would have to go down", async () => {
    await writeFile(join(project, "index.ts"), block("3. The program**"));
    const { code, text } = await shell.type(project, block("4. A refused preview."));
    assert.notEqual(code, 0, text);
    assert.match(text, /VM ml-02 \(vm-112\) must be taken down .* \[power\]/);
  });

  it("4: previews it with a way to take the VM down", async () => {
    const [, way = ""] = /Add\s+`(power: "\w+")` to the attachment \(/.exec(chapter) ?? [];
    const program = block("3. The program**").replace("device: gpu }", `device: gpu, ${way} }`);
    await writeFile(join(project, "index.ts"), program);
    assert.match(await shell.succeeds(project, "pulumi preview"), /is taken down and started again .* \[power-cycle\]/);
  });

  it("5: attaches the device, and takes it all back", async () => {
    const text = await shell.succeeds(project, block("5. Apply it, and take it back."));
    assert.match(text, /card: "TU104GL \[Tesla T4\]"/);
    assert.match(text, /- 5 deleted/);
  });
});

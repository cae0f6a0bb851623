import assert from "node:assert/strict";
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ShellBlock } from "../docs/shellBlocks";
import { packTarball, sdkVersions } from "./installedProject";
import { Shell } from "./shell";

const root = join(__dirname, "..", "..");
const install = new ShellBlock("docs/installation-configuration.md", "npm install ./");
const example = new ShellBlock("examples/README.md", "npm install\n");

describe("the shell blocks that install the package", function () {
  this.timeout(180_000);
  let folder: string;
  let tarball: string;
  let shell: Shell;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "installing-"));
    tarball = (await packTarball(folder)).file;
  });
  beforeEach(async () => {
    await mkdir(join(folder, "shell"));
    shell = await Shell.open(join(folder, "shell"));
  });
  afterEach(async () => {
    shell?.close();
    await rm(join(folder, "shell"), { recursive: true, force: true });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it(`${install.page}: in a project`, async () => {
    const project = join(folder, "project");
    await mkdir(project);
    const dependencies = { "@pulumi/pulumi": (await sdkVersions()).pinned };
    await writeFile(join(project, "package.json"), JSON.stringify({ name: "mine", private: true, dependencies }));
    await copyFile(tarball, join(project, basename(tarball)));
    await shell.succeeds(project, install.code);
    const text = await shell.succeeds(project, `node -p 'typeof require("pulumi-vsphere-passthrough").VmPassthrough'`);
    assert.equal(text, "function\n");
  });

  /** A copy of an example, without what somebody may have installed there. */
  const copy = (folder: string) =>
    cp(join(root, "examples", "gpu"), folder, {
      recursive: true,
      filter: (path) => !/node_modules|Pulumi\..+\.yaml/.test(basename(path)),
    });

  /** An example by the commands of the page, with another first one where it is not in a clone. */
  async function tries(project: string, first?: string): Promise<void> {
    const [installs = "", serves = "", ...rest] = example.code.trimEnd().split("\n");
    assert.match(serves, /^npx .* simulate .*# in another shell/);
    await shell.succeeds(project, first ?? installs);
    await shell.paste(project, serves);
    assert.match(await shell.succeeds(project, rest.join("\n")), /\+ 5 to create/);
  }

  it(`${example.page}: in a clone that is built`, async () => {
    const clone = join(folder, "clone");
    const project = join(clone, "examples", "gpu");
    await copy(project);
    await copyFile(join(root, "package.json"), join(clone, "package.json"));
    await symlink(join(root, "dist"), join(clone, "dist"));
    await tries(project);
  });

  it(`${example.page}: elsewhere, with the tarball`, async () => {
    const text = await readFile(join(root, example.page), "utf8");
    const [, command = ""] = /`(npm install <path>\/\S+\.tgz)`/.exec(text) ?? [];
    const project = join(folder, "elsewhere");
    await copy(project);
    await tries(project, command.replace("<path>", folder));
  });
});

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type InstalledProject, installTarball, packTarball, type Tarball } from "./installedProject";

/** What a user needs, and nothing else. Compiled files of source folders, the trimmed WSDL, and what npm always adds. */
const WANTED = [
  /^dist\/(sdk|provider|simulator|cli|policy)\/.+\.(js|d\.ts)$/,
  /^dist\/provider\/vsphere\/wsdl\/.+\.(wsdl|xsd)$/,
  /^(package\.json|README\.md|LICENSE)$/,
];
const NEEDED = [
  "package.json",
  "dist/sdk/index.js",
  "dist/sdk/index.d.ts",
  "dist/provider/index.js",
  "dist/provider/index.d.ts",
  "dist/simulator/index.js",
  "dist/simulator/index.d.ts",
  "dist/cli/index.js",
];
const LIMIT_BYTES = 500_000;

/** The package's own and foreign modules loaded by requiring an entry point, as paths below the last node_modules. */
const loadedBy = (entry: string) =>
  `(require(${JSON.stringify(entry)}), Object.keys(require.cache).map((file) => file.split("node_modules/").at(-1)))`;

describe("the tarball", function () {
  this.timeout(180_000);
  let folder: string;
  let tarball: Tarball;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "tarball-"));
    tarball = await packTarball(folder);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("holds what a user needs", () => {
    const paths = tarball.files.map(({ path }) => path);
    assert.deepEqual(
      NEEDED.filter((path) => !paths.includes(path)),
      [],
    );
  });

  it("holds nothing else", () => {
    const surplus = tarball.files.filter(({ path }) => !WANTED.some((pattern) => pattern.test(path)));
    assert.deepEqual(
      surplus.map(({ path }) => path),
      [],
    );
  });

  it("is small", () => {
    const { size, unpackedSize, files } = tarball;
    console.log(`        ${files.length} files, ${size} bytes packed, ${unpackedSize} unpacked`);
    assert.ok(size < LIMIT_BYTES, `${size} bytes are more than ${LIMIT_BYTES}`);
  });

  it("holds an executable command", () => {
    const command = tarball.files.find(({ path }) => path === "dist/cli/index.js");
    assert.equal((command?.mode ?? 0) & 0o111, 0o111);
  });

  describe("installed in an empty project", () => {
    let project: InstalledProject;

    before(async () => {
      project = await installTarball(tarball);
    });

    after(() => project?.remove());

    it("loads neither soap nor zod nor the simulator with the SDK", async () => {
      const loaded = await project.evaluate<string[]>(loadedBy("pulumi-vsphere-passthrough"));
      assert.ok(loaded.includes("pulumi-vsphere-passthrough/dist/sdk/index.js"));
      assert.deepEqual(
        loaded.filter((file) => /^(soap|zod)\/|^pulumi-vsphere-passthrough\/dist\/simulator\//.test(file)),
        [],
      );
    });

    it("loads no simulator with the provider", async () => {
      const loaded = await project.evaluate<string[]>(loadedBy("pulumi-vsphere-passthrough/provider"));
      assert.ok(loaded.includes("pulumi-vsphere-passthrough/dist/provider/index.js"));
      assert.deepEqual(
        loaded.filter((file) => file.startsWith("pulumi-vsphere-passthrough/dist/simulator/")),
        [],
      );
    });

    it("loads no Pulumi with the simulator", async () => {
      const loaded = await project.evaluate<string[]>(loadedBy("pulumi-vsphere-passthrough/simulator"));
      assert.ok(loaded.includes("pulumi-vsphere-passthrough/dist/simulator/index.js"));
      assert.deepEqual(
        loaded.filter((file) => file.startsWith("@pulumi/pulumi/")),
        [],
      );
    });

    it("has the command in its folder of programs", async () => {
      const help = await project.run("node_modules/.bin/vsphere-passthrough", ["--help"]);
      assert.match(help, /simulate/);
    });
  });
});

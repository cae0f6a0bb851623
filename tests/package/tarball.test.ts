import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import {
  type InstalledProject,
  installTarball,
  packTarball,
  publishWarnings,
  sdkVersions,
  type Tarball,
} from "./installedProject";

const root = join(__dirname, "..", "..");

/**
 * What a user needs, and nothing else. Compiled files of source folders, the trimmed WSDL for them and for the bundled
 * provider, the terms of what is bundled, what is to be read, and what npm always adds.
 */
const WANTED = [
  /^dist\/(sdk|provider|simulator|cli|policy)\/.+\.(js|d\.ts)$/,
  /^dist\/provider\/(vsphere\/)?wsdl\/.+\.(wsdl|xsd)$/,
  /^dist\/provider\/index\.js\.LICENSES\.txt$/,
  /^docs\/([\w-]+\.md|pictures\/\w+\.svg)$/,
  /^examples\/(README\.md|[\w-]+\/(test\/)?[\w.-]+\.(md|ts|js|json|ya?ml))$/,
  /^(package\.json|inventory\.schema\.json|(README|CHANGELOG|SECURITY)\.md|LICENSE)$/,
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
  "inventory.schema.json",
  "docs/rules.md",
  "docs/pictures/preview.svg",
  "examples/gpu/index.ts",
  "CHANGELOG.md",
];
const LIMIT_BYTES = 800_000;

const PROGRAM = `
import { HostPassthroughDevice, VmMemoryReservation, VmPciAttachment } from "pulumi-vsphere-passthrough";

const memory = new VmMemoryReservation("memory", { vm: "ml-01" });
const device = new HostPassthroughDevice("gpu", { host: "esx-02.example.test", address: "3b:00.0" });
export const key = new VmPciAttachment("attachment", { vm: memory.vm, device }).deviceKey;
`;

/** What a program and its tests import. The second needs types of zod, which want `esModuleInterop` or no look at them. */
const IMPORTS = {
  program: `import { getHostPciDevices, type HostPciDevice, Provider, VmPassthrough } from "pulumi-vsphere-passthrough";
export const usable = (rows: HostPciDevice[]) => rows.filter((row) => row.usable);
export const all = [getHostPciDevices, Provider, VmPassthrough];
`,
  tests: `import { type Inventory, startSimulator } from "pulumi-vsphere-passthrough/simulator";
export const inventory: Inventory = { datacenters: [{ name: "DC0" }] };
export const started = startSimulator({ inventory });
export type Handlers = typeof import("pulumi-vsphere-passthrough/provider");
`,
};
const RESOLUTIONS = ["commonjs node10", "node16 node16", "esnext bundler"];

/** Runs there, since the simulator is that of the installed package. */
const COMMANDS = `
const { spawn } = require("node:child_process");
const { startSimulator } = require("pulumi-vsphere-passthrough/simulator");

function pulumi(env, ...args) {
  const child = spawn("pulumi", [...args, "--non-interactive"], { env, stdio: ["ignore", 2, 2] });
  return new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
}

async function main() {
  const simulator = await startSimulator({ timeScale: 0.02 });
  try {
    const env = { ...process.env, ...simulator.env };
    const addresses = () => simulator.state().vms["vm-111"].devices.map((device) => device.address);
    const codes = { "stack init": await pulumi(env, "stack", "init", "test"), preview: await pulumi(env, "preview") };
    codes.up = await pulumi(env, "up", "--yes", "--skip-preview");
    const attached = addresses();
    codes["preview again"] = await pulumi(env, "preview", "--expect-no-changes");
    codes.destroy = await pulumi(env, "destroy", "--yes", "--skip-preview");
    console.log(JSON.stringify({ codes, attached, left: addresses() }));
  } finally {
    await simulator.stop();
  }
}

main();
`;

/** The package's own and foreign modules loaded by requiring an entry point, as paths below the last node_modules. */
const loadedBy = (entry: string) =>
  `(require(${JSON.stringify(entry)}), Object.keys(require.cache).map((file) => file.split("node_modules/").at(-1)))`;

/** The whole life of the program: nothing of this repository takes part but the CLI. */
async function playProgram({ folder, run }: InstalledProject): Promise<void> {
  await writeFile(join(folder, "Pulumi.yaml"), "name: installed\nruntime: nodejs\nmain: program\n");
  await mkdir(join(folder, "program"));
  await writeFile(join(folder, "program", "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(join(folder, "program", "index.js"), PROGRAM);
  await writeFile(join(folder, "commands.cjs"), COMMANDS);
  for (const name of ["state", "home"]) await mkdir(join(folder, name));
  const printed = await run("node", ["commands.cjs"], {
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_CONFIG_PASSPHRASE: "installed",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  });
  assert.deepEqual(JSON.parse(printed), {
    codes: { "stack init": 0, preview: 0, up: 0, "preview again": 0, destroy: 0 },
    attached: ["0000:3b:00.0"],
    left: [],
  });
}

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

  it("holds what its pages link to, but for what is about the repository", () => {
    const paths = tarball.files.map(({ path }) => path);
    const missing = paths
      .filter((path) => path.endsWith(".md"))
      .flatMap((page) => {
        const links = readFileSync(join(root, page), "utf8").matchAll(/\]\(([^)\s#]+)[^)]*\)/g);
        const targets = [...links].map(([, link = ""]) => link).filter((link) => !/^https?:/.test(link));
        return targets.map((link) => posix.normalize(posix.join(posix.dirname(page), link)));
      })
      .filter((target) => !paths.some((path) => path === target || path.startsWith(`${target}/`)));
    assert.deepEqual(missing, ["CONTRIBUTING.md"]);
  });

  it("is small", () => {
    const { size, unpackedSize, files } = tarball;
    console.log(`        ${files.length} files, ${size} bytes packed, ${unpackedSize} unpacked`);
    assert.ok(size < LIMIT_BYTES, `${size} bytes are more than ${LIMIT_BYTES}`);
  });

  it("could be published without a complaint of npm", async () => {
    const complaints = (await publishWarnings()).filter((line) => !line.includes("requires you to be logged in"));
    assert.deepEqual(complaints, []);
  });

  it("holds an executable command", () => {
    const command = tarball.files.find(({ path }) => path === "dist/cli/index.js");
    assert.equal((command?.mode ?? 0) & 0o111, 0o111);
  });

  describe("installed in an empty project", () => {
    let project: InstalledProject;

    before(async () => {
      project = await installTarball(tarball, (await sdkVersions()).pinned);
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

    it("loads the provider, with soap and zod, from one file", async () => {
      const loaded = await project.evaluate<string[]>(loadedBy("pulumi-vsphere-passthrough/provider"));
      assert.deepEqual(
        loaded.filter((file) => /^(soap|zod|pulumi-vsphere-passthrough)\//.test(file)),
        ["pulumi-vsphere-passthrough/dist/provider/index.js"],
      );
    });

    it("says on which terms the packages are that this file holds", async () => {
      const file = join(project.folder, "node_modules", "pulumi-vsphere-passthrough", "dist", "provider", "index.js");
      const sources = await readFile(file, "utf8");
      const held = [...sources.matchAll(/^\s*\/\/ node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm)].map(([, name]) => name);
      const terms = await readFile(`${file}.LICENSES.txt`, "utf8");
      const named = [...terms.matchAll(/^---- (\S+) \S+ \((?:MIT|ISC|BlueOak-1\.0\.0)\)\n\n\S/gm)].map(
        ([, name]) => name,
      );
      assert.ok(named.includes("soap"), terms);
      assert.deepEqual(named, [...new Set(held)].sort());
    });

    it("loads no Pulumi with the simulator", async () => {
      const loaded = await project.evaluate<string[]>(loadedBy("pulumi-vsphere-passthrough/simulator"));
      assert.ok(loaded.includes("pulumi-vsphere-passthrough/dist/simulator/index.js"));
      assert.deepEqual(
        loaded.filter((file) => file.startsWith("@pulumi/pulumi/")),
        [],
      );
    });

    it("previews and applies a program of ECMAScript modules, against its own simulator", () => playProgram(project));

    for (const resolution of RESOLUTIONS) {
      it(`has types for a compiler that resolves modules by ${resolution}`, async () => {
        const [module = "", moduleResolution = ""] = resolution.split(" ");
        const tsc = [
          join(root, "node_modules", "typescript", "bin", "tsc"),
          "--noEmit",
          "--strict",
          "--target",
          "es2022",
        ];
        const how = ["--module", module, "--moduleResolution", moduleResolution];
        const types = ["--typeRoots", join(root, "node_modules", "@types"), "--types", "node"];
        for (const [name, text] of Object.entries(IMPORTS)) {
          await writeFile(join(project.folder, `${name}.ts`), text);
          const lenient = name === "tests" ? ["--skipLibCheck"] : [];
          await project.run("node", [...tsc, ...how, ...types, ...lenient, `${name}.ts`]);
        }
      });
    }

    it("has the command in its folder of programs", async () => {
      const help = await project.run("node_modules/.bin/vsphere-passthrough", ["--help"]);
      assert.match(help, /simulate/);
    });
  });

  it("previews and applies the same with the lowest SDK that it takes", async () => {
    const { lowest } = await sdkVersions();
    const project = await installTarball(tarball, lowest);
    try {
      assert.equal(await project.evaluate("require('@pulumi/pulumi/package.json').version"), lowest);
      await playProgram(project);
    } finally {
      await project.remove();
    }
  });
});

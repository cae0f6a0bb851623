import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);
const root = join(__dirname, "..", "..");

export interface PackedFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
}

export interface Tarball {
  readonly file: string;
  /** Bytes, packed and unpacked. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly PackedFile[];
}

/** An empty project, as a user would have it, with the package installed from its tarball. */
export interface InstalledProject {
  readonly folder: string;
  /** Runs a program in the project, which sees nothing of this repository, and gives what it printed to stdout. */
  run(program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string>;
  /** Evaluates an expression in a fresh Node there and gives its value, which has to be plain data. */
  evaluate<T>(expression: string): Promise<T>;
  remove(): Promise<void>;
}

/** Packs what `npm run build` has made (every test run starts with it, so packing does not build once more). */
export async function packTarball(folder: string): Promise<Tarball> {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const { stdout } = await execute("npm", args, { cwd: root, env: outsideEnvironment() });
  const [packed] = JSON.parse(stdout) as [Omit<Tarball, "file"> & { filename: string }];
  const { filename, size, unpackedSize, files } = packed;
  return { file: join(folder, filename), size, unpackedSize, files };
}

/** The versions of the Pulumi SDK that are tested: the one that is pinned here, and the lowest that is a peer. */
export async function sdkVersions(): Promise<{ readonly pinned: string; readonly lowest: string }> {
  const { devDependencies, peerDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return {
    pinned: devDependencies["@pulumi/pulumi"],
    lowest: peerDependencies["@pulumi/pulumi"].replace("^", ""),
  };
}

/** With `more` packages; npm has what was installed before, such as the pinned SDK, in its cache. */
export async function installTarball(
  tarball: Tarball,
  sdk: string,
  more: readonly string[] = [],
): Promise<InstalledProject> {
  const folder = await mkdtemp(join(tmpdir(), "installed-project-"));
  const run = async (program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const options = { cwd: folder, env: { ...outsideEnvironment(), ...env }, maxBuffer: 64 * 1024 * 1024 };
    return (await execute(program, [...args], options)).stdout;
  };
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "empty-project", private: true }));
  const packages = [tarball.file, `@pulumi/pulumi@${sdk}`, ...more];
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...packages]);
  return {
    folder,
    run,
    evaluate: async (expression) => JSON.parse(await run("node", ["-p", `JSON.stringify(${expression})`])),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What npm complains of when the package is published; nothing is. */
export async function publishWarnings(): Promise<readonly string[]> {
  const { stderr } = await execute("npm", ["publish", "--dry-run", "--ignore-scripts"], {
    cwd: root,
    env: outsideEnvironment(),
  });
  return stderr.split("\n").filter((line) => /^npm (warn|error)/i.test(line));
}

/** This process's environment without what `npm test` put there, which would point an inner npm at this repository. */
export function outsideEnvironment(): NodeJS.ProcessEnv {
  const inner = /^(npm_(package|lifecycle)_|npm_config_(local_prefix|noproxy|node_gyp)$|INIT_CWD$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inner.test(name)));
}

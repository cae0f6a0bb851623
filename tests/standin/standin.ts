import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** The stand-in for the `vsphere` plugin, in a folder to be put on PATH. */
export class Standin {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async install(): Promise<Standin> {
    const folder = await mkdtemp(join(tmpdir(), "passthrough-standin-"));
    const [loader, plugin] = [require.resolve("tsx"), join(__dirname, "plugin.ts")];
    const script = `#!/bin/sh\nexec node --import "file://${loader}" "${plugin}" "$@"\n`;
    await writeFile(join(folder, "pulumi-resource-vsphere"), script, { mode: 0o755 });
    return new Standin(folder);
  }

  get env(): NodeJS.ProcessEnv {
    return {
      PATH: [this.#folder, process.env["PATH"]].join(delimiter),
      STANDIN_CALLS: join(this.#folder, "calls"),
    };
  }

  /** What the plugin was asked to do so far, sorted: creates run in any order. */
  async calls(): Promise<readonly string[]> {
    const file = join(this.#folder, "calls");
    return existsSync(file) ? (await readFile(file, "utf8")).trimEnd().split("\n").sort() : [];
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

/** What stands in for the `vsphere` package itself, to be linked as `@pulumi/vsphere`. */
export const vspherePackage = join(__dirname, "vsphere");

/** For a program without the package; to be put before it. */
export const vsphereClasses = `const vsphere = require(${JSON.stringify(vspherePackage)});`;

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

/** Classes as those of the `vsphere` package, for a program without it; to be put before the program. */
export const vsphereClasses = `
  const vsphereClass = (module, name, outputs = {}) => class extends pulumi.CustomResource {
    constructor(resource, args, opts) {
      super("vsphere:index/" + module + ":" + name, resource, { ...outputs, ...args }, opts);
    }
  };
  const vsphere = {
    ComputeCluster: vsphereClass("computeCluster", "ComputeCluster", { resourcePoolId: undefined }),
    DrsVmOverride: vsphereClass("drsVmOverride", "DrsVmOverride"),
    HaVmOverride: vsphereClass("haVmOverride", "HaVmOverride"),
    VirtualMachine: vsphereClass("virtualMachine", "VirtualMachine", { moid: undefined, uuid: undefined }),
    Vnic: vsphereClass("vnic", "Vnic"),
  };
`;

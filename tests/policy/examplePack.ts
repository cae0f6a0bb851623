import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** The policy pack of the examples, copied, its dependencies beside it as `npm install` would put them. */
export class ExamplePack {
  readonly #place: string;

  private constructor(place: string) {
    this.#place = place;
  }

  static async install(): Promise<ExamplePack> {
    const pack = new ExamplePack(await mkdtemp(join(tmpdir(), "passthrough-pack-")));
    const filter = (path: string) => !path.endsWith("node_modules");
    await cp(join(root, "examples", "policy-pack"), pack.folder, { recursive: true, filter });
    await mkdir(join(pack.folder, "node_modules"));
    await symlink(join(root, "node_modules", "@pulumi"), join(pack.folder, "node_modules", "@pulumi"));
    await symlink(root, join(pack.folder, "node_modules", "pulumi-vsphere-passthrough"));
    await pack.#nameRuntime();
    return pack;
  }

  /** For `--policy-pack`. */
  get folder(): string {
    return join(this.#place, "policy-pack");
  }

  /** A folder for PATH, with what the CLI starts for the pack. */
  get programs(): string {
    return join(this.#place, "bin");
  }

  remove(): Promise<void> {
    return rm(this.#place, { recursive: true, force: true });
  }

  /**
   * Its runtime has a name of its own: for one without a language host the CLI starts `pulumi-analyzer-policy-<name>`, here
   * what the SDK has for it, so it does not matter how old the host for Node.js is that is there.
   */
  async #nameRuntime(): Promise<void> {
    const settings = join(this.folder, "PulumiPolicy.yaml");
    const text = await readFile(settings, "utf8");
    assert.match(text, /^runtime: nodejs$/m);
    await writeFile(settings, text.replace("runtime: nodejs", "runtime: beside"));
    await mkdir(this.programs);
    const script = '#!/bin/sh\nexec node node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js "$@"\n';
    await writeFile(join(this.programs, "pulumi-analyzer-policy-beside"), script, { mode: 0o755 });
  }
}

/**
 * Compiles the package into dist: JavaScript and declarations by tsc, the files that the compiler does not carry, and one
 * file of all that a provider process loads.
 * Made beside dist and swapped in, so that nothing stale survives and a test run in progress does not lose its files.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const fresh = join(root, `.dist-${process.pid}`);
const old = `${fresh}-old`;

/** Read at run time, from beside the code that was compiled, or bundled. */
const ASSET_FOLDERS = [
  { from: "provider/vsphere/wsdl", to: "provider/vsphere/wsdl" },
  { from: "provider/vsphere/wsdl", to: "provider/wsdl" },
];
const BUNDLED = { entry: "provider/index.ts", file: "provider/index.js" };
const EXECUTABLE = "cli/index.js";

try {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.json", "--outDir", fresh], {
    cwd: root,
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
  if (status === 0) {
    await bundle(root, BUNDLED.entry, join(fresh, BUNDLED.file));
    for (const { from, to } of ASSET_FOLDERS) {
      if (existsSync(join(root, from))) {
        cpSync(join(root, from), join(fresh, to), { recursive: true, filter: (file) => !file.endsWith(".ts") });
      }
    }
    if (existsSync(join(fresh, EXECUTABLE))) chmodSync(join(fresh, EXECUTABLE), 0o755);
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(fresh, dist);
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
}

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cacheFolder.mjs";
import { findOnPath, runToEnd } from "./childProcess.mjs";
import { withLock } from "./lock.mjs";
import { SetupError, say, secondsSince } from "./messages.mjs";

const NETWORK_ERRORS = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/;

/** Runs `npm ci` unless node_modules holds exactly what package-lock.json asks for. */
export async function ensureNpmPackages(root) {
  if (isInstalled(root)) return;
  const npm = findOnPath("npm");
  if (npm === undefined)
    throw new SetupError("npm is not on PATH. It comes with Node: install Node 22, or any version from 20 on.");
  // Outside the checkout, since npm ci empties node_modules and nothing else of the checkout is ours to litter.
  const checkout = createHash("sha256").update(root).digest("hex").slice(0, 16);
  await withLock(join(cacheFolder(), `npm-ci-${checkout}.lock`), "npm packages", async () => {
    if (!isInstalled(root)) await install(npm, root);
  });
}

async function install(npm, root) {
  const start = Date.now();
  say("npm packages: running npm ci (Node 22 and the Pulumi SDK among them); usually 10 to 60 s");
  // Without warnings: under Node 20 npm warns of each package that wants the Node 22 which this very command installs.
  const { code, output } = await runToEnd(npm, ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    show: true,
  });
  if (code === 0 && isInstalled(root)) return say(`npm packages: installed in ${secondsSince(start)}`);
  if (NETWORK_ERRORS.test(output)) {
    throw new SetupError(
      "npm ci cannot reach the npm registry. Check the network, a proxy (npm config get https-proxy) and the registry " +
        "(npm config get registry), then run the command again.",
    );
  }
  throw new SetupError(`npm ci failed (exit code ${code}); its output above says why.`);
}

/** Compares the lock file with the copy that npm leaves in node_modules at the end of each successful install. */
function isInstalled(root) {
  const modules = join(root, "node_modules");
  if (!existsSync(join(modules, ".bin", "node"))) return false; // made by an install script, which --ignore-scripts skips
  const wanted = readPackages(join(root, "package-lock.json"));
  const present = readPackages(join(modules, ".package-lock.json"));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    // The root's own entry is not in the copy; optional packages are there only for their platform.
    if (path === "" || (entry.optional && present[path] === undefined)) return true;
    return present[path]?.version === entry.version && present[path]?.integrity === entry.integrity;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findOnPath } from "./childProcess.mjs";
import { ensureGoTool, isBuilt } from "./goBuild.mjs";
import { govc, pulumi, vcsim } from "./goTools.mjs";
import { SetupError, say } from "./messages.mjs";
import { ensureNpmPackages } from "./npmPackages.mjs";
import { optionalPyvmomi } from "./pythonTools.mjs";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
/** What these scripts and npm need; everything else runs on the Node 22 that npm installs. */
const OLDEST_NODE = 20;

/**
 * Makes sure that what is wanted is there, and gives the environment for child processes that use it.
 * npm packages are always made sure of; the tools where wanted.
 */
export async function prepare({ wantsPulumi, wantsVcsim, wantsGovc, wantsPyvmomi }) {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < OLDEST_NODE) {
    throw new SetupError(
      `Node ${process.versions.node} is too old; Node ${OLDEST_NODE} or later is needed (https://nodejs.org).`,
    );
  }
  await ensureNpmPackages(root);
  const pulumiFolder = wantsPulumi ? await builtPulumiFolder() : undefined;
  const programs = {
    VCSIM_BINARY: wantsVcsim ? await optionalGoProgram(vcsim) : undefined,
    GOVC_BINARY: wantsGovc ? await optionalGoProgram(govc) : undefined,
    PYVMOMI_PYTHON: wantsPyvmomi ? await optionalPyvmomi() : undefined,
  };
  const folders = [join(root, "node_modules", ".bin"), pulumiFolder, process.env.PATH];
  return {
    ...process.env,
    // npm's programs first of all, so that `node` is 22 whatever the machine has.
    PATH: folders.filter((folder) => folder !== undefined).join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Nothing here needs a plugin that is not there already; fail at once instead of asking the network.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...Object.fromEntries(Object.entries(programs).filter(([, program]) => program !== undefined)),
  };
}

/** Nothing is built where there is a CLI: it brings its own language host and plugin. */
async function builtPulumiFolder() {
  return findOnPath("pulumi") === undefined ? ensureGoTool(pulumi) : undefined;
}

/** Who has the CLI needs no Go: the tests that need what it builds then skip themselves. */
async function optionalGoProgram(tool) {
  if (findOnPath("go") !== undefined || isBuilt(tool)) return join(await ensureGoTool(tool), tool.name);
  say(`${tool.title}: not built, since Go is not on PATH; the tests that need it will be skipped`);
  return undefined;
}

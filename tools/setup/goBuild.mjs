import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "./cacheFolder.mjs";
import { findOnPath, runToEnd } from "./childProcess.mjs";
import { withLock } from "./lock.mjs";
import { SetupError, say, secondsSince } from "./messages.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
/** From here on `go` fetches by itself the newer tool chain that a go.mod asks for. */
const OLDEST_GO = [1, 21];
const STILL_AT_IT_MS = 30_000;

/** Gives the folder that holds the tool's programs, after building them if this user has not got them yet. */
export async function ensureGoTool(tool) {
  const place = placeOf(tool);
  if (!existsSync(place)) {
    const go = await findGo(tool);
    await withLock(`${place}.lock`, tool.title, async () => {
      if (!existsSync(place)) await buildInto(place, tool, go);
    });
  }
  return join(place, "bin");
}

export function isBuilt(tool) {
  return existsSync(placeOf(tool));
}

/** A folder per pin, flag, copied file and platform: everything that decides what comes out. */
function placeOf(tool) {
  const hash = createHash("sha256").update(JSON.stringify(tool.builds));
  const sources = tool.builds.flatMap((build) => filesOf(moduleFolder(build)));
  for (const file of [...sources, ...tool.copies.map((path) => join(root, path))]) hash.update(readFileSync(file));
  const key = hash.digest("hex").slice(0, 12);
  return join(cacheFolder(), `${tool.name}-${tool.version}-${process.platform}-${process.arch}-${key}`);
}

function moduleFolder(build) {
  return join(root, "tools", "go", build.module);
}

function filesOf(folder) {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}

async function findGo(tool) {
  const go = findOnPath("go");
  if (go === undefined) throw new SetupError(howToGet(tool));
  const { output } = await runToEnd(go, ["version"]);
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(output) ?? [];
  if (Number(major) < OLDEST_GO[0] || (Number(major) === OLDEST_GO[0] && Number(minor) < OLDEST_GO[1])) {
    throw new SetupError(
      `Go ${major}.${minor} is too old to build the ${tool.title}; ${OLDEST_GO.join(".")} or later is needed.`,
    );
  }
  return go;
}

function howToGet(tool) {
  return (
    `The ${tool.title} is needed, and neither \`pulumi\` nor \`go\` is on PATH. Either install the Pulumi CLI\n` +
    "(https://www.pulumi.com/docs/install/), or install Go 1.25 or later (https://go.dev/doc/install), from which it is\n" +
    "built here, once per user. Then run the command again."
  );
}

async function buildInto(place, tool, go) {
  removeLeftOvers(place);
  const temporary = `${place}.building-${process.pid}`;
  const bin = join(temporary, "bin");
  mkdirSync(bin, { recursive: true, mode: 0o700 });
  const removeTemporary = () => rmSync(temporary, { recursive: true, force: true });
  process.once("exit", removeTemporary);
  const start = Date.now();
  say(`${tool.title} ${tool.version}: building it with Go; usually ${tool.usually}`);
  const ticker = setInterval(() => say(`${tool.title}: still building (${secondsSince(start)})`), STILL_AT_IT_MS);
  try {
    for (const build of tool.builds) await goBuild(go, tool, build, join(bin, build.binary));
    for (const path of tool.copies) {
      copyFileSync(join(root, path), join(bin, basename(path)));
      chmodSync(join(bin, basename(path)), 0o700);
    }
    // One step, so that nobody ever sees half a tool.
    if (!existsSync(place)) renameSync(temporary, place);
  } finally {
    clearInterval(ticker);
    removeTemporary();
    process.removeListener("exit", removeTemporary);
  }
  say(`${tool.title}: built in ${secondsSince(start)}, kept in ${cacheFolder()}`);
}

/** Whoever holds the lock is the only builder: older temporary folders are of builds that were killed. */
function removeLeftOvers(place) {
  for (const path of filesOf(dirname(place))) {
    if (path.startsWith(`${place}.building-`)) rmSync(path, { recursive: true, force: true });
  }
}

async function goBuild(go, tool, build, target) {
  const ldflags = `-s -w ${build.ldflags}`.trim();
  const { code, output } = await runToEnd(
    go,
    ["build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", ldflags, "-o", target, build.package],
    // A workspace of the user's must not leak in, and no C compiler is needed.
    { cwd: moduleFolder(build), env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off" } },
  );
  if (code !== 0) throw new SetupError(buildFailed(tool, output));
}

function buildFailed(tool, output) {
  const lines = output.split("\n").filter((line) => line !== "" && !line.startsWith("go: downloading"));
  const network = /dial tcp|lookup .* no such host|i\/o timeout|TLS handshake|connection refused/.test(output);
  const hint = network ? "\nGo modules cannot be fetched: check the network, a proxy and `go env GOPROXY`." : "";
  return `Building the ${tool.title} failed:\n${lines.slice(-20).join("\n")}${hint}`;
}

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "./cacheFolder.mjs";
import { findOnPath, runToEnd } from "./childProcess.mjs";
import { withLock } from "./lock.mjs";
import { say, secondsSince } from "./messages.mjs";

const requirements = join(dirname(fileURLToPath(import.meta.url)), "..", "python", "requirements.txt");
const TITLE = "pyvmomi, VMware's Python client (for tests)";
/** What decides whether an environment that was made earlier still works. */
const IDENTITY = "import sys; print(sys.version, sys.executable)";

/** Gives a Python that has pyvmomi; undefined, after saying why, where there is none: its tests then skip themselves. */
export async function optionalPyvmomi() {
  const python = findOnPath("python3");
  if (python === undefined) return missing("Python 3 is not on PATH");
  const { code, output } = await runToEnd(python, ["-c", IDENTITY]);
  if (code !== 0) return missing(`python3 does not run:\n${output}`);
  const key = createHash("sha256").update(readFileSync(requirements)).update(output).digest("hex").slice(0, 12);
  const place = join(cacheFolder(), `pyvmomi-${key}`);
  if (!existsSync(place)) {
    const problem = await withLock(`${place}.lock`, TITLE, () => (existsSync(place) ? "" : install(python, place)));
    if (problem !== "") return missing(problem);
  }
  return join(place, "bin", "python");
}

function missing(reason) {
  say(`${TITLE}: not installed; the tests with it will be skipped: ${reason}`);
  return undefined;
}

/** Answers what is wrong, or `""`. */
async function install(python, place) {
  removeLeftOvers(place);
  const temporary = `${place}.building-${process.pid}`;
  const removeTemporary = () => rmSync(temporary, { recursive: true, force: true });
  process.once("exit", removeTemporary);
  const start = Date.now();
  say(`${TITLE}: installing it with pip; usually 5 to 20 seconds, once`);
  // Wheels alone, so that nothing of a package runs while it is installed.
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--only-binary=:all:", "--require-hashes", "-r"];
  const steps = [
    [python, ["-m", "venv", temporary]],
    [join(temporary, "bin", "python"), [...pip, requirements]],
  ];
  try {
    for (const [program, args] of steps) {
      const { code, output } = await runToEnd(program, args);
      if (code !== 0) return `${args[1]} failed:\n${output.trim().split("\n").slice(-6).join("\n")}`;
    }
    // One step, so that nobody ever sees half of it.
    if (!existsSync(place)) renameSync(temporary, place);
  } finally {
    removeTemporary();
    process.removeListener("exit", removeTemporary);
  }
  say(`${TITLE}: installed in ${secondsSince(start)}, kept in ${cacheFolder()}`);
  return "";
}

/** Whoever holds the lock is the only one at it: older temporary folders are of set-ups that were killed. */
function removeLeftOvers(place) {
  for (const name of readdirSync(dirname(place))) {
    const path = join(dirname(place), name);
    if (path.startsWith(`${place}.building-`)) rmSync(path, { recursive: true, force: true });
  }
}

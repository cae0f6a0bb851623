/**
 * node tools/run.mjs [--pulumi] [--vcsim] [--govc] [--pyvmomi] [--build] [NAME=value ...] [program [arguments]]
 *
 * The one way into everything that needs the tools: makes sure that they are there, then runs the program with them on
 * PATH and ends with its exit code. The other options ask for the tools they name; `--build` compiles the package first;
 * `NAME=value` is put into the program's environment, where npm scripts cannot do so alike on every system.
 * Without a program it only sets up. Runs before `npm ci`, so it and what it imports use Node 20 and nothing else.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { SetupError, say } from "./setup/messages.mjs";
import { prepare, root } from "./setup/prepare.mjs";

const SETTING = /^([A-Z][A-Z_]*)=(.*)$/s;
const OPTIONS = ["--pulumi", "--vcsim", "--govc", "--pyvmomi", "--build"];

async function main(words) {
  const options = words.slice(
    0,
    firstOther(words, (word) => word.startsWith("--")),
  );
  const rest = words.slice(options.length);
  const settings = rest.slice(
    0,
    firstOther(rest, (word) => SETTING.test(word)),
  );
  const [program, ...args] = rest.slice(settings.length);
  const unknown = options.find((option) => !OPTIONS.includes(option));
  if (unknown !== undefined) throw new SetupError(`tools/run.mjs: ${unknown} is not one of ${OPTIONS.join(", ")}.`);

  const tools = await prepare({
    wantsPulumi: options.includes("--pulumi"),
    wantsVcsim: options.includes("--vcsim"),
    wantsGovc: options.includes("--govc"),
    wantsPyvmomi: options.includes("--pyvmomi"),
  });
  const env = { ...tools, ...Object.fromEntries(settings.map((word) => SETTING.exec(word).slice(1))) };
  if (options.includes("--build")) {
    const code = await run("node", [join(root, "tools", "build.mjs")], env);
    if (code !== 0) return code;
  }
  if (program === undefined) {
    say("everything asked for is there");
    return 0;
  }
  return run(program, args, env);
}

function firstOther(words, fits) {
  const index = words.findIndex((word) => !fits(word));
  return index === -1 ? words.length : index;
}

let running;

function run(program, args, env) {
  return new Promise((resolve, reject) => {
    running = spawn(program, args, { env, stdio: "inherit" });
    running.on("error", (error) => {
      reject(error.code === "ENOENT" ? new SetupError(`tools/run.mjs: there is no program ${program}.`) : error);
    });
    running.on("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/** The program decides when to end; while setting up, ending at once (with clean-up on exit) is right. */
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    if (running === undefined) process.exit(128 + constants.signals[signal]);
    // A terminal sends ^C to the program as well; a supervisor's SIGTERM reaches only us.
    if (signal === "SIGTERM") running.kill(signal);
  });
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exit(1);
  },
);

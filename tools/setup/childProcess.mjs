import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The file that a shell would run for `name`, or undefined. */
export function findOnPath(name, path = process.env.PATH ?? "") {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Runs a program to its end and gives its exit code and all it printed.
 * With `show` its output also appears as it comes.
 */
export function runToEnd(program, args, { cwd, env = process.env, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const end = () => child.kill();
    process.once("exit", end); // a set-up that is interrupted leaves no build running
    const take = (chunk) => {
      output += chunk;
      // Both streams go to stderr: stdout belongs to the command that the set-up was done for.
      if (show) process.stderr.write(chunk);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", reject);
    child.on("close", (code) => {
      process.removeListener("exit", end);
      resolve({ code: code ?? 1, output });
    });
  });
}

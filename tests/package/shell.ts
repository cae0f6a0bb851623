import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { outsideEnvironment } from "./installedProject";

/** A shell of somebody who has not this repository but the Pulumi CLI, with a file backend and a home of its own. */
export class Shell {
  readonly #env: NodeJS.ProcessEnv;
  #server: number | undefined;

  private constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** What Pulumi keeps goes below this folder. */
  static async open(folder: string): Promise<Shell> {
    for (const name of ["state", "home"]) await mkdir(join(folder, name));
    return new Shell({
      ...outsideEnvironment(),
      npm_config_prefer_offline: "true",
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_CONFIG_PASSPHRASE: "first",
      // Stands for the user who says yes.
      PULUMI_SKIP_CONFIRMATIONS: "true",
    });
  }

  /** What is typed in a folder ends at the first command that fails. */
  async type(cwd: string, commands: string): Promise<{ code: number; text: string }> {
    const options = { cwd, env: this.#env };
    const child = spawn("bash", ["-e", "-c", commands], { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
    }
    const [code] = await once(child, "close");
    return { code, text };
  }

  /** Types what has to succeed, and gives what was printed. */
  async succeeds(cwd: string, commands: string): Promise<string> {
    const { code, text } = await this.type(cwd, commands);
    assert.equal(code, 0, text);
    assert.doesNotMatch(text, /Could not find entry point|DeprecationWarning/);
    return text;
  }

  /**
   * Types a command that serves in a second shell, and pastes what it prints into this one, whose variables all later
   * commands have.
   */
  async paste(cwd: string, command: string): Promise<void> {
    const options = { cwd, env: this.#env, detached: true };
    const child = spawn("bash", ["-c", command], { ...options, stdio: ["ignore", "pipe", "inherit"] });
    this.#server = child.pid;
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    assert.match(line, /^export VSPHERE_SERVER=/);
    const settings = [...line.matchAll(/(VSPHERE_\w+)='([^']+)'/g)];
    assert.equal(settings.length, 4);
    for (const [, name = "", value] of settings) this.#env[name] = value;
  }

  close(): void {
    // The process group: what serves has been started by `npx`.
    if (this.#server !== undefined) process.kill(-this.#server);
    this.#server = undefined;
  }
}

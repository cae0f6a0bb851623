import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** What a Pulumi command printed and how it ended. */
export interface Outcome {
  readonly code: number;
  /** stdout and stderr as they came. */
  readonly text: string;
  /** The texts behind `warning:`, each once, sorted. */
  readonly warnings: readonly string[];
  /** The texts behind `error:`, each once, sorted. */
  readonly errors: readonly string[];
}

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
}

export interface ProjectOptions {
  /** Environment of every command, such as a simulator's `env`. */
  readonly env: NodeJS.ProcessEnv;
}

/** A Pulumi project in a temporary folder, with a stack on a file backend, run by the real CLI. */
export class Project {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.#env = env;
  }

  static async create({ env }: ProjectOptions): Promise<Project> {
    const folder = await mkdtemp(join(tmpdir(), "passthrough-e2e-"));
    for (const name of ["state", "home", "node_modules"]) await mkdir(join(folder, name));
    for (const name of ["@pulumi", "@types", "typescript"]) {
      await symlink(join(root, "node_modules", name), join(folder, "node_modules", name));
    }
    await symlink(root, join(folder, "node_modules", "pulumi-vsphere-passthrough"));
    await writeFile(join(folder, "Pulumi.yaml"), "name: e2e\nruntime: nodejs\n");
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: "e2e", private: true }));
    const project = new Project(folder, {
      ...withoutVSphere(process.env),
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_CONFIG_PASSPHRASE: "e2e",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...env,
    });
    await project.must("stack", "init", "test");
    return project;
  }

  /** Sets the program: the body of a CommonJS module that sees `pulumi`, and the package as `passthrough`. */
  async program(body: string): Promise<void> {
    const head = [
      `const pulumi = require("@pulumi/pulumi");`,
      `const passthrough = require("pulumi-vsphere-passthrough");`,
      "const { HostPassthroughDevice, VmMemoryReservation, VmPciAttachment } = passthrough;",
    ];
    await writeFile(join(this.#folder, "index.js"), [...head, body, ""].join("\n"));
  }

  preview(...args: readonly string[]): Promise<Outcome> {
    return this.pulumi("preview", ...args);
  }

  up(...args: readonly string[]): Promise<Outcome> {
    return this.pulumi("up", "--yes", "--skip-preview", ...args);
  }

  refresh(...args: readonly string[]): Promise<Outcome> {
    return this.pulumi("refresh", "--yes", "--skip-preview", ...args);
  }

  destroy(...args: readonly string[]): Promise<Outcome> {
    return this.pulumi("destroy", "--yes", "--skip-preview", ...args);
  }

  /** Runs a command that has to succeed. */
  async must(...args: readonly string[]): Promise<Outcome> {
    const outcome = await this.pulumi(...args);
    if (outcome.code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${outcome.code}:\n${outcome.text}`);
    return outcome;
  }

  async pulumi(...args: readonly string[]): Promise<Outcome> {
    const { code, text } = await this.#run("pulumi", [...args, "--non-interactive", "--color", "never"]);
    return { code, text, warnings: messages(text, "warning"), errors: messages(text, "error") };
  }

  /** The resources of the stack's state. */
  async state(): Promise<readonly StateResource[]> {
    const file = join(this.#folder, "state.json");
    await this.must("stack", "export", "--file", file);
    const { deployment } = JSON.parse(await readFile(file, "utf8")) as { deployment: { resources?: StateResource[] } };
    return deployment.resources ?? [];
  }

  /** The state of one resource, by its name in the program. */
  async resource(name: string): Promise<StateResource> {
    const found = (await this.state()).find(({ urn }) => urn.endsWith(`::${name}`));
    if (found === undefined) throw new Error(`the state has no resource ${name}`);
    return found;
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #run(command: string, args: readonly string[]): Promise<{ code: number; text: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, { cwd: this.#folder, env: this.#env, stdio: ["ignore", "pipe", "pipe"] });
      let text = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
      }
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? -1, text }));
    });
  }
}

/** Settings of whoever runs the tests must not get in. */
function withoutVSphere(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(VSPHERE_|PULUMI_CONFIG)/.test(name)));
}

/** Pulumi prints a message while it runs and again in its summary. */
function messages(text: string, severity: "warning" | "error"): readonly string[] {
  const found = text.matchAll(new RegExp(`(?:^|\\s)${severity}: (.*)$`, "gm"));
  const own = [...found].map(([, message = ""]) => message).filter((message) => /\[[a-z-]+\]$/.test(message));
  return [...new Set(own)].sort();
}

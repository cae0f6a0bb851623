import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
const projectName = "e2e";
const stackName = "test";

/** Texts by the name of the resource that the CLI shows them under. */
export type Messages = Readonly<Record<string, readonly string[]>>;

/** What a Pulumi command printed and how it ended. */
export interface Outcome {
  readonly code: number;
  /** stdout and stderr as they came. */
  readonly text: string;
  /** The texts behind `warning:`. */
  readonly warnings: Messages;
  /** The texts behind `error:`, without what Pulumi puts in front of ours. */
  readonly errors: Messages;
  /** Texts that are neither: progress, and what a program or a provider prints. */
  readonly infos: Messages;
  /** What became of how many resources, such as `+ 3 to create`. */
  readonly summary: readonly string[];
}

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  /** URN. */
  readonly parent?: string;
  /** URN and ID. */
  readonly provider?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
  /** What went wrong with a resource that is there nevertheless. */
  readonly initErrors?: readonly string[];
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
    await writeFile(join(folder, "Pulumi.yaml"), `name: ${projectName}\nruntime: nodejs\n`);
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: projectName, private: true }));
    const project = new Project(folder, {
      ...withoutVSphere(process.env),
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_CONFIG_PASSPHRASE: "e2e",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...env,
    });
    try {
      await project.must("stack", "init", stackName);
    } catch (error) {
      await project.remove();
      throw error;
    }
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

  /** The same project, with other settings in the environment of its commands; `undefined` takes one away. */
  with(env: NodeJS.ProcessEnv): Project {
    return new Project(this.#folder, { ...this.#env, ...env });
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
    return { code, text, ...diagnostics(text), summary: section(text, "Resources:") };
  }

  /** The resources of the stack's state, as the backend has them: secrets are encrypted. */
  async state(): Promise<readonly StateResource[]> {
    const { checkpoint } = JSON.parse(await this.stateText()) as {
      checkpoint: { latest?: { resources?: readonly StateResource[] } };
    };
    return checkpoint.latest?.resources ?? [];
  }

  /** The whole state file. */
  stateText(): Promise<string> {
    return readFile(join(this.#folder, "state", ".pulumi", "stacks", projectName, `${stackName}.json`), "utf8");
  }

  /** The names of the resources in the state that come from this package, sorted. */
  async names(): Promise<readonly string[]> {
    const own = (await this.state()).filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"));
    return own.map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2)).sort();
  }

  /** The state of one resource, by its name in the program. */
  async resource(name: string): Promise<StateResource> {
    const found = (await this.state()).find(({ urn }) => urn.endsWith(`::${name}`));
    if (found === undefined) throw new Error(`the state has no resource ${name}`);
    return found;
  }

  /** The content of all files that commands have left: states, their history and backups, logs. */
  async everything(): Promise<string> {
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
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

/** The lines below a heading of the CLI's closing summary. */
function section(text: string, heading: string): readonly string[] {
  const lines = text.split("\n");
  const start = lines.indexOf(heading);
  const rest = start === -1 ? [] : lines.slice(start + 1);
  const end = rest.findIndex((line) => line !== "" && !line.startsWith(" "));
  return (end === -1 ? rest : rest.slice(0, end)).map((line) => line.trimEnd()).filter((line) => line !== "");
}

/** The closing summary has each message once, under the resource that it is attributed to. */
function diagnostics(text: string): Pick<Outcome, "warnings" | "errors" | "infos"> {
  const found = {
    warnings: new Map<string, string[]>(),
    errors: new Map<string, string[]>(),
    infos: new Map<string, string[]>(),
  };
  let resource = "";
  for (const line of section(text, "Diagnostics:")) {
    const [, name] = /^ {2}\S+ \((.+)\):$/.exec(line) ?? [];
    if (name !== undefined) {
      resource = name;
      continue;
    }
    const [, severity, message = ""] = /^ {4}(?:(warning|error): |\t\* )?(.*)$/.exec(line) ?? [];
    // What Pulumi says beside the errors of the resources.
    if (severity === "error" && /^(update failed|\d+ errors? occurred:)$/.test(message)) continue;
    const kind =
      severity === "warning" ? "warnings" : severity === "error" || line.startsWith("    \t* ") ? "errors" : "infos";
    const own = message.replace(/^\S+ resource '.+?' has a problem: /, "");
    found[kind].set(resource, [...(found[kind].get(resource) ?? []), own]);
  }
  const { warnings, errors, infos } = found;
  return {
    warnings: Object.fromEntries(warnings),
    errors: Object.fromEntries(errors),
    infos: Object.fromEntries(infos),
  };
}

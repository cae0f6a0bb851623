import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { vspherePackage } from "../standin/standin";
import { deviceClass } from "./release";

const root = join(__dirname, "..", "..");
const stackName = "test";
/** A project to set programs in. */
const blank = {
  name: "e2e",
  private: true,
  dependencies: { "@pulumi/pulumi": "", "@types/node": "", "pulumi-vsphere-passthrough": "", typescript: "" },
};
/** What a dependency is linked to; all others are in the node_modules of this repository. */
const linked: Readonly<Record<string, string>> = {
  "@pulumi/vsphere": vspherePackage,
  "pulumi-vsphere-passthrough": root,
};

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

/** A program that runs. */
export interface Started {
  readonly pid: number;
  /** The first line that it prints to stdout. */
  readonly firstLine: Promise<string>;
  readonly ended: Promise<Pick<Outcome, "code" | "text">>;
}

export interface ProjectOptions {
  /** Environment of every command, such as a simulator's `env`. */
  readonly env: NodeJS.ProcessEnv;
  /** A folder with a complete project, to be copied. Default: a project without a program. */
  readonly copyOf?: string;
}

/** A Pulumi project in a temporary folder, with a stack on a file backend, run by the real CLI. */
export class Project {
  readonly folder: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.#env = env;
  }

  static async create({ env, copyOf }: ProjectOptions): Promise<Project> {
    const folder = await mkdtemp(join(tmpdir(), "passthrough-e2e-"));
    for (const name of ["state", "home"]) await mkdir(join(folder, name));
    if (copyOf === undefined) {
      await writeFile(join(folder, "Pulumi.yaml"), `name: ${blank.name}\nruntime: nodejs\n`);
      await writeFile(join(folder, "package.json"), JSON.stringify(blank));
    } else {
      // What somebody has installed there, or a stack of theirs, is not part of it.
      const filter = (path: string) => !/^(node_modules|Pulumi\..+\.yaml)$/.test(path.slice(copyOf.length + 1));
      await cp(copyOf, folder, { recursive: true, filter });
    }
    await linkDependencies(folder);
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
      "const { VmMemoryReservation, VmPciAttachment } = passthrough;",
      deviceClass,
    ];
    await this.source([...head, body, ""].join("\n"));
  }

  /** Sets the program: a whole CommonJS module. */
  source(text: string): Promise<void> {
    return writeFile(join(this.folder, "index.js"), text);
  }

  /** The same project, with other settings in the environment of its commands; `undefined` takes one away. */
  with(env: NodeJS.ProcessEnv): Project {
    return new Project(this.folder, { ...this.#env, ...env });
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

  async edit(file: string, change: (text: string) => string): Promise<void> {
    const path = join(this.folder, file);
    await writeFile(path, change(await readFile(path, "utf8")));
  }

  async pulumi(...args: readonly string[]): Promise<Outcome> {
    const { code, text } = await this.run("pulumi", ...args, "--non-interactive", "--color", "never");
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
  async stateText(): Promise<string> {
    const { name } = JSON.parse(await readFile(join(this.folder, "package.json"), "utf8"));
    return readFile(join(this.folder, "state", ".pulumi", "stacks", name, `${stackName}.json`), "utf8");
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
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Runs any program in the project's folder. */
  run(command: string, ...args: readonly string[]): Promise<Pick<Outcome, "code" | "text">> {
    return this.start(command, ...args).ended;
  }

  /** Starts any program in the project's folder. One that is killed has ended when it is dead, whatever it leaves. */
  start(command: string, ...args: readonly string[]): Started {
    const child = spawn(command, args, { cwd: this.folder, env: this.#env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
    }
    const ended = new Promise<Pick<Outcome, "code" | "text">>((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (_, signal) => signal !== null && resolve({ code: -1, text }));
      child.on("close", (code) => resolve({ code: code ?? -1, text }));
    });
    const firstLine = new Promise<string>((resolve) => createInterface(child.stdout).once("line", resolve));
    return { pid: child.pid ?? -1, firstLine, ended };
  }
}

/** As `npm install` would, without its time: a dependency that is not declared is not there. */
async function linkDependencies(folder: string): Promise<void> {
  const { dependencies, devDependencies } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    const place = join(folder, "node_modules", name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(linked[name] ?? join(root, "node_modules", name), place);
  }
  const programs = join(folder, "node_modules", ".bin");
  await mkdir(programs);
  await symlink(join(root, "dist", "cli", "index.js"), join(programs, "vsphere-passthrough"));
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

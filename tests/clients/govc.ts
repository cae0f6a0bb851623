import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";

const binary = process.env["GOVC_BINARY"];

/** Why tests with govc may have been skipped, for their titles. */
export const skipReason = "skipped where there is no Go: npm test builds govc";

export interface Ended {
  readonly code: number | null;
  /** What it printed, without times and progress. */
  readonly out: string;
}

/** VMware's own command line, logged in at a simulator of its own. */
export class Govc {
  readonly #binary: string;
  readonly #home: string;

  private constructor(
    program: string,
    home: string,
    readonly simulator: Simulator,
  ) {
    this.#binary = program;
    this.#home = home;
  }

  /** undefined: there is no govc. */
  static async start(options: SimulatorOptions = {}): Promise<Govc | undefined> {
    if (binary === undefined) return undefined;
    const home = await mkdtemp(join(tmpdir(), "govc-"));
    const simulator = await startSimulator({ timeScale: 0.05, ...options });
    await writeFile(join(home, "ca.pem"), simulator.certificate);
    return new Govc(binary, home, simulator);
  }

  /** `env` comes on top of a server that is verified by its certificate. */
  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const { host, user, password } = this.simulator;
    const child = spawn(this.#binary, args, {
      env: {
        ...{ HOME: this.#home, GOVC_URL: host, GOVC_USERNAME: user, GOVC_PASSWORD: password },
        ...{ GOVC_TLS_CA_CERTS: join(this.#home, "ca.pem"), ...env },
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk) => (text += chunk));
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, out: withoutProgress(text, this.#binary) }));
    });
  }

  /** A command that has to succeed: what it printed. */
  async ok(...args: readonly string[]): Promise<string> {
    const { code, out } = await this.run(args);
    if (code !== 0) throw new Error(`govc ${args.join(" ")} ended with ${code}: ${out}`);
    return out;
  }

  /** A command that has to fail: what it said. */
  async fails(...args: readonly string[]): Promise<string> {
    const { code, out } = await this.run(args);
    if (code === 0) throw new Error(`govc ${args.join(" ")} succeeded: ${out}`);
    return out;
  }

  async stop(): Promise<void> {
    await this.simulator.stop();
    await rm(this.#home, { recursive: true, force: true });
  }
}

/** A line of progress is written over and over; what it says in the end counts. */
function withoutProgress(text: string, program: string): string {
  const lines = text.split("\n").map((line) => line.replace(/^.*\r/, ""));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: govc clears the line with it
  const clean = lines.map((line) => line.replace(/^\u001b\[K/, "").replace(/^\[[\d-]+ [\d:]+\] /, ""));
  return clean.join("\n").replaceAll(`${program}: `, "govc: ").trimEnd();
}

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";

const python = process.env["PYVMOMI_PYTHON"];

/** Why tests with pyvmomi may have been skipped, for their titles. */
export const skipReason = "skipped where there is no Python 3 with venv and pip: npm test installs pyvmomi";

/** A fault as a program that catches it by its type sees it. */
export interface Fault {
  /** Such as `vim.fault.InvalidPowerState`. */
  readonly fault: string;
  /** The type and its bases. */
  readonly kinds?: readonly string[];
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A Python process with VMware's own client, beside a simulator. */
export class Pyvmomi {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;

  private constructor(
    program: string,
    readonly simulator: Simulator,
  ) {
    const { env, certificate } = simulator;
    this.#child = spawn(program, ["-B", join(__dirname, "worker.py")], {
      env: { ...env, CERTIFICATE: certificate, PATH: process.env["PATH"] },
      stdio: "pipe",
    });
    this.#child.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#child.stdout });
  }

  /** undefined: there is no pyvmomi. */
  static async start(options: SimulatorOptions = {}): Promise<Pyvmomi | undefined> {
    if (python === undefined) return undefined;
    return new Pyvmomi(python, await startSimulator({ timeScale: 0.05, ...options }));
  }

  /** A function of worker.py that has to succeed: what it answers. */
  async call(name: string, ...args: readonly unknown[]): Promise<unknown> {
    const { value, ...fault } = await this.#ask(name, args);
    if ("fault" in fault) throw new Error(`${name}: ${JSON.stringify(fault)}`);
    return value;
  }

  /** A function of worker.py that has to fail: what it fails with. */
  async fails(name: string, ...args: readonly unknown[]): Promise<Fault> {
    const { value, ...fault } = await this.#ask(name, args);
    if (!("fault" in fault)) throw new Error(`${name} succeeded: ${JSON.stringify(value)}`);
    return fault as unknown as Fault;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.stdin.end();
    await ended;
    await this.simulator.stop();
  }

  async #ask(call: string, args: readonly unknown[]): Promise<Record<string, unknown>> {
    const line = once(this.#lines, "line");
    this.#child.stdin.write(`${JSON.stringify({ call, args })}\n`);
    return JSON.parse(String((await line)[0]));
  }
}

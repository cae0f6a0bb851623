/** A provider process that runs in this one: its own context and connection, and a death that leaves nothing behind. */
import { AsyncLocalStorage } from "node:async_hooks";
import { PassthroughError } from "../../provider/errors";
import { OperationContext } from "../../provider/resources/context";
import type { Settings } from "../../provider/resources/settings";
import { connect } from "../../provider/vsphere/connect";
import { Transport } from "../../provider/vsphere/transport";
import type { Simulator } from "../../simulator";

/** What the code of a dead process sees of every call: it unwinds at once, and nothing of it reaches the server. */
class Killed extends PassthroughError {
  constructor() {
    super("the process was killed");
  }
}

/** The call of a method after whose answer the process dies, counted from 1. */
export interface KillPoint {
  readonly method: string;
  readonly nth: number;
}

const running = new AsyncLocalStorage<ProviderProcess>();
const send = Transport.prototype.send;
Transport.prototype.send = function (wanted) {
  const call = () => send.call(this, wanted);
  return running.getStore()?.call(wanted.name, call) ?? call();
};

/** Batches close soon: what arrives here does not come from far. */
const shortWindowMs = 15;
let processes = 0;

export class ProviderProcess {
  readonly context: OperationContext;
  readonly warnings: string[] = [];
  readonly progress: string[] = [];
  /** Resolves when the process is killed. */
  readonly killed: Promise<"killed">;
  readonly #counts = new Map<string, number>();
  #die: (how: "killed") => void = () => undefined;
  #isDead = false;

  constructor(
    simulator: Simulator,
    readonly kill: KillPoint | undefined,
    settings: Partial<Settings> = {},
    windowMs: number = shortWindowMs,
  ) {
    this.killed = new Promise((resolve) => {
      this.#die = resolve;
    });
    const { host, user, password, thumbprint } = simulator;
    // Connections are kept by their settings: another limit, another connection.
    const apiTimeoutMs = 60_000 + processes++;
    const connection = { server: host, user, password, thumbprint, allowUnverifiedSsl: false, apiTimeoutMs };
    const all: Settings = { connection, maxDevicesPerVm: 2, refuse: [], acceptServer: undefined, ...settings };
    const log = {
      warn: (message: string) => void this.warnings.push(message),
      info: (message: string) => void this.progress.push(message),
    };
    this.context = new OperationContext(connect(all.connection, log.info), all, log, windowMs);
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Runs work of this process; a dead one never answers. */
  async run<T>(work: () => Promise<T>): Promise<T | "killed"> {
    if (this.#isDead) return "killed";
    const result = running.run(this, work);
    result.catch(() => undefined);
    return Promise.race([result.then((value) => (this.#isDead ? "killed" : value)), this.killed]).catch((error) => {
      if (this.#isDead) return "killed" as const;
      throw error;
    });
  }

  /** One call on the wire. */
  async call<T>(method: string, call: () => Promise<T>): Promise<T> {
    if (this.#isDead) throw new Killed();
    const nth = (this.#counts.get(method) ?? 0) + 1;
    this.#counts.set(method, nth);
    const end = () => {
      if (method === this.kill?.method && nth === this.kill.nth) this.die();
      if (this.#isDead) throw new Killed();
    };
    const answer = await call().catch((error) => {
      end();
      throw error;
    });
    end();
    return answer;
  }

  die(): void {
    this.#isDead = true;
    this.#die("killed");
  }

  /** The engine ends the process; of a dead one only the sockets are left to close. */
  async end(): Promise<void> {
    await running.run(this, () => this.context.vsphere.logout());
  }
}

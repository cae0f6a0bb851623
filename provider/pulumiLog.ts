import type * as pulumi from "@pulumi/pulumi";
import { plainText } from "./errors/plainText";
import type { Log } from "./resources/resource";

/** A log whose texts have all arrived before an answer goes back to the engine, which may end the process then. */
export interface FlushingLog extends Log {
  flush(): Promise<void>;
}

/** The engine's address is the last argument that the plugin is started with; in any other process there is none. */
export function engineAddress(): string | undefined {
  const isPlugin = /[\\/]cmd[\\/]dynamic-provider/.test(process.argv[1] ?? "");
  const last = process.argv.at(-1);
  return isPlugin && last !== undefined && /:[0-9]+$/.test(last) ? last : undefined;
}

/** Connects `pulumi.log` of this process to the engine; without one it falls back to the console. */
function connectToEngine(): typeof pulumi.log {
  const { log, runtime } = require("@pulumi/pulumi") as typeof pulumi;
  const address = engineAddress();
  if (address !== undefined) runtime.resetOptions("", "", 1, address, "", false, "");
  return log;
}

const longestText = 4_000;

type Send = (message: string, resource: pulumi.Resource | undefined) => Promise<void>;

/** `pulumi.log` only asks a resource for its URN. */
function attributedTo(urn: string | undefined): pulumi.Resource | undefined {
  return urn === undefined ? undefined : ({ urn: { promise: async () => urn } } as unknown as pulumi.Resource);
}

/** Real warnings in preview and up, each text once per process, attributed to their resource. */
export function pulumiLog(): FlushingLog {
  let connected: typeof pulumi.log | undefined;
  let pending: Promise<unknown> = Promise.resolve();
  const said = new Set<string>();
  const send = (choose: (log: typeof pulumi.log) => Send, message: string, urn: string | undefined) => {
    connected ??= connectToEngine();
    const sent = choose(connected)(plainText(message, longestText), attributedTo(urn)).catch(() =>
      console.error(message),
    );
    pending = Promise.all([pending, sent]);
  };
  return {
    warn(message, urn) {
      // What is summed up for a host or VM is said once, by the first resource that it concerns.
      if (said.has(message)) return;
      said.add(message);
      send((log) => log.warn, message, urn);
    },
    info(message, urn) {
      send((log) => log.info, message, urn);
    },
    async flush() {
      await pending;
    },
  };
}

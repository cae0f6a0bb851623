import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { ConnectionSettings } from "../../../provider/vsphere/vsphere";

const binary = process.env["VCSIM_BINARY"];

/** See tools/go/vcsim. */
export type VcsimFlag = "-esx" | "-passthrough" | "-modern";

/** Why tests against vcsim may have been skipped, for their titles. */
export const skipReason = "skipped where there is no Go: npm test builds vcsim";

export interface Vcsim {
  readonly settings: ConnectionSettings;
  /** For the environment of a process that is to use the server. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** govmomi's own simulator in a process of its own, which ends with its standard input; undefined: it was not built. */
export async function startVcsim(...flags: readonly VcsimFlag[]): Promise<Vcsim | undefined> {
  if (binary === undefined) return undefined;
  const child = spawn(binary, flags, { stdio: ["pipe", "pipe", "ignore"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const { host: server, username: user, password } = new URL(String(line));
  return {
    settings: { server, user, password, allowUnverifiedSsl: true, apiTimeoutMs: 20_000 },
    env: {
      ...{ VSPHERE_SERVER: server, VSPHERE_USER: user, VSPHERE_PASSWORD: password },
      VSPHERE_ALLOW_UNVERIFIED_SSL: "true",
    },
    async stop() {
      const ended = once(child, "exit");
      child.stdin.end();
      await ended;
    },
  };
}

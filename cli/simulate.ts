import { parseArgs } from "node:util";
import { type Profile, profiles, readInventory, startSimulator } from "../simulator";
import { UsageError } from "./usageError";

const help = `Usage: vsphere-passthrough simulate [--port N] [--inventory FILE] [--profile RELEASE]

Serves a simulated vSphere on loopback. Prints one JSON line { url, user, password, thumbprint, pid } once it serves,
and ends on SIGINT or SIGTERM.

  --port N          TCP port; any free one by default, and for 0
  --inventory FILE  JSON or YAML file with the inventory; a built-in one by default
  --profile RELEASE ${Object.keys(profiles).join(", ")}; what the inventory says by default
  --help            this text`;

const options = {
  port: { type: "string" },
  inventory: { type: "string" },
  profile: { type: "string" },
  help: { type: "boolean" },
} as const;

export async function simulate(args: readonly string[]): Promise<void> {
  const values = read(args);
  if (values.help) {
    console.log(help);
    return;
  }
  const inventory = values.inventory === undefined ? undefined : readInventory(values.inventory);
  const port = values.port === undefined ? 0 : readPort(values.port);
  const profile = values.profile === undefined ? undefined : readProfile(values.profile);
  const wanted = { port, ...(inventory && { inventory }), ...(profile && { profile }) };
  const simulator = await startSimulator(wanted).catch((error: unknown) => {
    throw new UsageError(`cannot listen on port ${port}: ${message(error)}`);
  });
  const { url, user, password, thumbprint } = simulator;
  const stop = () => void simulator.stop();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  console.log(JSON.stringify({ url, user, password, thumbprint, pid: process.pid }));
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // The first sentence says what is wrong; what follows is advice on quoting.
    throw new UsageError(`simulate: ${message(error).split(". ")[0]}`);
  }
}

function readProfile(text: string): Profile {
  const releases = Object.keys(profiles) as readonly Profile[];
  const found = releases.find((release) => release === text);
  if (found) return found;
  throw new UsageError(
    `--profile: not a release that is known; found "${text}"; expected one of ${releases.join(", ")}`,
  );
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65535) return port;
  throw new UsageError(`--port: not a TCP port; found "${text}"; expected 1 to 65535, or 0 for any free one`);
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

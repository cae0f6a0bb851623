import { type Profile, profiles, readInventory, type Simulator, startSimulator } from "../simulator";
import { readOptions } from "./readOptions";
import { UsageError } from "./usageError";

const help = `Usage: vsphere-passthrough simulate [--port N] [--inventory FILE] [--profile RELEASE] [--format json|shell]

Serves a simulated vSphere on loopback. Prints one line once it serves, and ends on SIGINT (^C) or SIGTERM.

  --port N          TCP port; any free one by default, and for 0
  --inventory FILE  JSON or YAML file with the inventory; a built-in one by default
  --profile RELEASE ${Object.keys(profiles).join(", ")}; what the inventory says by default
  --format FORMAT   json (the default): { url, user, password, thumbprint, pid }; or shell: an \`export\` of what a
                    Pulumi program needs in its environment, to be pasted into another shell
  --help            this text`;

const options = {
  port: { type: "string" },
  inventory: { type: "string" },
  profile: { type: "string" },
  format: { type: "string", default: "json" },
  help: { type: "boolean" },
} as const;

const formats: Readonly<Record<string, (simulator: Simulator) => string>> = {
  json: ({ url, user, password, thumbprint }) => JSON.stringify({ url, user, password, thumbprint, pid: process.pid }),
  shell: ({ env }) =>
    `export ${Object.entries(env)
      .map(([name, value]) => `${name}=${quoted(value)}`)
      .join(" ")}`,
};

export async function simulate(args: readonly string[]): Promise<void> {
  const { values } = readOptions("simulate", { args: [...args], options });
  if (values.help) {
    console.log(help);
    return;
  }
  const format = readFormat(values.format);
  const inventory = values.inventory === undefined ? undefined : readInventory(values.inventory);
  const port = values.port === undefined ? 0 : readPort(values.port);
  const profile = values.profile === undefined ? undefined : readProfile(values.profile);
  const wanted = { port, ...(inventory && { inventory }), ...(profile && { profile }) };
  const simulator = await startSimulator(wanted).catch((error: unknown) => {
    throw new UsageError(`cannot listen on port ${port}: ${message(error)}`);
  });
  const stop = () => void simulator.stop();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  console.log(format(simulator));
}

function readFormat(text: string): (simulator: Simulator) => string {
  const format = Object.hasOwn(formats, text) ? formats[text] : undefined;
  if (format) return format;
  throw new UsageError(`--format: no such format; found "${text}"; expected one of ${Object.keys(formats).join(", ")}`);
}

/** As one word of a POSIX shell: an inventory may give the user any name. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
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

/** Where the time of a large preview goes: CPU profiles of the program and of the provider, and the rest. */
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { fleet } from "./inventories";
import { attachments } from "./programs";
import { type Part, root } from "./result";
import { preview, settle, withProject, withSimulator } from "./stack";

const vms = 1000;
const shown = 8;

interface Node {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

interface CpuProfile {
  readonly nodes: readonly Node[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Milliseconds by what they were spent on. */
type Times = ReadonlyMap<string, number>;

const dist = `${root}${sep}dist${sep}`;
const bundle = join(dist, "provider", "index.js");
const packageIn = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/;
const own = "this package";

/** Whose code each line of the provider's one file is: before each part a comment names its source. */
function bundleOwners(): readonly string[] {
  let owner = own;
  return readFileSync(bundle, "utf8")
    .split("\n")
    .map((line) => {
      const source = /^\s*\/\/ ((?:node_modules|provider)\/\S+)$/.exec(line)?.[1];
      if (source !== undefined) owner = packageIn.exec(source)?.[1] ?? own;
      return owner;
    });
}

/** A package, this one, Node itself, or the collector of garbage. */
function ownerOf({ functionName, url, lineNumber }: Node["callFrame"], owners: readonly string[]): string | undefined {
  if (functionName === "(idle)" || functionName === "(root)") return undefined;
  if (functionName === "(garbage collector)") return "garbage collection";
  const path = url.replace(/^file:\/\//, "");
  if (path === bundle) return owners[lineNumber] ?? own;
  return packageIn.exec(path)?.[1] ?? (path.startsWith(dist) ? own : "Node");
}

function timesOf({ nodes, samples, timeDeltas }: CpuProfile): Times {
  const owners = bundleOwners();
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    const owner = frame === undefined ? undefined : ownerOf(frame, owners);
    if (owner !== undefined) times.set(owner, (times.get(owner) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
  }
  return times;
}

const total = (times: Times) => [...times.values()].reduce((sum, ms) => sum + ms, 0);

async function profilesIn(folder: string): Promise<readonly CpuProfile[]> {
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return texts.map((text) => JSON.parse(text) as CpuProfile);
}

function hasFile({ nodes }: CpuProfile, part: string): boolean {
  return nodes.some(({ callFrame }) => callFrame.url.includes(part));
}

function table(title: string, times: Times): string {
  const rows = [...times].sort(([, one], [, other]) => other - one).slice(0, shown);
  const lines = rows.map(([owner, ms]) => `| ${owner} | ${(ms / 1000).toFixed(2)} |`);
  return [`| ${title}, ${(total(times) / 1000).toFixed(1)} s busy | s |`, "|---|---|", ...lines].join("\n");
}

function left(cpuSeconds: number, program: Times, provider: Times): string {
  const spent = (times: Times, names: readonly string[]) =>
    names.reduce((sum, name) => sum + (times.get(name) ?? 0), 0) / 1000;
  const parsing = spent(provider, ["soap", "sax", "saxes", "zod"]);
  const code = spent(provider, [own]) + spent(program, [own]);
  const engine = cpuSeconds - (total(program) + total(provider)) / 1000;
  return (
    `What is left: of ${cpuSeconds.toFixed(1)} s CPU, the engine and starting processes take ${engine.toFixed(1)} s, ` +
    `Pulumi's SDK and Node in the program ${(total(program) / 1000).toFixed(1)} s; reading the server's answers (soap, saxes, zod) ` +
    `${parsing.toFixed(2)} s, this package's own code ${code.toFixed(2)} s.`
  );
}

export async function profile(): Promise<Part> {
  const folder = await mkdtemp(join(tmpdir(), "passthrough-profile-"));
  try {
    return await withSimulator(fleet({ vms, attached: true }), {}, (simulator) =>
      withProject(attachments(vms), simulator.env, async (project) => {
        await settle(project);
        const env = { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` };
        const { cpuSeconds } = await preview(project.with(env));
        const profiles = await profilesIn(folder);
        const [program, provider] = ["/cmd/run/run.js", "/cmd/dynamic-provider/index.js"].map((part) => {
          const found = profiles.find((one) => hasFile(one, part));
          return found === undefined ? new Map<string, number>() : timesOf(found);
        }) as [Times, Times];
        const title = `### Profile of a preview of ${vms} attachments that changes nothing`;
        const notes = [
          title,
          table("the program", program),
          table("the provider process", provider),
          left(cpuSeconds, program, provider),
        ];
        return { rows: [], values: {}, notes };
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

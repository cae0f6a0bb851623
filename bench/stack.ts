import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Inventory, type Simulator, type SimulatorOptions, startSimulator } from "../simulator";
import { Project } from "../tests/e2e/project";
import { childCpuSeconds, timed } from "./measure";

/** What one command took. */
export interface Run {
  readonly ms: number;
  readonly cpuSeconds: number;
}

export async function withSimulator<T>(
  inventory: Inventory,
  options: SimulatorOptions,
  work: (simulator: Simulator) => Promise<T>,
): Promise<T> {
  const simulator = await startSimulator({ ...options, inventory });
  try {
    return await work(simulator);
  } finally {
    await simulator.stop();
  }
}

/** A project with a program that is not applied yet. */
export async function withProject<T>(
  program: string,
  env: NodeJS.ProcessEnv,
  work: (project: Project) => Promise<T>,
): Promise<T> {
  const project = await Project.create({ env });
  try {
    await project.source(program);
    return await work(project);
  } finally {
    await project.remove();
  }
}

/** How long a set-up takes is not measured: it writes its state once, at the end. */
const setUp = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

export async function apply(project: Project): Promise<void> {
  await project.with(setUp).must("up", "--yes", "--skip-preview", "--parallel", "64");
}

/** What an up left behind, by program: all servers of a fleet are alike to it. */
const states = new Map<string, string>();

/** Brings a project to where its program changes nothing: by an up, or by what an earlier up of that program left. */
export async function settle(project: Project): Promise<void> {
  const program = await readFile(join(project.folder, "index.js"), "utf8");
  const file = join(project.folder, "applied.json");
  const known = states.get(program);
  if (known !== undefined) {
    await writeFile(file, known);
    await project.must("stack", "import", "--file", file);
    return;
  }
  await apply(project);
  await project.must("stack", "export", "--file", file);
  states.set(program, await readFile(file, "utf8"));
}

export async function command(project: Project, ...args: readonly string[]): Promise<Run> {
  const before = childCpuSeconds();
  const { ms } = await timed(() => project.must(...args));
  return { ms, cpuSeconds: childCpuSeconds() - before };
}

/** A preview that must find nothing to change. */
export function preview(project: Project): Promise<Run> {
  return command(project, "preview", "--expect-no-changes");
}

/** Continuation pages apart. */
export function callsOf({ calls }: Simulator): number {
  return calls.filter(({ method }) => method !== "ContinueRetrievePropertiesEx").length;
}

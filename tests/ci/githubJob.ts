import { parse } from "yaml";
import type { Project } from "../e2e/project";

interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly if: string; readonly steps: readonly Step[] }>>;
}

/** What happened on GitHub, and what expressions of the workflow are then; a value that is not here is an error. */
export interface Event {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Runs the `run` steps of the one job that an event starts, as a runner does: in one folder, by `bash -eo pipefail`, and
 * after a failed step only those that are to run nevertheless. Steps with `uses` need GitHub, and are left out.
 */
export async function runJob(text: string, event: Event, project: Project): Promise<{ code: number; text: string }> {
  const { env, jobs } = parse(text) as Workflow;
  const job = Object.values(jobs).find((one) => one.if === `github.event_name == '${event.name}'`);
  if (job === undefined) throw new Error(`no job for ${event.name}`);
  const printed: string[] = [];
  let code = 0;
  for (const step of job.steps) {
    if (step.run === undefined || (code !== 0 && !step.if?.includes("!cancelled()"))) continue;
    const runner = project.with(evaluated({ ...env, ...step.env }, event));
    const outcome = await runner.run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.run);
    printed.push(outcome.text);
    if (code === 0) code = outcome.code;
  }
  return { code, text: printed.join("") };
}

/** Variables and secrets of the repository are what the project's environment has already. */
function evaluated(env: Readonly<Record<string, string>>, { values }: Event): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(([, value]) => !/^\$\{\{ (vars|secrets)\.\w+ \}\}$/.test(value));
  return Object.fromEntries(
    own.map(([name, value]) => {
      const [, expression] = /^\$\{\{ (.*) \}\}$/.exec(value) ?? [];
      if (expression === undefined) return [name, value];
      if (values[expression] === undefined) throw new Error(`no value for the expression ${expression}`);
      return [name, values[expression]];
    }),
  );
}

/** Previews of programs that change nothing, beside the same program with resources that do nothing. */
import type { Simulator } from "../simulator";
import type { Project } from "../tests/e2e/project";
import { fleet } from "./inventories";
import { median } from "./measure";
import { attachments, canonical, noop } from "./programs";
import { type Part, type Point, type Row, round } from "./result";
import { apply, callsOf, preview, type Run, withProject, withSimulator } from "./stack";

const latencyMs = 20;
const sizes = [1, 10, 100, 1000];
/** Sizes that have a bar on their time. */
const timedSizes = [100, 1000];
const rounds = 5;
const mostCalls = 10;
const mostTimes = { near: 1.1, far: 1.15 };

interface Sample {
  readonly calls: number;
  readonly ours: Run;
  readonly noop: Run;
  readonly far: Run;
}

async function sample(ours: Project, other: Project, near: Simulator, far: Simulator): Promise<Sample> {
  const noop = await preview(other);
  near.calls.length = 0;
  const own = await preview(ours);
  const calls = callsOf(near);
  return { calls, ours: own, noop, far: await preview(ours.with(far.env)) };
}

/** In turn, so that a busy moment of the machine does not fall on one of them alone. */
async function samples(n: number): Promise<readonly Sample[]> {
  const inventory = fleet({ vms: n, attached: true });
  return withSimulator(inventory, {}, (near) =>
    withSimulator(inventory, { latencyMs }, (far) =>
      withProject(attachments(n), near.env, (ours) =>
        withProject(noop(n), {}, async (other) => {
          for (const project of [ours, other]) await apply(project);
          const found: Sample[] = [];
          for (let i = 0; i < (timedSizes.includes(n) ? rounds : 1); i++) {
            found.push(await sample(ours, other, near, far));
          }
          return found;
        }),
      ),
    ),
  );
}

function point(n: number, found: readonly Sample[]): Point {
  const ms = (of: (one: Sample) => Run) => median(found.map((one) => of(one).ms));
  return {
    n,
    calls: Math.max(...found.map(({ calls }) => calls)),
    oursMs: ms(({ ours }) => ours),
    noopMs: ms(({ noop }) => noop),
    farMs: ms(({ far }) => far),
  };
}

function values(n: number, found: readonly Sample[], { calls, oursMs, noopMs, farMs }: Point): Record<string, number> {
  const cpu = (of: (one: Sample) => Run) => round(median(found.map((one) => of(one).cpuSeconds)), 2);
  return {
    [`preview ${n}: calls`]: calls,
    [`preview ${n}: ms`]: round(oursMs),
    [`preview ${n}: ms with latency`]: round(farMs),
    [`preview ${n}: ms of no-op`]: round(noopMs),
    [`preview ${n}: CPU s`]: cpu(({ ours }) => ours),
    [`preview ${n}: CPU s of no-op`]: cpu(({ noop }) => noop),
  };
}

async function canonicalCalls(n: number): Promise<number> {
  return withSimulator(fleet({ vms: n, attached: true, drs: true }), {}, (simulator) =>
    withProject(canonical(n), simulator.env, async (project) => {
      await apply(project);
      simulator.calls.length = 0;
      await preview(project);
      return callsOf(simulator);
    }),
  );
}

function callsRow(points: readonly Point[], ofCanonical: number): Row {
  const found = points.map(({ calls }) => calls);
  return {
    what: `SOAP calls in a no-change preview of ${sizes.join(", ")} attachments on as many VMs and a tenth as many hosts`,
    bar: `at most ${mostCalls} in all, continuation pages apart`,
    found: `${found.join(", ")}; with a reservation and a device beside each of 100: ${ofCanonical}`,
    met: [...found, ofCanonical].every((calls) => calls <= mostCalls),
  };
}

function timeRow(points: readonly Point[], what: string, of: (point: Point) => number, most: number): Row {
  const found = points.filter(({ n }) => timedSizes.includes(n));
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  const texts = found.map((one) => {
    const own = of(one);
    return `N = ${one.n}: ${(own / one.noopMs).toFixed(2)} (${seconds(own)} beside ${seconds(one.noopMs)} s)`;
  });
  return {
    what,
    bar: `at most ${most.toFixed(2)} times at N = ${timedSizes.join(" and ")}`,
    found: texts.join("; "),
    met: found.every((one) => of(one) / one.noopMs <= most),
  };
}

export async function previews(): Promise<Part> {
  const points: Point[] = [];
  const all: Record<string, number> = {};
  for (const n of sizes) {
    const found = await samples(n);
    const own = point(n, found);
    points.push(own);
    Object.assign(all, values(n, found, own));
  }
  const ofCanonical = await canonicalCalls(100);
  const what =
    "preview wall time with N resources, beside the same program with no-op `pulumi.dynamic.Resource` resources";
  return {
    rows: [
      callsRow(points, ofCanonical),
      timeRow(points, what, ({ oursMs }) => oursMs, mostTimes.near),
      timeRow(points, `the same with ${latencyMs} ms latency on every SOAP call`, ({ farMs }) => farMs, mostTimes.far),
    ],
    values: { ...all, "preview 100, canonical: calls": ofCanonical },
    points,
  };
}

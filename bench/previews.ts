/** Previews of programs that change nothing, beside the same program with resources that do nothing. */
import type { Simulator } from "../simulator";
import type { Project } from "../tests/e2e/project";
import { fleet } from "./inventories";
import { median } from "./measure";
import { attachments, canonical, noop } from "./programs";
import { type Part, type Point, type Row, round } from "./result";
import { callsOf, preview, type Run, settle, withProject, withSimulator } from "./stack";

const latencyMs = 20;
const sizes = [1, 10, 100, 1000];
/** Sizes that have a bar on their time. */
const timedSizes = [100, 1000];
/** Of an odd number one is the median. */
const rounds = (n: number) => (timedSizes.includes(n) ? 5 : 1);
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

/** In turn, so that a busy moment of the machine does not fall on one of them alone; the first time does not count. */
async function samples(n: number): Promise<readonly Sample[]> {
  const inventory = fleet({ vms: n, attached: true });
  return withSimulator(inventory, {}, (near) =>
    withSimulator(inventory, { latencyMs }, (far) =>
      withProject(attachments(n), near.env, (ours) =>
        withProject(noop(n), {}, async (other) => {
          for (const project of [ours, other]) await settle(project);
          for (const project of [ours, other]) await preview(project);
          const found: Sample[] = [];
          for (let i = 0; i < rounds(n); i++) found.push(await sample(ours, other, near, far));
          return found;
        }),
      ),
    ),
  );
}

function point(n: number, found: readonly Sample[]): Point {
  const ms = (of: (one: Sample) => Run) => median(found.map((one) => of(one).ms));
  // Of those that ran one after the other: what slows the machine for a while slows both.
  const times = (of: (one: Sample) => Run) => median(found.map((one) => of(one).ms / one.noop.ms));
  return {
    n,
    calls: Math.max(...found.map(({ calls }) => calls)),
    oursMs: ms(({ ours }) => ours),
    noopMs: ms(({ noop }) => noop),
    farMs: ms(({ far }) => far),
    times: times(({ ours }) => ours),
    farTimes: times(({ far }) => far),
  };
}

function values(n: number, found: readonly Sample[], at: Point): Record<string, number> {
  const { calls, oursMs, noopMs, farMs, times, farTimes } = at;
  const cpu = (of: (one: Sample) => Run) => round(median(found.map((one) => of(one).cpuSeconds)), 2);
  return {
    [`preview ${n}: calls`]: calls,
    [`preview ${n}: ms`]: round(oursMs),
    [`preview ${n}: ms with latency`]: round(farMs),
    [`preview ${n}: ms of no-op`]: round(noopMs),
    [`preview ${n}: times`]: round(times, 2),
    [`preview ${n}: times with latency`]: round(farTimes, 2),
    [`preview ${n}: CPU s`]: cpu(({ ours }) => ours),
    [`preview ${n}: CPU s of no-op`]: cpu(({ noop }) => noop),
  };
}

async function canonicalCalls(n: number): Promise<number> {
  return withSimulator(fleet({ vms: n, attached: true, drs: true }), {}, (simulator) =>
    withProject(canonical(n), simulator.env, async (project) => {
      await settle(project);
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

interface Compared {
  readonly ms: number;
  readonly times: number;
}

function timeRow(points: readonly Point[], what: string, of: (point: Point) => Compared, most: number): Row {
  const found = points.filter(({ n }) => timedSizes.includes(n));
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  const texts = found.map((one) => {
    const { ms, times } = of(one);
    return `N = ${one.n}: ${times.toFixed(2)} (${seconds(ms)} beside ${seconds(one.noopMs)} s)`;
  });
  return {
    what,
    bar: `at most ${most.toFixed(2)} times at N = ${timedSizes.join(" and ")}`,
    found: texts.join("; "),
    met: found.every((one) => of(one).times <= most),
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
  const farWhat = `the same with ${latencyMs} ms latency on every SOAP call`;
  return {
    rows: [
      callsRow(points, ofCanonical),
      timeRow(points, what, ({ oursMs: ms, times }) => ({ ms, times }), mostTimes.near),
      timeRow(points, farWhat, ({ farMs: ms, farTimes: times }) => ({ ms, times }), mostTimes.far),
    ],
    values: { ...all, "preview 100, canonical: calls": ofCanonical },
    points,
  };
}

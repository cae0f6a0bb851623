/** What is written: how long and with how many calls. */
import { availableParallelism } from "node:os";
import { type Fleet, fleet, rebootingHost } from "./inventories";
import { median } from "./measure";
import { attachments, devices, noop } from "./programs";
import { type Part, type Row, round } from "./result";
import { apply, callsOf, command, type Run, withProject, withSimulator } from "./stack";

const latencyMs = 20;
const taskMs = 200;
/** A reconfiguration takes 10 ms in the simulator at `timeScale` 1, half of it queued; a cluster's takes no more than that half. */
const timeScale = taskMs / 10;
/** What the engine takes by default. */
const parallel = 4 * availableParallelism();
const vms = 100;
/** Beside `vms`, to tell what each VM costs from what all of them cost together. */
const fewerVms = 50;
const rounds = 3;
const mostTimes = 1.5;
const mostCallsPerVm = 3;

interface Up extends Run {
  readonly calls: number;
}

async function up(wanted: Omit<Fleet, "attached">): Promise<Up> {
  return withSimulator(fleet({ ...wanted, attached: false }), { latencyMs, timeScale }, (simulator) =>
    withProject(attachments(wanted.vms), simulator.env, async (project) => {
      const run = await command(project, "up", "--yes", "--skip-preview", "--parallel", String(parallel));
      return { ...run, calls: callsOf(simulator) };
    }),
  );
}

/** Resources that only wait as long as the one call and its task take, in a DRS cluster those of the override too. */
async function ideal(drs: boolean): Promise<Run> {
  const createMs = latencyMs + taskMs + (drs ? latencyMs + taskMs / 2 : 0);
  return withProject(noop(vms, createMs), {}, (project) =>
    command(project, "up", "--yes", "--skip-preview", "--parallel", String(parallel)),
  );
}

interface Compared {
  readonly ms: number;
  readonly idealMs: number;
  readonly callsPerVm: number;
  readonly constantCalls: number;
}

async function compare(drs: boolean): Promise<Compared> {
  const own: Up[] = [];
  const other: Run[] = [];
  for (let i = 0; i < rounds; i++) {
    own.push(await up({ vms, drs }));
    other.push(await ideal(drs));
  }
  const fewer = await up({ vms: fewerVms, drs });
  const calls = median(own.map((one) => one.calls));
  const callsPerVm = (calls - fewer.calls) / (vms - fewerVms);
  return {
    ms: median(own.map(({ ms }) => ms)),
    idealMs: median(other.map(({ ms }) => ms)),
    callsPerVm,
    constantCalls: calls - callsPerVm * vms,
  };
}

function text({ ms, idealMs, callsPerVm, constantCalls }: Compared): string {
  const times = `${(ms / idealMs).toFixed(2)} times (${(ms / 1000).toFixed(1)} beside ${(idealMs / 1000).toFixed(1)} s)`;
  return `${times}; ${callsPerVm.toFixed(1)} calls per VM and ${constantCalls.toFixed(0)}`;
}

function upRow(lone: Compared, clustered: Compared): Row {
  return {
    what: `up with ${vms} attachments on ${vms} VMs, ${latencyMs} ms latency, tasks of ${taskMs} ms`,
    bar: `at most ${mostTimes} times the ideal at the engine's parallelism (${parallel}); at most ${mostCallsPerVm} calls per VM plus a constant`,
    found: `${text(lone)}. In a DRS cluster, where each VM gets an override in a second task: ${text(clustered)}`,
    met: lone.ms / lone.idealMs <= mostTimes && lone.callsPerVm <= mostCallsPerVm,
  };
}

const hostDevices = 8;

async function reboots(): Promise<Part> {
  return withSimulator(rebootingHost(hostDevices), { timeScale: 0.02 }, (simulator) =>
    withProject(devices(hostDevices), simulator.env, async (project) => {
      await apply(project);
      const count = (wanted: string) => simulator.calls.filter(({ method }) => method === wanted).length;
      const [writes, reboots] = [count("UpdatePassthruConfig"), count("RebootHost_Task")];
      const row: Row = {
        what: `${hostDevices} devices on one host, reboot needed`,
        bar: "one UpdatePassthruConfig, one reboot",
        found: `${writes} UpdatePassthruConfig, ${reboots} reboot`,
        met: writes === 1 && reboots === 1,
      };
      return { rows: [row], values: { "8 devices: UpdatePassthruConfig": writes, "8 devices: reboots": reboots } };
    }),
  );
}

export async function applies(): Promise<Part> {
  const lone = await compare(false);
  const clustered = await compare(true);
  const values = (what: string, { ms, idealMs, callsPerVm, constantCalls }: Compared) => ({
    [`up, ${what}: ms`]: round(ms),
    [`up, ${what}: ms of the ideal`]: round(idealMs),
    [`up, ${what}: calls per VM`]: round(callsPerVm, 2),
    [`up, ${what}: calls beside those`]: round(constantCalls),
  });
  const ofHost = await reboots();
  return {
    rows: [upRow(lone, clustered), ...ofHost.rows],
    values: { ...values("lone hosts", lone), ...values("DRS cluster", clustered), ...ofHost.values },
  };
}

/** One case of the step walk: something breaks at one call of an operation; the next up and a destroy follow. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type FaultPlan, type Simulator, startSimulator } from "../../simulator";
import { assertAsBefore, assertWanted, snapshot } from "./checks";
import { beforeCall } from "./hooks";
import type { KillPoint } from "./providerProcess";
import { inventoryOf, type Scenario } from "./scenarios";
import { type Outcome, Stack } from "./stack";

export const breaks = ["lost", "unanswered", "killed", "restarted", "expired", "busy", "away", "refused"] as const;
export type Break = (typeof breaks)[number];

export interface Case extends KillPoint {
  readonly how: Break;
}

const caseMs = 60_000;
const permanent = { type: "GenericVmConfigFault", message: "the disk is on fire", fields: { reason: "fire" } };

/** How long the server is away while it restarts. */
const restartMs = 40;

/** What the server does to the call; a process that dies, a session or a server that ends, need no help. */
export function faultOf({ method, nth, how }: Case): FaultPlan | undefined {
  const at = { method, after: nth - 1 };
  // A reboot whose task loses the host goes on: that is what was asked for.
  const isTask = method.endsWith("_Task") && !(how === "away" && method === "RebootHost_Task");
  const task = { type: "Task", id: "task-1" };
  if (how === "lost") return { ...at, effect: { kind: "drop", when: "before" } };
  if (how === "unanswered") return { ...at, effect: { kind: "drop", when: "after" } };
  if (how === "busy") return { ...at, effect: { kind: "fault", type: "TaskInProgress", fields: { task } } };
  if (how === "away") return { ...at, effect: { kind: "fault", type: "HostNotConnected", asTask: isTask } };
  if (how === "refused") return { ...at, times: Infinity, effect: { kind: "fault", asTask: isTask, ...permanent } };
  return undefined;
}

async function prepare(stack: Stack, scenario: Scenario): Promise<void> {
  const { before } = scenario;
  if (before.length > 0) assert.deepEqual((await stack.up(before)).errors, [], "before");
  await calm(stack);
  stack.simulator.calls.length = 0;
}

/** The calls of the operation without anything broken. */
export async function record(scenario: Scenario): Promise<readonly KillPoint[]> {
  const simulator = await startSimulator({ inventory: inventoryOf(scenario), timeScale: 0.01 });
  try {
    const before = snapshot(simulator.state());
    const stack = new Stack(simulator, scenario.settings);
    await prepare(stack, scenario);
    assert.deepEqual((await stack.up(scenario.wanted)).errors, []);
    assertWanted(stack, scenario.wanted, before);
    const counts = new Map<string, number>();
    return simulator.calls.map(({ method }) => {
      const nth = (counts.get(method) ?? 0) + 1;
      counts.set(method, nth);
      return { method, nth };
    });
  } finally {
    await simulator.stop();
  }
}

/** Whoever runs the next up waits until the hosts answer again. */
async function calm({ simulator }: Stack): Promise<void> {
  await sleep(30);
  while (Object.values(simulator.state().hosts).some(({ connection }) => connection !== "connected")) await sleep(20);
}

/** No wait of a case is longer than seconds; a case that hangs is ended, and fails. */
async function bounded(stack: Stack, work: () => Promise<void>): Promise<void> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stack.provider?.die();
  }, caseMs);
  await work().catch((error: Error) => {
    throw isLate ? new Error(`still not done after ${caseMs} ms: ${stack.provider?.progress.join("; ")}`) : error;
  });
  clearTimeout(timer);
}

export async function walk(scenario: Scenario, one: Case): Promise<void> {
  const simulator = await startSimulator({ inventory: inventoryOf(scenario), timeScale: 0.01 });
  const stack = new Stack(simulator, scenario.settings);
  try {
    await bounded(stack, () => steps(stack, scenario, one));
  } finally {
    await simulator.stop();
  }
}

async function steps(stack: Stack, scenario: Scenario, one: Case): Promise<void> {
  const { simulator } = stack;
  const before = snapshot(simulator.state());
  await prepare(stack, scenario);
  const plan = faultOf(one);
  const planned = plan === undefined ? undefined : simulator.fault(plan);
  if (one.how === "restarted") restartAt(simulator, one);
  if (one.how === "expired") beforeCall(simulator, one.method, one.nth, () => simulator.admin.expireSessions());
  const broken = await stack.up(scenario.wanted, { kill: one.how === "killed" ? one : undefined });
  planned?.remove();
  assertNamed(broken, one);
  await calm(stack);
  const next = await stack.up(scenario.wanted);
  assert.deepEqual(next.errors, [], "the next up");
  assertWanted(stack, scenario.wanted, before);
  if (one.how === "killed") await assertUnchanged(stack, scenario);
  await calm(stack);
  assert.deepEqual((await stack.destroy()).errors, [], "destroy");
  assertAsBefore(simulator, before);
}

/** Half of the calls are carried out before the server goes down, and nobody hears the answer. */
function restartAt(simulator: Simulator, { method, nth }: Case): void {
  const restart = () => void simulator.admin.restart(restartMs);
  beforeCall(simulator, method, nth, nth % 2 === 0 ? restart : () => setImmediate(restart));
}

async function assertUnchanged(stack: Stack, { wanted }: Scenario): Promise<void> {
  await calm(stack);
  const { steps } = await stack.up(wanted);
  assert.deepEqual(
    steps.filter((step) => !step.endsWith(": same")),
    [],
    "the up after that",
  );
}

/** What the user is told names the server's fault and its words, or the connection and the call. */
function assertNamed({ errors }: Outcome, { method, how }: Case): void {
  const [first] = errors;
  if (first === undefined) return;
  if (how === "refused") assert.match(first, /the disk is on fire .*GenericVmConfigFault.*\); ./);
  if (how === "busy") assert.match(first, /Planned fault TaskInProgress \(TaskInProgress\); look at/);
  if (how === "away") assert.match(first, /Planned fault HostNotConnected \(HostNotConnected\); reconnect/);
  if (how === "restarted") assert.match(first, /cannot talk to vSphere server .*, during \w+; /);
  if (how === "lost" || how === "unanswered") assert.ok(first.includes(`during ${method}`), first);
}

/** Runs work side by side: most of a case is waiting. */
export async function inParallel<T>(all: readonly T[], work: (one: T) => Promise<void>, width = 8): Promise<void> {
  const waiting = [...all];
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

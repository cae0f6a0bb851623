import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { VSphereFaultError } from "../errors/vSphereFaultError";
import { WaitTimeoutError } from "../errors/waitTimeoutError";
import { isFault, localizedFault } from "./faults";
import { believe, bool, int, moRef, string } from "./reply";
import type { Session } from "./session";
import { beat, retrieveTogether } from "./together";
import type { Wait } from "./types";
import { type Seen, type WatchRequest, watch } from "./watch";
import type { MoRef, WireObject } from "./wire";

const taskInfo = z.object({
  state: string,
  cancelable: bool.optional(),
  progress: int.optional(),
  error: z.unknown().optional(),
});

export type TaskInfo = z.output<typeof taskInfo>;

export interface TaskRequest {
  readonly method: string;
  readonly object: MoRef;
  readonly args?: WireObject;
  readonly wait: Wait;
  /** Ask the server to give up when the wait has run out. */
  readonly cancel?: boolean;
}

/** How long a cancelled task may take to end. */
const cancelMs = 10_000;

/** Starts a `..._Task` method and waits until the task has succeeded. */
export async function runTask(session: Session, request: TaskRequest, start = startTask): Promise<void> {
  const task = await start(session, request);
  const started = performance.now();
  if (await endsSoon(session, task, request)) return;
  try {
    await waitForTask(session, task, request, { wait: request.wait, started });
  } catch (error) {
    if (!(error instanceof WaitTimeoutError) || request.cancel !== true) throw error;
    await cancelTask(session, task, request, error);
  }
}

export async function startTask(session: Session, { method, object, args }: TaskRequest): Promise<MoRef> {
  return believe(moRef, await session.call(method, object, args), method);
}

/** What a task is called in messages. */
export function taskName(task: MoRef, { method, object }: TaskRequest): string {
  return `task ${task.id} (${method} on ${object.id})`;
}

/** The task's info among what a wait has seen; undefined: not seen yet. */
export function seenTask(task: MoRef, seen: Seen): TaskInfo | undefined {
  const info = seen.get(task.id)?.["info"];
  return info === undefined ? undefined : believe(taskInfo, info, "WaitForUpdatesEx", `${task.id} info`);
}

export function taskState(info: TaskInfo | undefined): string {
  if (info === undefined) return "unknown";
  return info.progress === undefined ? info.state : `${info.state}, ${info.progress} %`;
}

/** True once the task has succeeded; throws what it failed with. */
export function taskEnded(info: TaskInfo | undefined, { method, object }: TaskRequest): true | undefined {
  if (info?.state === "error") throw new VSphereFaultError(method, object.id, localizedFault(info.error));
  return info?.state === "success" ? true : undefined;
}

/** So long is a task looked at, before a wait is set up for it that takes calls of its own. */
const soonMs = 2_000;
/** So long it is looked at as often as anything. */
const patientMs = 300;

/**
 * Most tasks end within a moment, and many run side by side: they are looked at together. True once the task has succeeded;
 * throws what it failed with. A look that goes wrong is for the wait to deal with.
 */
async function endsSoon(session: Session, task: MoRef, request: TaskRequest): Promise<boolean> {
  const started = performance.now();
  const lookMs = Math.min(soonMs, request.wait.timeoutMs);
  for (let elapsed = 0; elapsed < lookMs; elapsed = performance.now() - started) {
    // The longer it has taken, the longer it may well take.
    if (elapsed > patientMs) await sleep(elapsed / 4);
    await beat(session);
    const wanted = { objects: [task], paths: { Task: ["info"] } };
    let found: unknown;
    await retrieveTogether(session, wanted, ({ values }) => {
      found = values["info"];
    }).catch(() => undefined);
    if (found === undefined) return false;
    const info = believe(taskInfo, found, "RetrievePropertiesEx", `${task.id} info`);
    if (taskEnded(info, request)) return true;
  }
  return false;
}

async function waitForTask(
  session: Session,
  task: MoRef,
  request: TaskRequest,
  limits: Pick<WatchRequest<true>, "wait" | "started">,
): Promise<void> {
  await watch(session, {
    what: taskName(task, request),
    objects: [{ ref: task, paths: ["info"] }],
    until: (seen) => taskEnded(seenTask(task, seen), request),
    state: (seen) => taskState(seenTask(task, seen)),
    ...limits,
  });
}

/** The task may end well or otherwise just before it is cancelled: then that counts. */
async function cancelTask(
  session: Session,
  task: MoRef,
  request: TaskRequest,
  ranOut: WaitTimeoutError,
): Promise<void> {
  const { what, lastState, elapsedMs } = ranOut;
  let outcome = "the task was cancelled";
  try {
    await session.call("CancelTask", task);
    return await waitForTask(session, task, request, { wait: { timeoutMs: cancelMs } });
  } catch (error) {
    if (error instanceof WaitTimeoutError) outcome = "the server was asked to cancel it and has not done so yet";
    else if (!(error instanceof VSphereFaultError)) outcome = "whether it could be cancelled is unknown";
    else if (error.method === "CancelTask") outcome = `it cannot be cancelled (${error.fault})`;
    else if (!isFault(error, "RequestCanceled") && !isFault(error, "Timedout")) throw error;
    throw new WaitTimeoutError({ what, lastState, elapsedMs, outcome }, error);
  }
}

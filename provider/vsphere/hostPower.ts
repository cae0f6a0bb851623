import { ConnectError } from "../errors/connectError";
import { NotVSphereError } from "../errors/notVSphereError";
import { isFault } from "./faults";
import { hostRef } from "./host";
import type { Watched } from "./observation";
import { findRecent, isUnanswered, isUnderWay, type RecentTask, recentTasks, startOrFind } from "./recentTask";
import type { Session } from "./session";
import { runTask, seenTask, startTask, type TaskRequest, taskEnded } from "./task";
import type { HostFacts, Wait } from "./types";
import { type Seen, watch } from "./watch";
import type { MoRef } from "./wire";

/** The server's own limit lies behind ours: it counts only when this process does not live to cancel the task. */
const serverSlackSeconds = 30;

function serverTimeout({ timeoutMs }: Wait): number {
  return Math.ceil(timeoutMs / 1000) + serverSlackSeconds;
}

/**
 * What only a vCenter knows: powered-off VMs stay where they are, and of vSAN objects as much moves as keeps them
 * accessible (said explicitly, since the default is the cluster's).
 */
const evacuation = {
  evacuatePoweredOffVms: false,
  maintenanceSpec: { vsanMode: { objectAction: "ensureObjectAccessibility" } },
} as const;

export async function enterMaintenanceMode(session: Session, id: string, wait: Wait): Promise<void> {
  const { content } = await session.open();
  const vCenter = content.about.apiType === "VirtualCenter";
  const args = { timeout: serverTimeout(wait), ...(vCenter ? evacuation : {}) };
  const request = { method: "EnterMaintenanceMode_Task", object: hostRef(id), args, wait, cancel: true };
  await runTask(session, request, start);
}

export async function exitMaintenanceMode(session: Session, id: string, wait: Wait): Promise<void> {
  const args = { timeout: serverTimeout(wait) };
  const request = { method: "ExitMaintenanceMode_Task", object: hostRef(id), args, wait, cancel: true };
  await runTask(session, request, start);
}

/** Whoever started it, there is but one such task of a host at a time. */
function start(session: Session, request: TaskRequest): Promise<MoRef> {
  return startOrFind(session, request, isUnderWay);
}

/** A boot time is computed from the uptime and moves by itself by this much. */
const driftMs = 1_000;

/** Asks for the reboot and waits until the host is connected again with a newer boot time. */
export async function rebootHost(session: Session, before: HostFacts, wait: Wait): Promise<void> {
  const request: TaskRequest = {
    method: "RebootHost_Task",
    object: hostRef(before.id),
    args: { force: false },
    wait,
  };
  const started = performance.now();
  const task = await startReboot(session, request);
  const left = { ...wait, timeoutMs: wait.timeoutMs - (performance.now() - started) };
  await waitForBoot(session, before, task, { ...request, wait: left });
}

/**
 * When the answer is lost, the server's list of tasks tells whether there is one that was not there before: no clock is
 * asked, since the host's and the server's differ. A lone host may go down before it has answered anything: the boot
 * time then tells.
 */
async function startReboot(session: Session, request: TaskRequest): Promise<MoRef | undefined> {
  const known = new Set(await recentTasks(session, request.object));
  const isNew = (task: RecentTask, id: string) => isUnderWay(task) || (task.state === "success" && !known.has(id));
  try {
    return await startTask(session, request);
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    const found = await findRecent(session, request, isNew).catch(() => "silent" as const);
    if (found === undefined) throw error;
    return found === "silent" ? undefined : found;
  }
}

const bootPath = "runtime.bootTime";
const statePath = "runtime.connectionState";

async function waitForBoot(
  session: Session,
  before: HostFacts,
  task: MoRef | undefined,
  request: TaskRequest,
): Promise<void> {
  const { id } = before;
  let wasAway = false;
  const host: Watched = { ref: hostRef(id), paths: [bootPath, statePath] };
  await watch(session, {
    what: `reboot of ${before.name} (${id})`,
    // The task is only of interest while it says that there will be no reboot.
    objects: task === undefined ? [host] : [host, { ref: task, paths: ["info"], mayVanish: true }],
    until: (seen) => {
      wasAway ||= seen.get(id)?.[statePath] !== "connected";
      if (task !== undefined) refuseFailed(task, seen, request);
      return isBack(seen, before, wasAway) ? true : undefined;
    },
    state: (seen) => {
      const boot = seen.get(id)?.[bootPath];
      return `${seen.get(id)?.[statePath] ?? "unknown"}, booted ${boot === undefined ? "at an unknown time" : `at ${boot}`}`;
    },
    rideOver: (error) => {
      const away = isAway(error);
      wasAway ||= away;
      return away;
    },
    wait: request.wait,
  });
}

function isBack(seen: Seen, before: HostFacts, wasAway: boolean): boolean {
  const host = seen.get(before.id);
  if (host?.[statePath] !== "connected" || host[bootPath] === undefined) return false;
  const newer = Date.parse(String(host[bootPath])) - (before.bootTime === undefined ? 0 : Date.parse(before.bootTime));
  // A host that was seen away may have come back with its clock set back.
  return (wasAway ? Math.abs(newer) : newer) > driftMs;
}

/** What a host, or the API of a lone host, answers while it goes down, is down and comes up. */
function isAway(error: unknown): boolean {
  return error instanceof ConnectError || error instanceof NotVSphereError || isFault(error, "HostCommunication");
}

/** A task that lost its host on the way is no failure: that is what was asked for. */
function refuseFailed(task: MoRef, seen: Seen, request: TaskRequest): void {
  try {
    taskEnded(seenTask(task, seen), request);
  } catch (error) {
    if (!isAway(error)) throw error;
  }
}

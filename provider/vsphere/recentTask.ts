import * as z from "zod";
import { ConnectError } from "../errors/connectError";
import { retrieve } from "./properties";
import { believe, list, moRef, string } from "./reply";
import type { Session } from "./session";
import { startTask, type TaskRequest } from "./task";
import type { MoRef } from "./wire";

const path = "recentTask";
const tasks = z.object({ [path]: list(moRef) });
const infos = z.object({ info: z.object({ name: string.optional(), state: string }) });

export type RecentTask = z.output<typeof infos>["info"];

/** The connection broke after the request had gone out: the server may have carried it out. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof ConnectError && error.sent && error.reason !== "unavailable";
}

export function isUnderWay({ state }: RecentTask): boolean {
  return state === "queued" || state === "running";
}

/**
 * Starts a task. When the answer is lost, the server's own list tells whether it runs: for methods with which it does
 * not matter whose task it is.
 */
export async function startOrFind(
  session: Session,
  request: TaskRequest,
  fits: (task: RecentTask) => boolean,
): Promise<MoRef> {
  try {
    return await startTask(session, request);
  } catch (error) {
    const found = isUnanswered(error) ? await findRecent(session, request, fits) : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

/** The newest task of the method on the object that fits. */
export async function findRecent(
  session: Session,
  { method, object }: TaskRequest,
  fits: (task: RecentTask, id: string) => boolean,
): Promise<MoRef | undefined> {
  const refs = await listRecent(session, object);
  const found = await retrieve(session, { objects: refs, paths: { Task: ["info"] } });
  return found.findLast(({ ref, values }) => {
    const { info } = believe(infos, values, "RetrievePropertiesEx", `${ref.id} `);
    return bareName(info.name ?? "") === bareName(method) && fits(info, ref.id);
  })?.ref;
}

async function listRecent(session: Session, object: MoRef): Promise<readonly MoRef[]> {
  const [owner] = await retrieve(session, { objects: [object], paths: { [object.type]: [path] } });
  return believe(tasks, owner?.values ?? {}, "RetrievePropertiesEx", `${object.id} `)[path];
}

/** IDs of the tasks that the server has in its list for an object. */
export async function recentTasks(session: Session, object: MoRef): Promise<readonly string[]> {
  return (await listRecent(session, object)).map(({ id }) => id);
}

/** Some servers leave the suffix out of a task's name. */
function bareName(method: string): string {
  return method.replace(/_Task$/, "");
}

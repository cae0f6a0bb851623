import { type Data, Ref, type Typed } from "../wire/values";
import { Cancelled } from "./clock";
import type { Entity } from "./entities";
import { faults, VimFault } from "./fault";
import { bind, type Kind } from "./managed";
import type { World } from "./world";

export interface TaskState {
  readonly ref: Ref;
  readonly name: string;
  readonly descriptionId: string;
  readonly entity: Entity;
  readonly user: string;
  readonly cancelable: boolean;
  state: "queued" | "running" | "success" | "error";
  cancelled: boolean;
  progress: number | undefined;
  error: VimFault | undefined;
  /** Set by what the task does, where it answers something. */
  result: Typed | undefined;
  readonly queueTime: Date;
  startTime: Date | undefined;
  completeTime: Date | undefined;
  readonly abort: AbortController;
}

/** What a task does. It gets a signal that CancelTask aborts. */
export type Work = (signal: AbortSignal, task: TaskState) => Promise<void>;

export interface TaskPlan {
  readonly name: string;
  readonly descriptionId: string;
  readonly entity: Entity;
  readonly user: string;
  readonly cancelable?: boolean;
  readonly run: Work;
}

const retentionMs = 10 * 60 * 1000;

/** Starts, runs and forgets tasks. vCenter forgets a task about ten minutes after its end (not certain how exactly). */
export class Tasks {
  readonly recent: TaskState[] = [];

  constructor(
    private readonly world: World,
    private readonly kind: Kind<TaskState>,
  ) {}

  start(plan: TaskPlan): Ref {
    this.forgetOld();
    const ref = new Ref("Task", this.world.isLoneHost ? `haTask-${this.world.next()}` : `task-${this.world.next()}`);
    const { name, descriptionId, entity, user, cancelable = false } = plan;
    const open = {
      state: "queued",
      cancelled: false,
      progress: undefined,
      error: undefined,
      result: undefined,
    } as const;
    const times = { queueTime: this.world.clock.now(), startTime: undefined, completeTime: undefined };
    const abort = new AbortController();
    const task: TaskState = { ref, name, descriptionId, entity, user, cancelable, ...open, ...times, abort };
    this.recent.push(task);
    this.world.add(bind(this.world, ref, this.kind, task, entity));
    this.world.changed();
    void this.run(task, plan.run);
    return ref;
  }

  find(ref: Ref): TaskState | undefined {
    return this.recent.find((task) => task.ref.equals(ref));
  }

  forgetAll(): void {
    for (const { ref } of this.recent.splice(0)) this.world.remove(ref);
  }

  private async run(task: TaskState, work: Work): Promise<void> {
    const { clock } = this.world;
    try {
      await clock.delay("task", task.abort.signal);
      task.state = "running";
      task.startTime = clock.now();
      task.progress = 0;
      this.world.changed();
      await work(task.abort.signal, task);
      this.end(task, "success");
    } catch (error) {
      task.cancelled = error instanceof Cancelled;
      task.error = asFault(error);
      this.end(task, "error");
    }
  }

  private end(task: TaskState, state: "success" | "error"): void {
    task.state = state;
    task.progress = undefined;
    task.completeTime = this.world.clock.now();
    this.world.changed();
  }

  private forgetOld(): void {
    const limit = this.world.clock.now().getTime() - retentionMs;
    while (this.recent[0]?.completeTime && this.recent[0].completeTime.getTime() < limit) {
      const old = this.recent.shift();
      if (old) this.world.objects.delete(old.ref.id);
    }
  }
}

/** Whatever was thrown, as a fault: a bug of the simulator shows as SystemError, which tests then see. */
export function asFault(error: unknown): VimFault {
  if (error instanceof VimFault) return error;
  if (error instanceof Cancelled) return faults.canceled();
  const reason = error instanceof Error ? error.message : String(error);
  return new VimFault("SystemError", `A general system error occurred: ${reason}`, { reason });
}

/** TaskInfo. */
export function taskInfo(task: TaskState): Data {
  return {
    key: task.ref.id,
    task: task.ref,
    name: task.name,
    descriptionId: task.descriptionId,
    entity: task.entity.ref,
    entityName: task.entity.name,
    state: task.state,
    cancelled: task.cancelled,
    cancelable: task.cancelable && (task.state === "queued" || task.state === "running"),
    error: task.error?.localized,
    result: task.result,
    progress: task.state === "running" ? task.progress : undefined,
    reason: { $type: "TaskReasonUser", userName: task.user },
    queueTime: task.queueTime,
    startTime: task.startTime,
    completeTime: task.completeTime,
    eventChainId: Number(task.ref.id.replace(/\D/g, "")),
  };
}

import { faults } from "../model/fault";
import type { Kind } from "../model/managed";
import { type TaskState, taskInfo } from "../model/tasks";

export const Task: Kind<TaskState> = {
  properties: { info: taskInfo },
  methods: {
    CancelTask(task) {
      if (task.state === "success" || task.state === "error") throw faults.invalidState();
      if (!task.cancelable) throw faults.notSupported("task");
      task.abort.abort();
      return undefined;
    },
  },
};

import type { Kind } from "../model/managed";
import type { World } from "../model/world";
import { tables } from "../schema";
import type { Data } from "../wire/values";

const described = (keys: readonly string[]): Data[] => keys.map((key) => ({ label: key, summary: key, key }));

/** TaskDescription: real servers describe some thousand tasks, here it is the changing methods that are served. */
const description: Data = {
  methodInfo: described(tables.methods.filter(({ write }) => write).map(({ owner, name }) => `${owner}.${name}`)),
  state: described(["queued", "running", "success", "error"]),
  reason: described(["TaskReasonUser", "TaskReasonSystem"]),
};

export const TaskManager: Kind<World> = {
  properties: {
    recentTask: (world) => world.tasks.recent.map((task) => task.ref),
    description: () => description,
    maxCollector: () => 32,
  },
  methods: {},
};

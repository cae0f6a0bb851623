import type { Kind } from "../model/managed";
import type { World } from "../model/world";

export const TaskManager: Kind<World> = {
  properties: { recentTask: (world) => world.tasks.recent.map((task) => task.ref), maxCollector: () => 32 },
  methods: {},
};

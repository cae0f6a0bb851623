import { aboutInfo } from "../data/about";
import type { Kind } from "../model/managed";
import type { World } from "../model/world";
import type { Data } from "../wire/values";

function content(world: World): Data {
  const { known } = world;
  return {
    rootFolder: known.rootFolder,
    propertyCollector: known.propertyCollector,
    viewManager: known.viewManager,
    about: aboutInfo(world.inventory),
    sessionManager: known.sessionManager,
    taskManager: known.taskManager,
    searchIndex: known.searchIndex,
  };
}

export const ServiceInstance: Kind<World> = {
  properties: {
    content,
    capability: ({ isLoneHost }) => ({
      provisioningSupported: !isLoneHost,
      multiHostSupported: !isLoneHost,
      userShellAccessSupported: isLoneHost,
    }),
    serverClock: (world) => world.clock.now(),
  },
  methods: {
    RetrieveServiceContent: content,
    CurrentTime: (world) => world.clock.now(),
  },
};

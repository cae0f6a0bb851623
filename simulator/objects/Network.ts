import type { Entity } from "../model/entities";
import type { Kind } from "../model/managed";
import { entityProperties, refsOf } from "./entity";

export const Network: Kind<Entity> = {
  properties: {
    ...entityProperties,
    host: (network, world) => refsOf([...world.hosts.values()].filter((host) => host.networks.includes(network))),
    vm: () => [],
  },
  methods: {},
};

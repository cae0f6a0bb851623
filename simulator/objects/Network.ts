import type { Entity } from "../model/entities";
import type { Kind } from "../model/managed";
import { entityProperties, refsOf } from "./entity";

export const Network: Kind<Entity> = {
  properties: {
    ...entityProperties,
    summary: ({ ref, name }) => ({ network: ref, name, accessible: true, ipPoolName: "" }),
    host: (network, world) => refsOf([...world.hosts.values()].filter((host) => host.networks.includes(network))),
    vm: () => [],
  },
  methods: {},
};

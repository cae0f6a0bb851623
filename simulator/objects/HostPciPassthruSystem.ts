import { passthruInfo } from "../data/hostPci";
import type { Host } from "../model/entities";
import type { Kind } from "../model/managed";
import { refreshPassthru, updatePassthru } from "../semantics/passthru";
import { list } from "../wire/values";

export const HostPciPassthruSystem: Kind<Host> = {
  properties: { pciPassthruInfo: (host) => host.pci.map(passthruInfo), availableField: () => [], value: () => [] },
  methods: {
    UpdatePassthruConfig(host, { world, args }) {
      updatePassthru(world, host, list(args, "config"));
      return undefined;
    },
    Refresh(host, { world }) {
      refreshPassthru(world, host);
      return undefined;
    },
  },
};

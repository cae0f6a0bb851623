import type { Kind } from "../model/managed";
import type { Collector } from "../properties/collector";
import type { Filter } from "../properties/filter";

export const PropertyFilter: Kind<{ readonly filter: Filter; readonly collector: Collector }> = {
  properties: {},
  methods: {
    DestroyPropertyFilter({ filter, collector }, { world, ref }) {
      collector.filters.delete(filter);
      world.remove(ref);
      return undefined;
    },
  },
};

import type { Datacenter as DatacenterState } from "../model/entities";
import type { Kind } from "../model/managed";
import { powerOnMulti } from "../semantics/powerOnMulti";
import { entityProperties, refsOf } from "./entity";

export const Datacenter: Kind<DatacenterState> = {
  properties: {
    ...entityProperties,
    configuration: () => ({}),
    vmFolder: (datacenter) => datacenter.vmFolder.ref,
    hostFolder: (datacenter) => datacenter.hostFolder.ref,
    datastoreFolder: (datacenter) => datacenter.datastoreFolder.ref,
    networkFolder: (datacenter) => datacenter.networkFolder.ref,
    datastore: (datacenter) => refsOf(datacenter.datastoreFolder.children),
    network: (datacenter) => refsOf(datacenter.networkFolder.children),
  },
  methods: { PowerOnMultiVM_Task: powerOnMulti },
};

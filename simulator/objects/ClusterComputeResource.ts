import type { Compute } from "../model/entities";
import type { Kind } from "../model/managed";
import type { Data } from "../wire/values";
import { ComputeResource, drsRows, usage } from "./ComputeResource";

function summary(compute: Compute): Data {
  return { ...usage(compute), $type: "ClusterComputeResourceSummary", currentFailoverLevel: 0, numVmotions: 0 };
}

export const ClusterComputeResource: Kind<Compute> = {
  properties: {
    ...ComputeResource.properties,
    summary,
    summaryEx: summary,
    configuration: (compute) => ({
      dasConfig: { enabled: false },
      drsConfig: { enabled: compute.drs.enabled, defaultVmBehavior: compute.drs.behavior },
      drsVmConfig: drsRows(compute),
    }),
  },
  methods: ComputeResource.methods,
};

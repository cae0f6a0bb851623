import type { Compute } from "../model/entities";
import type { Kind } from "../model/managed";
import { ComputeResource, drsRows, usage } from "./ComputeResource";

export const ClusterComputeResource: Kind<Compute> = {
  properties: {
    ...ComputeResource.properties,
    summary: (compute) => ({
      ...usage(compute),
      $type: "ClusterComputeResourceSummary",
      currentFailoverLevel: 0,
      numVmotions: 0,
    }),
    configuration: (compute) => ({
      dasConfig: { enabled: false },
      drsConfig: { enabled: compute.drs.enabled, defaultVmBehavior: compute.drs.behavior },
      drsVmConfig: drsRows(compute),
    }),
  },
  methods: ComputeResource.methods,
};

import type { Compute } from "../model/entities";
import type { Kind } from "../model/managed";
import { reconfigureCompute } from "../semantics/cluster";
import type { Data } from "../wire/values";
import { entityProperties, refsOf } from "./entity";

export function usage(compute: Compute): Data {
  const { hosts } = compute;
  const memory = hosts.reduce((sum, host) => sum + host.spec.memoryMB, 0);
  const cores = hosts.reduce((sum, host) => sum + host.spec.cores, 0);
  const usable = hosts.filter((host) => host.connection === "connected" && !host.inMaintenance);
  return {
    totalCpu: cores * 2600,
    totalMemory: memory * 1024 ** 2,
    numCpuCores: cores,
    numCpuThreads: cores,
    effectiveCpu: cores * 2600,
    effectiveMemory: memory,
    numHosts: hosts.length,
    numEffectiveHosts: usable.length,
    overallStatus: "green",
  };
}

function configuration(compute: Compute): Data {
  const { drs } = compute;
  if (!compute.isCluster) return { vmSwapPlacement: "vmDirectory" };
  return {
    $type: "ClusterConfigInfoEx",
    vmSwapPlacement: "vmDirectory",
    dasConfig: { enabled: false, admissionControlEnabled: false },
    dasVmConfig: [...compute.dasOverrides.values()],
    drsConfig: {
      enabled: drs.enabled,
      enableVmBehaviorOverrides: drs.overridesEnabled,
      defaultVmBehavior: drs.behavior,
      vmotionRate: drs.vmotionRate,
    },
    drsVmConfig: drsRows(compute),
  };
}

export function drsRows(compute: Compute): Data[] {
  const vms = compute.hosts.flatMap((host) => [...host.vms]);
  return vms.flatMap((vm) => {
    const override = compute.overrides.get(vm.ref.id);
    return override ? [{ key: vm.ref, ...override }] : [];
  });
}

export const ComputeResource: Kind<Compute> = {
  properties: {
    ...entityProperties,
    resourcePool: (compute) => compute.pool.ref,
    host: (compute) => refsOf(compute.hosts),
    datastore: (compute) => refsOf(new Set(compute.hosts.flatMap((host) => host.datastores))),
    network: (compute) => refsOf(new Set(compute.hosts.flatMap((host) => host.networks))),
    summary: usage,
    environmentBrowser: (compute) => compute.browser,
    configurationEx: configuration,
  },
  methods: { ReconfigureComputeResource_Task: reconfigureCompute },
};

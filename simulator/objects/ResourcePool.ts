import type { Compute, Entity } from "../model/entities";
import type { Kind } from "../model/managed";
import type { Data } from "../wire/values";
import { entityProperties, refsOf } from "./entity";

const compute = (pool: Entity) => pool.parent as Compute;

function allocation(): Data {
  return { reservation: 0, expandableReservation: true, limit: -1, shares: { shares: 4000, level: "normal" } };
}

function memoryUse(pool: Entity): Data {
  const { hosts } = compute(pool);
  const total = hosts.reduce((sum, host) => sum + host.spec.memoryMB, 0) * 1024 ** 2;
  const vms = hosts.flatMap((host) => [...host.vms]).filter((vm) => vm.power === "poweredOn");
  const used = vms.reduce((sum, vm) => sum + vm.reservationMB, 0) * 1024 ** 2;
  return {
    reservationUsed: used,
    reservationUsedForVm: used,
    unreservedForPool: total - used,
    unreservedForVm: total - used,
    overallUsage: used,
    maxUsage: total,
  };
}

function runtime(pool: Entity): Data {
  return { memory: memoryUse(pool), cpu: { ...memoryUse(pool), reservationUsed: 0 }, overallStatus: "green" };
}

function config(pool: Entity): Data {
  return { entity: pool.ref, cpuAllocation: allocation(), memoryAllocation: allocation() };
}

export const ResourcePool: Kind<Entity> = {
  properties: {
    ...entityProperties,
    owner: (pool) => compute(pool).ref,
    resourcePool: () => [],
    vm: (pool) => refsOf(compute(pool).hosts.flatMap((host) => [...host.vms])),
    config,
    runtime,
    summary: (pool) => ({ name: pool.name, config: config(pool), runtime: runtime(pool) }),
  },
  methods: {},
};

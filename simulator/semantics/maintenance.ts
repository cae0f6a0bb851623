import { Cancelled } from "../model/clock";
import type { Host, Vm } from "../model/entities";
import { faults } from "../model/fault";
import type { Call } from "../model/managed";
import type { World } from "../model/world";
import type { Ref } from "../wire/values";
import { requireConnected } from "./connection";
import { canEvacuate, targetFor } from "./drs";
import { moveTo, shutOff, switchOn } from "./power";
import { userOf } from "./user";

export interface Entering {
  /** Of the client's own clock, so not scaled; zero or less: no limit. */
  readonly timeoutSeconds: number;
  readonly evacuateOff: boolean;
}

/**
 * The task waits until no VM runs on the host. DRS moves what it may; VMs with passthrough devices, and all VMs of a
 * lone host, have to be powered off by somebody.
 */
export function enterMaintenance(host: Host, call: Call, wanted: Entering): Ref {
  const { world } = call;
  return world.tasks.start({
    name: "EnterMaintenanceMode_Task",
    descriptionId: "HostSystem.enterMaintenanceMode",
    entity: host,
    user: userOf(call),
    cancelable: true,
    run: async (signal) => {
      requireConnected(world, host);
      if (host.inMaintenance || host.enteringMaintenance) throw faults.invalidState();
      host.enteringMaintenance = true;
      try {
        await emptied(world, host, wanted, signal);
        host.inMaintenance = true;
      } finally {
        host.enteringMaintenance = false;
        world.changed();
      }
    },
  });
}

async function emptied(world: World, host: Host, wanted: Entering, cancelled: AbortSignal): Promise<void> {
  const seconds = wanted.timeoutSeconds;
  const deadline = new AbortController();
  const signal = AbortSignal.any([cancelled, deadline.signal]);
  const over = new AbortController();
  if (seconds > 0) {
    void world.clock.wait(seconds * 1000, over.signal).then(
      () => deadline.abort(),
      () => undefined,
    );
  }
  try {
    await evacuate(world, host, wanted.evacuateOff, signal);
  } catch (error) {
    if (error instanceof Cancelled && deadline.signal.aborted) throw faults.timedOut();
    throw error;
  } finally {
    over.abort();
  }
}

const isRunning = (vm: Vm) => vm.power === "poweredOn";
const isAgent = (vm: Vm) => vm.managedBy !== undefined;

async function evacuate(world: World, host: Host, evacuateOff: boolean, signal: AbortSignal): Promise<void> {
  // Agent VMs such as vCLS are taken down by the system itself.
  for (const vm of host.vms) if (isAgent(vm) && isRunning(vm)) shutOff(world, vm);
  const running = () => [...host.vms].filter(isRunning);
  const movable = () =>
    [...host.vms].filter((vm) => (isRunning(vm) || evacuateOff) && canEvacuate(vm) && targetFor(vm));
  while (running().length > 0 || (evacuateOff && movable().length > 0)) {
    const next = movable()[0];
    if (next) await moveAway(world, next, signal);
    else await world.until(() => running().length === 0 || movable().length > 0, signal);
  }
}

async function moveAway(world: World, vm: Vm, signal: AbortSignal): Promise<void> {
  await world.clock.delay("migrate", signal);
  const target = targetFor(vm);
  if (!target || !canEvacuate(vm)) return;
  moveTo(vm, target);
  world.changed();
}

export function exitMaintenance(host: Host, call: Call): Ref {
  const { world } = call;
  return world.tasks.start({
    name: "ExitMaintenanceMode_Task",
    descriptionId: "HostSystem.exitMaintenanceMode",
    entity: host,
    user: userOf(call),
    run: async () => {
      requireConnected(world, host);
      if (!host.inMaintenance) throw faults.invalidState();
      host.inMaintenance = false;
      for (const vm of host.vms) if (isAgent(vm) && !isRunning(vm)) switchOn(world, vm);
      world.changed();
    },
  });
}

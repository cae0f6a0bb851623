import type { Host, Vm } from "../model/entities";
import { faults } from "../model/fault";
import type { Call } from "../model/managed";
import type { World } from "../model/world";
import { optionalRef, type Ref } from "../wire/values";
import { requireConnected } from "./connection";
import { checkPowerOn } from "./powerOnChecks";
import { touch, vmTask } from "./vmTask";

export function powerOn(vm: Vm, call: Call): Ref {
  const { world } = call;
  return vmTask(vm, call, async () => {
    place(world, vm, optionalRef(call.args, "host"));
    requireConnected(world, vm.host);
    if (vm.power === "poweredOn") throw faults.invalidPowerState("poweredOn", vm.power);
    if (vm.spec.template || vm.connection !== "connected") throw faults.invalidState();
    if (vm.host.inMaintenance || vm.host.enteringMaintenance) throw faults.invalidState();
    checkPowerOn(world, vm);
    await world.clock.delay("task");
    switchOn(world, vm);
  });
}

/** A powered-off VM of a cluster may be started on another of its hosts. */
function place(world: World, vm: Vm, wanted: Ref | undefined): void {
  if (!wanted || wanted.equals(vm.host.ref)) return;
  const host = world.host(wanted);
  if (host.compute !== vm.host.compute) throw faults.invalidArgument("host");
  moveTo(vm, host);
}

export function moveTo(vm: Vm, host: Host): void {
  vm.host.vms.delete(vm);
  vm.host = host;
  host.vms.add(vm);
}

export function switchOn(world: World, vm: Vm): void {
  vm.power = "poweredOn";
  vm.bootTime = world.clock.now();
  assignSlots(world, vm);
  world.changed();
  if (vm.spec.tools !== "running") return;
  void world.clock.delay("guestBoot").then(() => {
    if (vm.power !== "poweredOn") return;
    vm.toolsRunning = true;
    world.changed();
  });
}

/** The first power-on gives PCI devices their slots, which is a change of the configuration. */
function assignSlots(world: World, vm: Vm): void {
  const waiting = vm.devices.filter((device) => device.slot === undefined);
  if (waiting.length === 0) return;
  for (const device of waiting) device.slot = 256 + 32 * (device.key % 1000);
  touch(world, vm);
}

export function shutOff(world: World, vm: Vm): void {
  vm.power = "poweredOff";
  vm.toolsRunning = false;
  vm.bootTime = undefined;
  world.changed();
}

export function powerOff(vm: Vm, call: Call): Ref {
  return vmTask(vm, call, async () => {
    requireConnected(call.world, vm.host);
    if (vm.power === "poweredOff") throw faults.invalidPowerState("poweredOff", vm.power);
    shutOff(call.world, vm);
  });
}

/** DirectPath I/O excludes it. Fault and text are not known: of those that the method may answer, this one says it best. */
export function suspend(vm: Vm, call: Call): Ref {
  const { world } = call;
  return vmTask(vm, call, async () => {
    requireConnected(world, vm.host);
    if (vm.power !== "poweredOn") throw faults.invalidPowerState("suspended", vm.power);
    if (vm.devices.length > 0) throw faults.notSupported("a PCI DirectPath I/O device excludes suspending");
    await world.clock.delay("task");
    shutOff(world, vm);
    vm.power = "suspended";
    world.changed();
  });
}

export function reset(vm: Vm, call: Call): Ref {
  const { world } = call;
  return vmTask(vm, call, async () => {
    requireConnected(world, vm.host);
    if (vm.power !== "poweredOn") throw faults.invalidPowerState("poweredOn", vm.power);
    shutOff(world, vm);
    switchOn(world, vm);
  });
}

import type { Vm } from "../model/entities";
import { faults, VimFault } from "../model/fault";
import type { Call } from "../model/managed";
import { escapeName, unescapeName } from "../model/names";
import type { World } from "../model/world";
import {
  type Data,
  list,
  object,
  optionalData,
  optionalFlag,
  optionalNumber,
  optionalText,
  type Ref,
} from "../wire/values";
import { requireConnected } from "./connection";
import { changeExtraConfig } from "./extraConfig";
import { changeDevices } from "./reconfigureDevices";
import { changeMemory } from "./reconfigureMemory";
import { touch, vmTask } from "./vmTask";

/** Members of VirtualMachineConfigSpec that are understood. Any other one is refused, not silently dropped. */
const understood = new Set([
  "$type",
  "changeVersion",
  "name",
  "guestId",
  "annotation",
  "numCPUs",
  "numCoresPerSocket",
  "memoryMB",
  "memoryHotAddEnabled",
  "cpuHotAddEnabled",
  "deviceChange",
  "cpuAllocation",
  "memoryAllocation",
  "extraConfig",
  "firmware",
  "memoryReservationLockedToMax",
  "nestedHVEnabled",
  "fixedPassthruHotPlugEnabled",
]);

export function reconfigure(vm: Vm, call: Call): Ref {
  const spec = object(call.args, "spec");
  return vmTask(vm, call, async () => {
    await call.world.clock.delay("task");
    requireConnected(call.world, vm.host);
    check(vm, spec);
    // Everything is applied to a copy first: a reconfigure happens as a whole or not at all.
    const draft: Vm = { ...vm, devices: [...vm.devices], extraConfig: new Map(vm.extraConfig) };
    apply(call.world, draft, spec);
    const { host: _host, busy: _busy, power: _power, folder: _folder, ...changed } = draft;
    Object.assign(vm, changed);
    touch(call.world, vm);
  });
}

function check(vm: Vm, spec: Data): void {
  const version = optionalText(spec, "changeVersion");
  if (version !== undefined && version !== "" && version !== vm.changeVersion) {
    const message = "Cannot complete operation due to concurrent modification by another operation.";
    throw new VimFault("ConcurrentAccess", message);
  }
  if (vm.connection !== "connected") throw faults.invalidState();
  const strange = Object.keys(spec).find((key) => !understood.has(key));
  if (strange !== undefined) throw faults.notSupported(`the simulator does not reconfigure ${strange}`);
}

function apply(world: World, draft: Vm, spec: Data): void {
  changeNames(draft, spec);
  changeProcessors(draft, spec);
  changeOffOnly(draft, spec);
  changeDevices(world, draft, list(spec, "deviceChange"));
  changeMemory(draft, spec);
  changeExtraConfig(draft, list(spec, "extraConfig"));
}

function changeNames(draft: Vm, spec: Data): void {
  draft.name = unescapeName(optionalText(spec, "name") ?? escapeName(draft.name));
  draft.annotation = optionalText(spec, "annotation") ?? draft.annotation;
  draft.guestId = optionalText(spec, "guestId") ?? draft.guestId;
}

function changeProcessors(draft: Vm, spec: Data): void {
  const cpus = optionalNumber(spec, "numCPUs") ?? draft.cpus;
  if (cpus !== draft.cpus && draft.power === "poweredOn" && !draft.cpuHotAdd) {
    throw new VimFault("CpuHotPlugNotSupported", "CPU hot plug is not supported for this virtual machine.");
  }
  draft.cpus = cpus;
  draft.coresPerSocket = optionalNumber(spec, "numCoresPerSocket") ?? draft.coresPerSocket;
  const cpu = optionalData(spec, "cpuAllocation");
  if (cpu) draft.cpuReservation = optionalNumber(cpu, "reservation") ?? draft.cpuReservation;
}

/** Settings that a running VM cannot change. */
function changeOffOnly(draft: Vm, spec: Data): void {
  const firmware = optionalText(spec, "firmware");
  if (firmware !== undefined && firmware !== "bios" && firmware !== "efi")
    throw faults.invalidArgument("spec.firmware");
  const next = {
    firmware: firmware ?? draft.firmware,
    nestedHV: optionalFlag(spec, "nestedHVEnabled") ?? draft.nestedHV,
    hotPlugPassthru: optionalFlag(spec, "fixedPassthruHotPlugEnabled") ?? draft.hotPlugPassthru,
    memoryHotAdd: optionalFlag(spec, "memoryHotAddEnabled") ?? draft.memoryHotAdd,
    cpuHotAdd: optionalFlag(spec, "cpuHotAddEnabled") ?? draft.cpuHotAdd,
  };
  const differs = Object.entries(next).some(([key, value]) => draft[key as keyof typeof next] !== value);
  if (differs && draft.power !== "poweredOff") throw faults.invalidPowerState("poweredOff", draft.power);
  Object.assign(draft, next);
}

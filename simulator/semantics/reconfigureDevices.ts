import type { Behaviours } from "../behaviours";
import type { Vm, VmDevice } from "../model/entities";
import { faults, VimFault } from "../model/fault";
import type { World } from "../model/world";
import { type Data, isData, number, object, optionalNumber, optionalText } from "../wire/values";
import { platformLimit } from "./limits";
import { nestedRefusal, unsupportedVersion } from "./powerOnChecks";

const firstKey = 13000;
const pciController = 100;

/** Only PCI passthrough devices can be changed; other kinds are refused, not silently dropped. */
export function changeDevices(world: World, draft: Vm, changes: readonly Data[]): void {
  if (changes.length === 0) return;
  checkNewKeys(changes);
  changes.forEach((change, index) => {
    const device = object(change, "device");
    const operation = optionalText(change, "operation") ?? "edit";
    if (operation !== "remove" && device.$type !== "VirtualPCIPassthrough") {
      throw faults.notSupported(`the simulator changes VirtualPCIPassthrough only, not ${device.$type}`);
    }
    requireOff(draft, index, world.behaviours.hotPlugRefusal);
    if (operation === "add") add(draft, device, index, world.apiVersion);
    else if (operation === "remove") remove(draft, number(device, "key"), index);
    else edit(draft, device, index);
  });
}

function checkNewKeys(changes: readonly Data[]): void {
  const seen = new Set<number>();
  changes.forEach((change, index) => {
    if (change.operation !== "add") return;
    const key = number(object(change, "device"), "key");
    if (seen.has(key)) throw faults.invalidArgument(`deviceChange[${index}].device.key`);
    seen.add(key);
  });
}

/** No hot-plug of passthrough devices: the usual fault and its messages are as observed on ESXi 8.0. */
function requireOff(draft: Vm, index: number, refusal: Behaviours["hotPlugRefusal"]): void {
  if (draft.power === "poweredOff") return;
  if (refusal === "InvalidPowerState") throw faults.invalidPowerState("poweredOff", draft.power);
  if (refusal === "DeviceHotPlugNotSupported") {
    throw deviceFault(refusal, "Hot-plug is not supported for this device.", index);
  }
  throw faults.vmConfig("msg.devices.hotplug.failed", "The hot-plug operation failed. ", [
    [
      "msg.pciPassthru.noMigration",
      "vMotion, Storage vMotion, Fault Tolerance, and PCI hot-plug cannot be used for a virtual machine with PCI DirectPath I/O device. ",
    ],
  ]);
}

function deviceFault(type: string, message: string, deviceIndex: number, fields: Data = {}): VimFault {
  return new VimFault(type, message, { ...fields, deviceIndex, property: `deviceChange[${deviceIndex}].device` });
}

function add(draft: Vm, device: Data, index: number, apiVersion: string): void {
  const backing = checkedBacking(device, index);
  const controllerKey = optionalNumber(device, "controllerKey");
  if (controllerKey !== undefined && controllerKey !== pciController) {
    throw deviceFault("InvalidController", `Invalid controller for device '${index}'.`, index, { controllerKey });
  }
  if (draft.hardwareVersion < 7) throw unsupportedVersion(draft, index);
  if (draft.nestedHV) throw nestedRefusal();
  const limit = platformLimit(draft.hardwareVersion, apiVersion);
  if (draft.devices.length >= limit) {
    throw new VimFault("TooManyDevices", "The maximum number of devices has been exceeded.", {
      property: `deviceChange[${index}].device`,
    });
  }
  draft.devices.push(placed(draft, backing));
}

function checkedBacking(device: Data, index: number): Data {
  const { backing } = device;
  if (!isData(backing) || !backing.$type?.startsWith("VirtualPCIPassthrough")) {
    throw deviceFault("InvalidDeviceBacking", `Incompatible device backing specified for device '${index}'.`, index);
  }
  return backing;
}

/** Keys from 13000; unit numbers in two bands of the PCI controller; gaps are used again. */
function placed(draft: Vm, backing: Data): VmDevice {
  const taken = new Set(draft.devices.map((device) => device.key - firstKey));
  let position = 0;
  while (taken.has(position)) position++;
  return {
    key: firstKey + position,
    unitNumber: position < 4 ? 18 + position : 34 + position,
    backing,
    slot: undefined,
  };
}

function indexOf(draft: Vm, key: number, index: number): number {
  const at = draft.devices.findIndex((device) => device.key === key);
  if (at < 0) throw deviceFault("DeviceNotFound", `Device '${index}' was not found.`, index);
  return at;
}

function remove(draft: Vm, key: number, index: number): void {
  draft.devices.splice(indexOf(draft, key, index), 1);
}

function edit(draft: Vm, device: Data, index: number): void {
  const at = indexOf(draft, number(device, "key"), index);
  const old = draft.devices[at];
  if (old) draft.devices[at] = { ...old, backing: checkedBacking(device, index) };
}

import type { Host, Vm } from "../model/entities";
import { faults, VimFault } from "../model/fault";
import type { Call } from "../model/managed";
import type { World } from "../model/world";
import { optionalData, optionalRef, type Ref } from "../wire/values";
import { requireConnected } from "./connection";
import { moveTo } from "./power";
import { admit } from "./powerOnChecks";
import { vmTask } from "./vmTask";

/** `MigrateVM_Task` and `RelocateVM_Task`. Only the host is moved; datastores are not modelled. */
export function migrate(vm: Vm, call: Call): Ref {
  const { world, args } = call;
  const wanted = optionalRef(optionalData(args, "spec") ?? args, "host");
  return vmTask(vm, call, async (signal) => {
    requireConnected(world, vm.host);
    const target = wanted && world.host(wanted);
    if (!target || target === vm.host) return;
    checkMigration(world, vm, target);
    await world.clock.delay("migrate", signal);
    checkMigration(world, vm, target);
    moveTo(vm, target);
    world.changed();
  });
}

function checkMigration(world: World, vm: Vm, target: Host): void {
  const device = vm.devices[0];
  const isStuck = vm.power !== "poweredOff" || world.behaviours.coldMigration === "refused";
  if (device && isStuck) throw deviceAttached(`PCI device ${device.key - 13000}`);
  requireConnected(world, target);
  if (vm.power === "poweredOn" && (target.inMaintenance || target.enteringMaintenance)) throw faults.invalidState();
  if (vm.power === "poweredOn") admit({ ...vm, host: target });
}

function deviceAttached(device: string): VimFault {
  const cause = new VimFault("DeviceNotSupported", `Device '${device}' is not supported.`, { device });
  return new VimFault(
    "DisallowedMigrationDeviceAttached",
    "The virtual machine is using a device that prevents migration.",
    { fault: cause.localized },
  );
}

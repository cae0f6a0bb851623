import type { Host, Vm } from "../model/entities";
import { faults, VimFault } from "../model/fault";
import type { Call } from "../model/managed";
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
    requireConnected(vm.host);
    const target = wanted && world.host(wanted);
    if (!target || target === vm.host) return;
    checkMigration(vm, target);
    await world.clock.delay("migrate", signal);
    checkMigration(vm, target);
    moveTo(vm, target);
    world.changed();
  });
}

function checkMigration(vm: Vm, target: Host): void {
  const device = vm.devices[0];
  if (device) throw deviceAttached(`PCI device ${device.key - 13000}`);
  requireConnected(target);
  if (vm.power === "poweredOn" && (target.inMaintenance || target.enteringMaintenance)) throw faults.invalidState();
  if (vm.power === "poweredOn") admit({ ...vm, host: target });
}

/** vCenter refuses whether the VM is on or off here; a cold migration that loses the device is left out. */
function deviceAttached(device: string): VimFault {
  const cause = new VimFault("DeviceNotSupported", `Device '${device}' is not supported.`, { device });
  return new VimFault(
    "DisallowedMigrationDeviceAttached",
    "The virtual machine is using a device that prevents migration.",
    { fault: cause.localized },
  );
}

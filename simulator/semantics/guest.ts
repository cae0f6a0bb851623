import type { Vm } from "../model/entities";
import { faults, VimFault } from "../model/fault";
import type { Call } from "../model/managed";
import { requireConnected } from "./connection";
import { shutOff } from "./power";

/** `ShutdownGuest` returns at once; the guest goes down some time later, or never. */
export function shutdownGuest(vm: Vm, { world }: Call): undefined {
  requireConnected(world, vm.host);
  if (vm.power !== "poweredOn") throw faults.invalidPowerState("poweredOff", vm.power);
  if (!vm.toolsRunning) {
    throw new VimFault(
      "ToolsUnavailable",
      "Cannot complete operation because VMware Tools is not running in this virtual machine.",
    );
  }
  if (vm.spec.ignoresShutdown) return undefined;
  void world.clock.delay("guestShutdown").then(() => {
    if (vm.power === "poweredOn") shutOff(world, vm);
  });
  return undefined;
}

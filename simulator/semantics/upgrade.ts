import type { Vm } from "../model/entities";
import { faults, VimFault } from "../model/fault";
import type { Call } from "../model/managed";
import { optionalText, type Ref } from "../wire/values";
import { newestHardware } from "./limits";
import { touch, vmTask } from "./vmTask";

/** `UpgradeVM_Task`: to the named hardware version, or to the newest the host runs. */
export function upgrade(vm: Vm, call: Call): Ref {
  const { world } = call;
  return vmTask(vm, call, async () => {
    if (vm.power !== "poweredOff") throw faults.invalidPowerState("poweredOff", vm.power);
    const newest = newestHardware(world.apiVersion);
    const named = optionalText(call.args, "version");
    const match = /^vmx-(\d+)$/.exec(named ?? `vmx-${newest}`);
    const version = Number(match?.[1]);
    if (!match || version > newest) throw faults.invalidArgument("version");
    if (version <= vm.hardwareVersion) {
      throw new VimFault("AlreadyUpgraded", "The virtual machine is already up-to-date.");
    }
    vm.hardwareVersion = version;
    touch(world, vm);
  });
}

import type { Vm } from "../model/entities";
import { VimFault } from "../model/fault";
import type { Call } from "../model/managed";
import type { Work } from "../model/tasks";
import type { World } from "../model/world";
import type { Ref } from "../wire/values";
import { userOf } from "./user";

const descriptions: Readonly<Record<string, string>> = {
  ReconfigVM_Task: "VirtualMachine.reconfigure",
  PowerOnVM_Task: "VirtualMachine.powerOn",
  PowerOffVM_Task: "VirtualMachine.powerOff",
  SuspendVM_Task: "VirtualMachine.suspend",
  ResetVM_Task: "VirtualMachine.reset",
  MigrateVM_Task: "VirtualMachine.migrate",
  RelocateVM_Task: "VirtualMachine.relocate",
  UpgradeVM_Task: "VirtualMachine.upgradeVirtualHardware",
};

/** A task that has the VM for itself: another one meanwhile is refused with TaskInProgress. */
export function vmTask(vm: Vm, call: Call, run: Work): Ref {
  const { world, method } = call;
  if (vm.busy) throw new VimFault("TaskInProgress", "Another task is already in progress.", { task: vm.busy });
  const task = world.tasks.start({
    name: method,
    descriptionId: descriptions[method] ?? method,
    entity: vm,
    user: userOf(call),
    run: async (signal, state) => {
      try {
        await run(signal, state);
      } finally {
        vm.busy = undefined;
      }
    },
  });
  vm.busy = task;
  return task;
}

let counter = 0;

/** Each change of a VM's configuration gives it another, opaque `changeVersion`. */
export function touch(world: World, vm: Vm): void {
  counter = (counter + 1) % 1000;
  vm.modified = world.clock.now();
  vm.changeVersion = vm.modified.toISOString().replace("Z", `${String(counter).padStart(3, "0")}Z`);
  world.changed();
}

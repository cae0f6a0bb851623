import type { Datacenter } from "../model/entities";
import { VimFault } from "../model/fault";
import type { Call } from "../model/managed";
import { type Data, type Ref, refs, Typed } from "../wire/values";
import { powerOn } from "./power";
import { userOf } from "./user";

/** `PowerOnMultiVM_Task` starts a task for each VM and ends before they do. DRS places nothing: each stays on its host. */
export function powerOnMulti(datacenter: Datacenter, call: Call): Ref {
  const vms = refs(call.args, "vm").map((wanted) => call.world.vm(wanted));
  return call.world.tasks.start({
    name: call.method,
    descriptionId: "Datacenter.powerOnVm",
    entity: datacenter,
    user: userOf(call),
    run: async (_, task) => {
      const attempted: Data[] = [];
      const notAttempted: Data[] = [];
      for (const vm of vms) {
        try {
          const started = powerOn(vm, { ...call, method: "PowerOnVM_Task", ref: vm.ref, args: {} });
          attempted.push({ vm: vm.ref, task: started });
        } catch (error) {
          if (!(error instanceof VimFault)) throw error;
          notAttempted.push({ vm: vm.ref, fault: error.localized });
        }
      }
      task.result = new Typed("ClusterPowerOnVmResult", { attempted, notAttempted });
    },
  });
}

import type { VmFacts } from "../vsphere/types";
import { isTold } from "./capability";
import type { AttachCase } from "./cases";
import type { Rule } from "./rule";
import { wording } from "./wording";

/** What keeps a VM from having a passthrough device; empty when nothing does. */
export function unfitReasons(vm: VmFacts): readonly string[] {
  const reasons: readonly (readonly [boolean, string])[] = [
    [vm.template, "it is a template"],
    [vm.connectionState !== "connected", `it is ${vm.connectionState}`],
    [vm.powerState === "suspended", "it is suspended"],
    [vm.hasSnapshots, "it has snapshots"],
    [vm.nestedHV, "nested hardware virtualisation is on"],
    [vm.faultTolerance, "fault tolerance is on"],
    [vm.question !== undefined, `a question waits for an answer: ${vm.question ?? ""}`],
  ];
  return reasons.filter(([applies]) => applies).map(([, reason]) => reason);
}

export const vmState: Rule<AttachCase, "vm"> = {
  id: "vm-state",
  property: "vm",
  violated({ vm, host }) {
    // The VMs of a host that is away are so too; what there is to do is said of the host.
    if (vm === undefined || (host !== undefined && !isTold(host))) return undefined;
    const reasons = unfitReasons(vm);
    return reasons.length === 0 ? undefined : wording.vmState(vm, reasons);
  },
};

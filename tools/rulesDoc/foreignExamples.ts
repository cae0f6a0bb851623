/** Examples of the rules over resources of the `vsphere` package: the rules judge a program of two or three resources. */
import { type ForeignRuleId, judgeForeign, messageOf, type Recorded, types } from "../../provider/rules/foreign";
import type { foreignRows } from "../../provider/rules/foreignCatalog";
import { gpuAddress } from "./sample";

function recorded(
  type: string,
  name: string,
  props: Recorded["props"],
  ignoreChanges: readonly string[] = [],
): Recorded {
  return { urn: `urn:pulumi:dev::project::${type}::${name}`, type, props, sources: {}, ignoreChanges };
}

const attachment = recorded(types.attachment, "gpu", { vm: "vm-112", host: "host-12", address: gpuAddress });
const device = recorded(types.device, "gpu-device", { host: "host-12", address: gpuAddress });

/** A VM that does nothing wrong, but for what the example says. */
function machine(props: Recorded["props"], ignoreChanges: readonly string[] = ["pciDeviceIds"]): Recorded {
  const reserved = { memory: 8192, memoryReservation: 8192, memoryReservationLockedToMax: true };
  return recorded(types.machine, "ml-02", { name: "ml-02", moid: "vm-112", ...reserved, ...props }, ignoreChanges);
}

/** The message of one rule, which has to be the one that the program goes against. */
function message(id: ForeignRuleId, program: readonly Recorded[]): string {
  const finding = judgeForeign(program).find(({ rule }) => rule.id === id);
  if (finding === undefined) throw new Error(`the example program does not go against ${id}`);
  return messageOf(finding);
}

export const foreignExamples: Readonly<Record<keyof typeof foreignRows, () => string>> = {
  "device-owner": () => message("device-owner", [attachment, machine({ pciDeviceIds: [gpuAddress] }, [])]),
  "device-removal": () => message("device-removal", [attachment, machine({}, [])]),
  "ha-restart": () =>
    message("ha-restart", [
      attachment,
      recorded(types.haOverride, "ml-02-ha", {
        computeClusterId: "domain-c8",
        virtualMachineId: "vm-112",
        haVmRestartPriority: "high",
        haHostIsolationResponse: "shutdown",
      }),
    ]),
  "reservation-reset": () => message("reservation-reset", [attachment, machine({ memoryReservation: 0 })]),
  "vmotion-network": () =>
    message("vmotion-network", [device, recorded(types.vnic, "vmk1", { host: "host-12", services: ["vmotion"] })]),
};

/** One example message per rule, by the functions that word the real ones. A rule without an example does not compile. */
import { parseHostDevice } from "../../provider/resources/hostDeviceInputs";
import type { RuleId } from "../../provider/rules/catalog";
import { hostReboot, powerCycle } from "../../provider/rules/changes";
import { adopted, drift, lostFeatures, rebootPending, siblings, unordered, vmUnborn } from "../../provider/rules/flags";
import { type Problem, sentence } from "../../provider/rules/rule";
import { hostLabel, vmLabel, wording } from "../../provider/rules/wording";
import { foreignExamples } from "./foreignExamples";
import { cluster, faxAddress, gpu, gpuAddress, gpuInfo, host, nic, otherVm, vm } from "./sample";

const fibreChannel = "0000:65:00.0";

function refused(rule: RuleId, property: string, problem: () => Problem): () => string {
  return () => sentence(rule, property, problem());
}

const refusals = {
  ambiguous: refused("ambiguous", "vm", () =>
    wording.unresolved({
      kind: "vm",
      reference: "web",
      ambiguous: true,
      candidates: [
        { id: "vm-114", path: "/DC0/vm/blue/web" },
        { id: "vm-121", path: "/DC0/vm/green/web" },
      ],
    }),
  ),
  conflict: refused("conflict", "power", () =>
    wording.conflict("power", `the attachments of ${vmLabel(vm)}`, ['fax: "powerOff"', 'gpu: "shutdown"']),
  ),
  "critical-device": refused("critical-device", "address", () =>
    wording.critical(host, [{ reason: "management", detail: "vmnic0 carries vmk0 for management" }], "0000:18:00.0"),
  ),
  "device-limit": refused("device-limit", "vm", () =>
    wording.deviceLimit(vmLabel(vm), [gpuAddress, fibreChannel, faxAddress], 2),
  ),
  "device-shared": refused("device-shared", "address", () =>
    wording.deviceShared(host, gpuAddress, [`one for ${vmLabel(vm)}`, `two for ${vmLabel(otherVm)}`]),
  ),
  duplicate: refused("duplicate", "address", () =>
    wording.duplicate(`${gpuAddress} on ${hostLabel(host)}`, ["gpu", "gpu-again"]),
  ),
  evacuation: refused("evacuation", "evacuate", () => wording.evacuationRefused(host, [vm, otherVm])),
  "hardware-version": refused("hardware-version", "vm", () =>
    wording.hardwareVersion({ ...vm, hardwareVersion: 4 }, 7),
  ),
  identity: refused("identity", "address", () =>
    wording.identity(gpuAddress, nic, { vendorId: gpu.vendorId, deviceId: gpu.deviceId }),
  ),
  "in-use": refused("in-use", "gpu-device", () => wording.deviceInUse(gpuAddress, hostLabel(host), [vmLabel(vm)])),
  input: () => parseHostDevice({ host: host.id, adress: gpuAddress }).failures[0]?.message ?? "",
  "label-version": refused("label-version", "hardwareLabel", () => wording.labelVersion("7.0.1.0")),
  "memory-capacity": refused("memory-capacity", "vm", () => wording.memoryCapacity([vm], 6144, 4096, hostLabel(host))),
  "memory-not-reserved": refused("memory-not-reserved", "vm", () => wording.memoryNotReserved(vm)),
  mmio: refused("mmio", "mmio64SizeGB", () => wording.mmioSize(48)),
  "no-iommu": refused("no-iommu", "host", () => wording.noIommu(host)),
  "not-active": refused("not-active", "address", () => wording.notEnabled(host, gpuAddress)),
  "not-capable": refused("not-capable", "address", () => wording.notCapable(host, gpu)),
  "not-connected": refused("not-connected", "host", () =>
    wording.notConnected({ ...host, connectionState: "notResponding" }),
  ),
  "other-server": refused("other-server", "", () =>
    wording.otherServer("7c1e0b52-0000-4000-8000-000000000002", "5f8a2c1e-0000-4000-8000-000000000001"),
  ),
  "platform-limit": refused("platform-limit", "vm", () =>
    wording.platformLimit(vmLabel(vm), [gpuAddress, fibreChannel, faxAddress], 2, 7, host),
  ),
  power: refused("power", "power", () => wording.mustBeOff(vm)),
  "refused-by-policy": refused("refused-by-policy", "host", () =>
    wording.refusedByPolicy(`${hostLabel(host)} would need a reboot`, "reboot"),
  ),
  "server-host": refused("server-host", "host", () => wording.serverHost(host, { ...vm, id: "vm-7", name: "vcenter" })),
  "server-vm": refused("server-vm", "vm", () => wording.serverVm({ ...vm, id: "vm-7", name: "vcenter" })),
  "sriov-physical-function": refused("sriov-physical-function", "address", () => wording.sriovOn(host, nic)),
  "vm-state": refused("vm-state", "vm", () => wording.vmState(vm, ["it has snapshots"])),
  "vmotion-enabled": refused("vmotion-enabled", "drsAutomation", () =>
    wording.vmotionByOverridesOff(vmLabel(vm), cluster),
  ),
  "wrong-host": refused("wrong-host", "host", () => wording.wrongHost(vmLabel(vm), "esx-01.example.test", host)),
};

const flags = {
  adopted: () => adopted("address", `${gpuAddress} on ${hostLabel(host)} is in passthrough`).message,
  drift: () => drift("address", `${gpuAddress} on ${hostLabel(host)}`, "passthrough not enabled", "enabled").message,
  "host-reboot": () =>
    hostReboot({
      host,
      changes: [{ change: "disable", address: gpuAddress }],
      reboot: "ifNeeded",
      evacuate: "drs",
      running: [otherVm],
      cluster,
    }).message,
  "lost-features": () => lostFeatures(vmLabel(vm)).message,
  "power-cycle": () => powerCycle(vm, "shutdown", [{ change: "attach", address: gpuAddress }]).message,
  "reboot-pending": () => rebootPending(host, gpuInfo).message,
  siblings: () => siblings(host, "0000:5e:00.0", ["0000:5e:00.1"]).message,
  unordered: () => unordered("vm", "the reservation memory", "vm: memory.vm").message,
  "vm-unborn": () => vmUnborn("the VM of ml-02", "requireOff").message,
};

export const examples: Readonly<Record<RuleId, () => string>> = { ...refusals, ...flags, ...foreignExamples };

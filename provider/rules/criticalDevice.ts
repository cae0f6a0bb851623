import type { HostUse, PassthruInfo, PciDevice } from "../vsphere/types";
import type { EnableCase } from "./cases";
import type { Rule } from "./rule";
import type { CriticalReason } from "./values";
import { wording } from "./wording";

export interface Critical {
  readonly reason: CriticalReason;
  readonly detail: string;
}

/** Functions that leave the hypervisor together with the device at `address`, itself included. */
export function resetGroup(passthru: readonly PassthruInfo[], address: string): readonly string[] {
  const dependent = passthru.find((info) => info.address === address)?.dependentDevice;
  if (dependent === undefined || dependent === "") return [address];
  const group = passthru.filter((info) => info.dependentDevice === dependent || info.address === dependent);
  return [...new Set([address, ...group.map((info) => info.address)])];
}

function networkReasons(use: HostUse, address: string): readonly Critical[] {
  const ports = use.vmkernelUplinks
    .filter((uplink) => uplink.address === address)
    .map(
      ({ service, vnic, pnic }): Critical => ({
        reason: service === "management" ? "management" : "uplink",
        detail: `${pnic} carries ${vnic}${service === "other" ? "" : ` for ${service}`}`,
      }),
    );
  const last = use.switches
    .filter((one) => one.inUse && one.uplinks.length > 0 && one.uplinks.every((uplink) => uplink.address === address))
    .map((one): Critical => ({ reason: "uplink", detail: `last uplink of switch ${one.name}` }));
  return [...ports, ...last];
}

/** Storage class 01xx: a disk with a known use is `datastore`, one whose use cannot be told is `boot`. */
function storageReasons(use: HostUse, device: PciDevice): readonly Critical[] {
  const adapters = use.adapters.filter((adapter) => adapter.address === device.address);
  return adapters.flatMap((adapter) =>
    adapter.disks.flatMap((disk): Critical[] => {
      if (disk.uses.length > 0) {
        return disk.uses.map((what) => ({ reason: "datastore", detail: `${adapter.adapter}: ${what}` }));
      }
      if (!device.classId.startsWith("01")) return [];
      return [{ reason: "boot", detail: `${adapter.adapter}: disk ${disk.name} may be the boot disk` }];
    }),
  );
}

function graphicsReasons(use: HostUse, address: string): readonly Critical[] {
  return use.graphics
    .filter((gpu) => gpu.address === address && (gpu.graphicsType.startsWith("shared") || gpu.vmIds.length > 0))
    .map(
      (gpu): Critical => ({
        reason: "graphics",
        detail: `host graphics of type ${gpu.graphicsType}${gpu.vmIds.length > 0 ? ` used by ${gpu.vmIds.join(", ")}` : ""}`,
      }),
    );
}

/** Why the host cannot do without a device; empty when it can. */
export function criticalReasonsOf(use: HostUse, device: PciDevice): readonly Critical[] {
  const usb: readonly Critical[] =
    device.classId === "0c03" ? [{ reason: "usb", detail: "a USB controller; the host may boot from it" }] : [];
  return [
    ...networkReasons(use, device.address),
    ...storageReasons(use, device),
    ...usb,
    ...graphicsReasons(use, device.address),
  ];
}

export const criticalDevice: Rule<EnableCase, "address"> = {
  id: "critical-device",
  property: "address",
  violated({ host, address, use, allowCritical }) {
    const found = resetGroup(host.passthru, address).flatMap((member) => {
      const device = host.devices.find((one) => one.address === member);
      if (device === undefined) return [];
      const reasons = criticalReasonsOf(use, device);
      return member === address
        ? reasons
        : reasons.map(({ reason, detail }) => ({ reason, detail: `${member} follows: ${detail}` }));
    });
    const refused = found.filter(({ reason }) => !allowCritical.includes(reason));
    return refused.length === 0 ? undefined : wording.critical(host, refused, address);
  },
};

/** What programs and the command line look up on a live server. Nothing is changed. */
import { RefusedError } from "./errors";
import { criticalReasonsOf, resetGroup } from "./rules/criticalDevice";
import { sentence } from "./rules/rule";
import { isSriovOn } from "./rules/sriov";
import { vmLabel, wording } from "./rules/wording";
import type { HostFacts, HostUse, PassthruInfo, PciDevice, VmFacts } from "./vsphere/types";
import type { VSphere } from "./vsphere/vsphere";

/** One PCI function of a host, with what stands for and against passing it through. */
export interface HostPciDeviceRow extends PciDevice {
  /** Passthrough capable. */
  readonly capable: boolean;
  /** Configured for passthrough. */
  readonly enabled: boolean;
  /** In force. */
  readonly active: boolean;
  /** `enabled` and `active` differ. */
  readonly rebootRequired: boolean;
  readonly dependentDevice: string;
  /** Why the host itself needs the device, or one that follows it: reasons of rule `critical-device`. */
  readonly critical: readonly string[];
  /** VMs that have the device, as `name (ID)`. */
  readonly usedBy: readonly string[];
  /** Capable, without SR-IOV, not critical and used by no VM. */
  readonly usable: boolean;
  /** Why it is not usable; empty when it is. */
  readonly reason: string;
}

/** Whether and how a host can pass devices through. */
export interface HostPassthroughSupportFacts {
  /** No flag tells: true when some device is passthrough capable. */
  readonly iommu: boolean;
  /** Of the server, such as `8.0.2.0`. */
  readonly apiVersion: string;
  /** Enabling needs no reboot; disabling always does. */
  readonly canApplyWithoutReboot: boolean;
  /** Addresses whose configuration waits for a reboot. */
  readonly pendingReboot: readonly string[];
  readonly devices: readonly HostPciDeviceRow[];
}

function criticalOf(host: HostFacts, use: HostUse, address: string): readonly string[] {
  const members = resetGroup(host.passthru, address);
  const devices = host.devices.filter((device) => members.includes(device.address));
  return [...new Set(devices.flatMap((device) => criticalReasonsOf(use, device).map(({ reason }) => reason)))].sort();
}

function reasonAgainst(info: PassthruInfo | undefined, critical: readonly string[], usedBy: readonly string[]): string {
  if (info?.capable !== true) return "not passthrough capable";
  if (isSriovOn(info)) return "a physical function with SR-IOV on";
  if (critical.length > 0) return `the host needs it: ${critical.join(", ")}`;
  return usedBy.length > 0 ? `used by ${usedBy.join(", ")}` : "";
}

function row(host: HostFacts, use: HostUse, vms: readonly VmFacts[], device: PciDevice): HostPciDeviceRow {
  const info = host.passthru.find((one) => one.address === device.address);
  const critical = criticalOf(host, use, device.address);
  const usedBy = vms.filter((vm) => vm.devices.some(({ address }) => address === device.address)).map(vmLabel);
  const reason = reasonAgainst(info, critical, usedBy);
  const [enabled, active] = [info?.enabled ?? false, info?.active ?? false];
  return {
    ...device,
    capable: info?.capable ?? false,
    enabled,
    active,
    rebootRequired: enabled !== active,
    dependentDevice: info?.dependentDevice ?? "",
    critical,
    usedBy,
    usable: reason === "",
    reason,
  };
}

async function readHost(vsphere: VSphere, reference: string): Promise<HostFacts> {
  const { id } = await vsphere.findHost(reference);
  const host = await vsphere.host(id);
  if (host === undefined) throw new RefusedError([sentence("ambiguous", "host", wording.goneHost(id))]);
  if (host.connectionState === "connected") return host;
  throw new RefusedError([sentence("not-connected", "host", wording.notConnected(host))]);
}

/** All PCI functions of a host, in the order of their addresses. */
export async function readHostPciDevices(vsphere: VSphere, reference: string): Promise<readonly HostPciDeviceRow[]> {
  const host = await readHost(vsphere, reference);
  const [use, vms] = await Promise.all([vsphere.hostUse(host.id), vsphere.vms(host.vmIds)]);
  const devices = [...host.devices].sort((one, other) => (one.address < other.address ? -1 : 1));
  return devices.map((device) => row(host, use, vms, device));
}

export async function readHostPassthroughSupport(
  vsphere: VSphere,
  reference: string,
): Promise<HostPassthroughSupportFacts> {
  const host = await readHost(vsphere, reference);
  const devices = await readHostPciDevices(vsphere, host.id);
  return {
    iommu: devices.some(({ capable }) => capable),
    apiVersion: (await vsphere.server()).apiVersion,
    canApplyWithoutReboot: host.rebindWithoutReboot,
    pendingReboot: devices.filter(({ rebootRequired }) => rebootRequired).map(({ address }) => address),
    devices,
  };
}

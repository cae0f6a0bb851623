/** Rules over attaching a device to a VM that need no file of their own. */

import type { AttachCase } from "./cases";
import { deviceLimit } from "./deviceLimit";
import { attachIdentity } from "./identity";
import type { Rule } from "./rule";
import { vmotionEnabled } from "./vmotion";
import { wording } from "./wording";

/** vSphere: passthrough devices need virtual hardware version 7. */
const minHardwareVersion = 7;

const deviceThere: Rule<AttachCase, "address"> = {
  id: "ambiguous",
  property: "address",
  describe: "no device at the address",
  source: "vSphere",
  violated: ({ host, device, address }) =>
    host === undefined || address === undefined || device !== undefined ? undefined : wording.noDevice(host, address),
};

const wrongHost: Rule<AttachCase, "host"> = {
  id: "wrong-host",
  property: "host",
  describe: "the VM is on another host than the device",
  source: "vSphere: a device belongs to its host",
  violated({ host, vmHostName, vmLabel }) {
    if (host === undefined || vmHostName === undefined) return undefined;
    return wording.wrongHost(vmLabel, vmHostName, host);
  },
};

const hardwareVersion: Rule<AttachCase, "vm"> = {
  id: "hardware-version",
  property: "vm",
  describe: `VM hardware version below ${minHardwareVersion}`,
  source: "vSphere: fixed passthrough devices need vmx-7",
  violated: ({ vm }) =>
    vm === undefined || vm.hardwareVersion >= minHardwareVersion
      ? undefined
      : wording.hardwareVersion(vm, minHardwareVersion),
};

const memoryNotReserved: Rule<AttachCase, "vm"> = {
  id: "memory-not-reserved",
  property: "vm",
  describe: "the VM's memory is not all reserved, and nothing in this program reserves it",
  source: "vSphere: a VM with a passthrough device needs a full memory reservation",
  violated({ vm, reservation }) {
    if (vm === undefined || reservation === "yes") return undefined;
    return vm.reservationMB >= vm.memoryMB ? undefined : wording.memoryNotReserved(vm);
  },
};

const notActive: Rule<AttachCase, "address"> = {
  id: "not-active",
  property: "address",
  describe: "the device is not enabled, or waits for a reboot, and nothing in this program mends that",
  source: "vSphere: enable, reboot, then add",
  violated({ host, address, info, device, enabling }) {
    if (host === undefined || address === undefined || device === undefined) return undefined;
    if (info?.active === true && info.enabled) return undefined;
    if (enabling === "yes") return undefined;
    if (info?.enabled === true) return wording.waitsForReboot(host, address);
    return enabling === "withoutReboot" ? wording.willWaitForReboot(host, address) : wording.notEnabled(host, address);
  },
};

const deviceShared: Rule<AttachCase, "address"> = {
  id: "device-shared",
  property: "address",
  describe: "one fixed device for two VMs of this program, or held by another VM that is on",
  source: "vSphere: a device cannot be shared between VMs, unless it is an SR-IOV function",
  violated({ holders, vmLabel, address }) {
    const refused = holders.filter((holder) => holder.by !== "configured");
    if (refused.length === 0 || address === undefined) return undefined;
    return wording.deviceShared(
      address,
      vmLabel,
      refused.map((holder) => holder.label),
    );
  },
};

const power: Rule<AttachCase, "power"> = {
  id: "power",
  property: "power",
  describe: "the VM must be taken down, and `power` is `requireOff`",
  source: "vSphere: fixed passthrough devices cannot be hot-added",
  violated: ({ vm, power: policy }) =>
    vm === undefined || vm.powerState === "poweredOff" || policy !== "requireOff" ? undefined : wording.mustBeOff(vm),
};

export type AttachProperty = "vm" | "host" | "address" | "power" | "drsAutomation";

/** What attaching is refused for, in the order in which messages are shown. */
export const attachRules: readonly Rule<AttachCase, AttachProperty>[] = [
  deviceThere,
  attachIdentity,
  wrongHost,
  deviceShared,
  notActive,
  deviceLimit,
  hardwareVersion,
  memoryNotReserved,
  vmotionEnabled,
  power,
];

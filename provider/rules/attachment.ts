/** Rules over attaching a device to a VM that need no file of their own. */

import { isTold } from "./capability";
import type { AttachCase } from "./cases";
import { deviceLimit } from "./deviceLimit";
import { attachNotConnected } from "./hostState";
import { attachIdentity } from "./identity";
import { mmio } from "./mmio";
import { platformLimit } from "./platformLimit";
import { type Failure, judge, type Rule, type RuleId } from "./rule";
import { vmotionEnabled } from "./vmotion";
import { vmState } from "./vmState";
import { wording } from "./wording";

/** vSphere: passthrough devices need virtual hardware version 7. */
const minHardwareVersion = 7;

const deviceThere: Rule<AttachCase, "address"> = {
  id: "ambiguous",
  property: "address",
  violated: ({ host, device, address }) =>
    host === undefined || address === undefined || device !== undefined || !isTold(host)
      ? undefined
      : wording.noDevice(host, address),
};

const wrongHost: Rule<AttachCase, "host"> = {
  id: "wrong-host",
  property: "host",
  violated({ host, vmHostName, vmLabel }) {
    if (host === undefined || vmHostName === undefined) return undefined;
    return wording.wrongHost(vmLabel, vmHostName, host);
  },
};

const hardwareVersion: Rule<AttachCase, "vm"> = {
  id: "hardware-version",
  property: "vm",
  violated: ({ vm }) =>
    vm === undefined || vm.hardwareVersion >= minHardwareVersion
      ? undefined
      : wording.hardwareVersion(vm, minHardwareVersion),
};

const memoryNotReserved: Rule<AttachCase, "vm"> = {
  id: "memory-not-reserved",
  property: "vm",
  violated({ vm, reservation }) {
    if (vm === undefined || reservation === "yes") return undefined;
    return vm.reservationMB >= vm.memoryMB ? undefined : wording.memoryNotReserved(vm);
  },
};

const notActive: Rule<AttachCase, "address"> = {
  id: "not-active",
  property: "address",
  violated({ host, address, info, device, enabling }) {
    if (host === undefined || address === undefined || device === undefined || !isTold(host)) return undefined;
    if (info?.active === true && info.enabled) return undefined;
    if (enabling === "yes") return undefined;
    if (info?.enabled === true) return wording.waitsForReboot(host, address);
    return enabling === "withoutReboot" ? wording.willWaitForReboot(host, address) : wording.notEnabled(host, address);
  },
};

const deviceShared: Rule<AttachCase, "address"> = {
  id: "device-shared",
  property: "address",
  violated({ holders, claim, address, host }) {
    const refused = holders.filter((holder) => holder.by !== "configured");
    if (refused.length === 0 || address === undefined || host === undefined) return undefined;
    return wording.deviceShared(host, address, [claim, ...refused.map((holder) => holder.label)]);
  },
};

export type AttachProperty = "vm" | "host" | "address" | "drsAutomation" | "mmio64SizeGB";

/** What attaching is refused for, in the order in which messages are shown. */
export const attachRules: readonly Rule<AttachCase, AttachProperty>[] = [
  attachNotConnected,
  deviceThere,
  attachIdentity,
  wrongHost,
  deviceShared,
  notActive,
  deviceLimit,
  platformLimit,
  hardwareVersion,
  vmState,
  memoryNotReserved,
  mmio,
  vmotionEnabled,
];

/** What is judged by a VM's configuration, which is not told while the VM is away: that it is away is refused. */
const byConfiguration: readonly RuleId[] = ["platform-limit", "hardware-version", "memory-not-reserved", "mmio"];

/** All that attaching is refused for, as far as it can be told. */
export function judgeAttach(subject: AttachCase): readonly Failure[] {
  const isTold = subject.vm === undefined || subject.vm.connectionState === "connected";
  return judge(isTold ? attachRules : attachRules.filter(({ id }) => !byConfiguration.includes(id)), subject);
}

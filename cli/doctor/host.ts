/** What a host lacks to pass devices through, and which of its devices that are. */
import { type HostPciDeviceRow, readHostPciDevices } from "../../provider/lookups";
import { atOurDisposal } from "../../provider/resources/hostMaintenance";
import type { Context } from "../../provider/resources/resource";
import { noIommu } from "../../provider/rules/capability";
import type { EnableCase } from "../../provider/rules/cases";
import { criticalReasonsOf, resetGroup } from "../../provider/rules/criticalDevice";
import { needsReboot, rebootPending } from "../../provider/rules/flags";
import { enableNotConnected } from "../../provider/rules/hostState";
import { judge } from "../../provider/rules/rule";
import { sriovPhysicalFunction } from "../../provider/rules/sriov";
import { hostLabel } from "../../provider/rules/wording";
import type { HostFacts, HostUse } from "../../provider/vsphere/types";
import type { Check, DeviceFinding, HostDiagnosis, Step } from "./model";
import { safe } from "./safe";

export async function examineHost(context: Context, host: HostFacts): Promise<HostDiagnosis> {
  const label = { id: safe(host.id), name: safe(host.name) };
  const connection = await connectionCheck(context, host);
  if (host.connectionState !== "connected") return { ...label, ready: false, checks: [connection], devices: [] };
  const use = await context.vsphere.hostUse(host.id);
  const rows = await readHostPciDevices(context.vsphere, host.id);
  const devices = rows.map((row) => finding(host, use, row));
  const checks = [
    connection,
    iommuCheck(host, use),
    ...devicesCheck(host, devices),
    ...rebootChecks(host),
    await remappingCheck(context, host),
  ];
  return { ...label, ready: !checks.some(({ state }) => state === "missing"), checks, devices };
}

function check(step: Step, messages: readonly string[], ok: string): Check {
  const [first] = messages;
  return first === undefined ? { step, state: "ok", text: ok } : { step, state: "missing", text: safe(first) };
}

/** Enabling a device with the defaults of a HostPassthroughDevice; without an address only what the host itself lacks counts. */
function enableCase(host: HostFacts, use: HostUse, address = ""): EnableCase {
  return {
    ...{ host, use, address, expect: undefined, hardwareLabel: undefined, allowCritical: [], apiVersion: "" },
    device: host.devices.find((device) => device.address === address),
    info: host.passthru.find((info) => info.address === address),
  };
}

const unused: HostUse = { vmkernelUplinks: [], switches: [], adapters: [], graphics: [] };

async function connectionCheck(context: Context, host: HostFacts): Promise<Check> {
  const failures = judge([enableNotConnected], enableCase(await atOurDisposal(context, host), unused));
  const messages = failures.map(({ message }) => message);
  return check("connection", messages, "the host is connected, and not in maintenance mode");
}

function iommuCheck(host: HostFacts, use: HostUse): Check {
  const failures = judge([noIommu], enableCase(host, use));
  const capable = host.passthru.filter((info) => info.capable).length;
  const ok = `the IOMMU is on: ${capable} of ${host.passthru.length} PCI functions are passthrough capable`;
  return check(
    "iommu",
    failures.map(({ message }) => message),
    ok,
  );
}

/** Without an IOMMU there is nothing more to say of single devices. */
function devicesCheck(host: HostFacts, devices: readonly DeviceFinding[]): readonly Check[] {
  if (!host.passthru.some(({ capable }) => capable)) return [];
  const usable = devices.filter(({ state }) => state !== "needed" && state !== "incapable");
  const few =
    "the host itself needs every device that could be passed through; accept a reason in allowCritical, or add a card";
  const ok = `${usable.length} of them ${usable.length === 1 ? "is one" : "are ones"} that the host itself does not need`;
  return [check("devices", usable.length === 0 ? [few] : [], ok)];
}

function rebootChecks(host: HostFacts): readonly Check[] {
  const pending = host.passthru.filter(({ enabled, active }) => enabled !== active);
  const waiting = pending.map(
    (info): Check => ({
      ...{ step: "reboot", state: "missing" },
      text: safe(rebootPending(host, info).message),
    }),
  );
  if (waiting.length === 0 && host.rebootRequired) {
    const text = `${hostLabel(host)} says that it needs a reboot, for something else than passthrough devices; found summary.rebootRequired; reboot it`;
    return [{ step: "reboot", state: "missing", text: safe(text) }];
  }
  const enabling = needsReboot(host, "enable") ? "needs a host reboot" : "takes effect at once";
  const note = `enabling a device ${enabling} here; giving one back to the host always needs a reboot`;
  const ok: Check = { step: "reboot", state: "ok", text: "nothing waits for a reboot" };
  return [...(waiting.length === 0 ? [ok] : waiting), { step: "reboot", state: "note", text: note }];
}

const remapping = "VMkernel.Boot.iovDisableIR";

/** Never missing: it is the cure for devices that misbehave, and has a price. */
async function remappingCheck(context: Context, host: HostFacts): Promise<Check> {
  const value = await context.vsphere.hostOption(host.id, remapping);
  const set = (to: string) => `\`esxcli system settings kernel set --setting=iovDisableIR -v ${to}\` and a reboot`;
  const texts: Readonly<Record<string, string>> = {
    false: `interrupt remapping is on (${remapping} is false), which is the default; only if a device that is passed through stops responding, try without it: ${set("TRUE")}`,
    true: `interrupt remapping is off (${remapping} is true); if devices lose interrupts, turn it on again: ${set("FALSE")}`,
  };
  const unknown = `the host does not tell whether interrupt remapping is on (${remapping})`;
  return { step: "interrupt-remapping", state: "note", text: texts[value ?? ""] ?? unknown };
}

/** Why the host itself cannot do without the device, or without one that follows it. */
function reasonsAgainst(host: HostFacts, use: HostUse, address: string): readonly string[] {
  return resetGroup(host.passthru, address).flatMap((member) => {
    const device = host.devices.find((one) => one.address === member);
    const found = device === undefined ? [] : criticalReasonsOf(use, device);
    const follows = member === address ? "" : `${member} follows: `;
    return found.map(({ reason, detail }) => safe(`${reason}: ${follows}${detail}`));
  });
}

/** What else a preview would say against enabling the device, in its words. */
function refusals(host: HostFacts, use: HostUse, row: HostPciDeviceRow): readonly string[] {
  if (!row.capable || row.enabled || row.critical.length > 0) return [];
  return judge([sriovPhysicalFunction], enableCase(host, use, row.address)).map(({ message }) => safe(message));
}

function finding(host: HostFacts, use: HostUse, row: HostPciDeviceRow): DeviceFinding {
  const refused = refusals(host, use, row);
  const state = refused.length > 0 ? "incapable" : stateOf(row);
  const reasons = state === "needed" ? reasonsAgainst(host, use, row.address) : row.usedBy.map(safe);
  return {
    address: safe(row.address),
    vendorId: row.vendorId,
    deviceId: row.deviceId,
    classId: row.classId,
    vendorName: safe(row.vendorName),
    deviceName: safe(row.deviceName),
    state,
    reasons: state === "incapable" ? refused : reasons,
    siblings: resetGroup(host.passthru, row.address).filter((one) => one !== row.address),
    enabled: row.enabled,
    active: row.active,
  };
}

function stateOf({ capable, critical, rebootRequired, usedBy, active }: HostPciDeviceRow): DeviceFinding["state"] {
  if (!capable) return "incapable";
  if (critical.length > 0) return "needed";
  if (rebootRequired) return "waiting";
  if (usedBy.length > 0) return "used";
  return active ? "active" : "available";
}

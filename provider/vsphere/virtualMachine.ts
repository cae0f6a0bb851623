import * as z from "zod";
import type { Tell } from "./factCache";
import { decodeName } from "./names";
import { parsePciAddress } from "./pciAddress";
import { fromSigned16, parsePciId, toSigned16 } from "./pciId";
import type { ObjectProperties } from "./properties";
import { believe, bool, int, list, long, moRef, string } from "./reply";
import type { Session } from "./session";
import { runTask } from "./task";
import { retrieveTogether } from "./together";
import type { FixedDevice, VmChange, VmFacts, VmPassthruDevice, Wait } from "./types";
import { watch } from "./watch";
import type { MoRef, WireObject } from "./wire";

export function vmRef(id: string): MoRef {
  return { type: "VirtualMachine", id };
}

/** All that `VmFacts` is made of, and nothing more. */
const backing = z.looseObject({ $type: string.optional() });
const device = z.object({
  $type: string.optional(),
  key: int,
  deviceInfo: z.object({ label: string }).optional(),
  backing: backing.optional(),
});
const fixedBacking = z.object({ id: string, deviceId: string, systemId: string, vendorId: int });

const properties = z.object({
  name: string,
  "runtime.host": moRef.optional(),
  "runtime.connectionState": z
    .enum(["connected", "disconnected", "orphaned", "inaccessible", "invalid"])
    .catch("invalid"),
  "runtime.powerState": z.enum(["poweredOn", "poweredOff", "suspended"]),
  "runtime.question": z.object({ text: string }).optional(),
  "runtime.faultToleranceState": string.optional(),
  "guest.toolsRunningStatus": string.optional(),
  "guest.hostName": string.optional(),
  "guest.ipAddress": string.optional(),
  snapshot: z.unknown().optional(),
  "config.changeVersion": string.optional(),
  "config.instanceUuid": string.optional(),
  "config.uuid": string.optional(),
  "config.template": bool.optional(),
  "config.version": string.optional(),
  "config.firmware": string.optional(),
  "config.hardware.memoryMB": int.optional(),
  "config.hardware.device": list(device),
  "config.memoryAllocation.reservation": long.optional(),
  "config.memoryReservationLockedToMax": bool.optional(),
  "config.nestedHVEnabled": bool.optional(),
  "config.managedBy": z.object({ extensionKey: string }).optional(),
  "config.extraConfig": list(z.object({ key: string, value: z.unknown().optional() })),
});

export const vmPaths: readonly string[] = Object.keys(properties.shape);

/** One call for all; of a VM that does not exist nothing is told. */
export function readVms(session: Session, ids: readonly string[], tell: Tell<VmFacts>): Promise<void> {
  const wanted = { objects: ids.map(vmRef), paths: { VirtualMachine: vmPaths } };
  return retrieveTogether(session, wanted, (vm) => tell(vm.ref.id, vmFacts(vm)));
}

function guestAddresses(...reported: readonly (string | undefined)[]): Pick<VmFacts, "guestAddresses"> {
  const addresses = reported.flatMap((address) => (address === undefined || address === "" ? [] : [address]));
  return addresses.length === 0 ? {} : { guestAddresses: addresses };
}

function vmFacts({ ref, values }: ObjectProperties): VmFacts {
  const vm = believe(properties, values, "RetrievePropertiesEx", `${ref.id} `);
  const faultTolerance = vm["runtime.faultToleranceState"] ?? "";
  return {
    id: ref.id,
    name: decodeName(vm.name),
    ...configFacts(vm),
    ...(vm["runtime.host"] === undefined ? {} : { hostId: vm["runtime.host"].id }),
    connectionState: vm["runtime.connectionState"],
    powerState: vm["runtime.powerState"],
    ...guestAddresses(vm["guest.hostName"], vm["guest.ipAddress"]),
    toolsRunning: vm["guest.toolsRunningStatus"] === "guestToolsRunning",
    faultTolerance: faultTolerance !== "" && faultTolerance !== "notConfigured",
    hasSnapshots: vm.snapshot !== undefined,
    ...(vm["runtime.question"] === undefined ? {} : { question: vm["runtime.question"].text }),
  };
}

/** An inaccessible VM has no configuration: nothing of what follows from it is claimed. */
function configFacts(vm: z.output<typeof properties>) {
  const managedBy = vm["config.managedBy"]?.extensionKey ?? "";
  return {
    instanceUuid: vm["config.instanceUuid"] ?? "",
    biosUuid: vm["config.uuid"] ?? "",
    template: vm["config.template"] ?? false,
    hardwareVersion: Number(/^vmx-(\d+)$/.exec(vm["config.version"] ?? "")?.[1] ?? 0),
    firmware: vm["config.firmware"] === "efi" ? ("efi" as const) : ("bios" as const),
    memoryMB: vm["config.hardware.memoryMB"] ?? 0,
    reservationMB: Number(vm["config.memoryAllocation.reservation"] ?? 0n),
    reservationLocked: vm["config.memoryReservationLockedToMax"] ?? false,
    changeVersion: vm["config.changeVersion"] ?? "",
    nestedHV: vm["config.nestedHVEnabled"] ?? false,
    ...(managedBy === "" ? {} : { managedBy }),
    devices: vm["config.hardware.device"].filter(({ $type }) => $type === passthrough).map(deviceFacts),
    extraConfig: Object.fromEntries(
      vm["config.extraConfig"].map(({ key, value }) => [key, typeof value === "string" ? value : ""]),
    ),
  };
}

const passthrough = "VirtualPCIPassthrough";
const backings: Readonly<Record<string, VmPassthruDevice["backing"]>> = {
  VirtualPCIPassthroughDeviceBackingInfo: "fixed",
  VirtualPCIPassthroughDynamicBackingInfo: "dynamic",
  VirtualPCIPassthroughVmiopBackingInfo: "vgpu",
  VirtualPCIPassthroughDvxBackingInfo: "dvx",
};

function deviceFacts({ key, deviceInfo, backing }: z.output<typeof device>): VmPassthruDevice {
  const kind = backings[backing?.$type ?? ""] ?? "other";
  const facts = { key, backing: kind, label: deviceInfo?.label ?? "" };
  const fixed = kind === "fixed" ? fixedBacking.safeParse(backing).data : undefined;
  if (fixed === undefined) return facts;
  const deviceId = parsePciId(fixed.deviceId);
  return {
    ...facts,
    address: parsePciAddress(fixed.id) ?? fixed.id,
    systemId: fixed.systemId,
    vendorId: fromSigned16(fixed.vendorId),
    ...(deviceId === undefined ? {} : { deviceId }),
  };
}

/** One `ReconfigVM_Task`: removals before additions, each new device with a negative key of its own. */
export async function reconfigureVm(session: Session, id: string, change: VmChange): Promise<void> {
  const wait = { timeoutMs: session.apiTimeoutMs };
  await runTask(session, { method: "ReconfigVM_Task", object: vmRef(id), args: { spec: configSpec(change) }, wait });
}

export function configSpec(change: VmChange): WireObject {
  const removed = (change.removeDevices ?? []).map((key) => ({
    operation: "remove",
    device: { $type: passthrough, key },
  }));
  const added = (change.addDevices ?? []).map((fixed, i) => ({
    operation: "add",
    device: { $type: passthrough, key: -1 - i, backing: newBacking(fixed) },
  }));
  const { memory, extraConfig } = change;
  return {
    changeVersion: change.changeVersion,
    deviceChange: [...removed, ...added],
    memoryAllocation: memory === undefined ? undefined : { reservation: memory.reservationMB },
    memoryReservationLockedToMax: memory?.locked,
    extraConfig: Object.entries(extraConfig ?? {}).map(([key, value]) => ({ key, value })),
  };
}

/** `deviceId` is hex text without prefix; decimal text would be taken for hex. */
function newBacking({ address, vendorId, deviceId, deviceName, systemId }: FixedDevice): WireObject {
  return {
    $type: "VirtualPCIPassthroughDeviceBackingInfo",
    deviceName,
    id: address,
    deviceId: Number.parseInt(deviceId, 16).toString(16),
    systemId,
    vendorId: toSigned16(vendorId),
  };
}

export async function powerOnVm(session: Session, id: string): Promise<void> {
  await runTask(session, { method: "PowerOnVM_Task", object: vmRef(id), wait: { timeoutMs: session.apiTimeoutMs } });
}

export async function powerOffVm(session: Session, id: string): Promise<void> {
  await runTask(session, { method: "PowerOffVM_Task", object: vmRef(id), wait: { timeoutMs: session.apiTimeoutMs } });
}

/** The call returns at once; the guest takes its time, or refuses without a word. */
export async function shutdownVm(session: Session, id: string, wait: Wait): Promise<void> {
  const ref = vmRef(id);
  const path = "runtime.powerState";
  await session.call("ShutdownGuest", ref);
  await watch(session, {
    what: `guest shutdown of ${id}`,
    objects: [{ ref, paths: [path] }],
    until: (seen) => (seen.get(id)?.[path] === "poweredOff" ? true : undefined),
    state: (seen) => String(seen.get(id)?.[path] ?? "unknown"),
    wait,
  });
}

import * as z from "zod";
import { ReplyError } from "../errors/replyError";
import type { Tell } from "./factCache";
import { decodeName } from "./names";
import { parsePciAddress } from "./pciAddress";
import { fromSigned16 } from "./pciId";
import { type ObjectProperties, retrieve } from "./properties";
import { believe, bool, dateTime, int, list, long, moRef, object, string, toMB } from "./reply";
import type { Session } from "./session";
import { retrieveTogether } from "./together";
import type { HostFacts, PassthruChange, PassthruInfo, PciDevice, Wait } from "./types";
import { isAtLeast } from "./version";
import { watch } from "./watch";
import type { MoRef, WireObject } from "./wire";

export function hostRef(id: string): MoRef {
  return { type: "HostSystem", id };
}

/** Facts, and what only the calls on the host need. */
export interface HostRecord {
  readonly facts: HostFacts;
  readonly parent: MoRef;
  readonly passthruSystem?: MoRef;
}

const pciDevice = z.object({
  id: string,
  classId: int,
  vendorId: int,
  deviceId: int,
  subVendorId: int,
  subDeviceId: int,
  vendorName: string,
  deviceName: string,
});

const passthruInfo = z.object({
  $type: string.optional(),
  id: string,
  dependentDevice: string,
  passthruEnabled: bool,
  passthruCapable: bool,
  passthruActive: bool,
  hardwareLabel: string.optional(),
  sriovEnabled: bool.optional(),
  sriovActive: bool.optional(),
  sriovCapable: bool.optional(),
});

const rebind = "capability.deviceRebindWithoutRebootSupported";

const properties = z.object({
  name: string,
  parent: moRef,
  vm: list(moRef),
  "runtime.connectionState": z.enum(["connected", "disconnected", "notResponding"]).catch("notResponding"),
  "runtime.inMaintenanceMode": bool,
  "runtime.bootTime": dateTime.optional(),
  "summary.rebootRequired": bool.optional(),
  [rebind]: bool.optional(),
  "hardware.systemInfo.uuid": string.optional(),
  "hardware.memorySize": long.optional(),
  "hardware.pciDevice": list(pciDevice),
  "config.pciPassthruInfo": list(passthruInfo),
  "configManager.pciPassthruSystem": moRef.optional(),
});

/** Paths that the spoken version has. */
export function hostPaths(version: string): readonly string[] {
  return Object.keys(properties.shape).filter((path) => path !== rebind || isAtLeast(version, "7.0.0.0"));
}

/** One call for all; of a host that does not exist nothing is told. */
export async function readHosts(session: Session, ids: readonly string[], tell: Tell<HostRecord>): Promise<void> {
  const { client } = await session.open();
  const wanted = {
    objects: ids.map(hostRef),
    paths: { HostSystem: hostPaths(client.version) },
    // Without it a reboot is counted on.
    optional: [rebind],
  };
  await retrieveTogether(session, wanted, (host) => tell(host.ref.id, hostRecord(host)));
}

function hostRecord({ ref, values }: ObjectProperties): HostRecord {
  const host = believe(properties, values, "RetrievePropertiesEx", `${ref.id} `);
  const { parent } = host;
  const bootTime = host["runtime.bootTime"];
  const passthruSystem = host["configManager.pciPassthruSystem"];
  const memorySize = host["hardware.memorySize"];
  const facts: HostFacts = {
    id: ref.id,
    name: decodeName(host.name),
    uuid: host["hardware.systemInfo.uuid"] ?? "",
    computeResourceId: parent.id,
    ...(parent.type === "ClusterComputeResource" ? { clusterId: parent.id } : {}),
    connectionState: host["runtime.connectionState"],
    inMaintenanceMode: host["runtime.inMaintenanceMode"],
    ...(bootTime === undefined ? {} : { bootTime }),
    rebootRequired: host["summary.rebootRequired"] ?? false,
    ...(memorySize === undefined ? {} : { memoryMB: toMB(memorySize) }),
    rebindWithoutReboot: host[rebind] ?? false,
    devices: host["hardware.pciDevice"].map(deviceFacts),
    passthru: host["config.pciPassthruInfo"].map(passthruFacts),
    vmIds: host.vm.map(({ id }) => id),
  };
  return { facts, parent, ...(passthruSystem === undefined ? {} : { passthruSystem }) };
}

function deviceFacts(device: z.output<typeof pciDevice>): PciDevice {
  return {
    address: parsePciAddress(device.id) ?? device.id,
    vendorId: fromSigned16(device.vendorId),
    deviceId: fromSigned16(device.deviceId),
    subVendorId: fromSigned16(device.subVendorId),
    subDeviceId: fromSigned16(device.subDeviceId),
    classId: fromSigned16(device.classId),
    vendorName: device.vendorName,
    deviceName: device.deviceName,
  };
}

function passthruFacts(info: z.output<typeof passthruInfo>): PassthruInfo {
  const label = info.hardwareLabel ?? "";
  const sriov = { enabled: info.sriovEnabled ?? false, active: info.sriovActive ?? false };
  return {
    address: parsePciAddress(info.id) ?? info.id,
    dependentDevice: parsePciAddress(info.dependentDevice) ?? info.dependentDevice,
    capable: info.passthruCapable,
    enabled: info.passthruEnabled,
    active: info.passthruActive,
    ...(label === "" ? {} : { hardwareLabel: label }),
    ...(info.$type === "HostSriovInfo" && info.sriovCapable !== false ? { sriov } : {}),
  };
}

/** What a server of the given version may be sent of the changes. */
export function passthruConfig(changes: readonly PassthruChange[], version: string): readonly WireObject[] {
  return changes.map(({ address, enabled, applyNow, hardwareLabel }) => ({
    id: address,
    passthruEnabled: enabled,
    ...(applyNow === true && isAtLeast(version, "7.0.0.0") ? { applyNow } : {}),
    ...(hardwareLabel !== undefined && isAtLeast(version, "7.0.2.0") ? { hardwareLabel } : {}),
  }));
}

/** Writes, asks vCenter to refresh its copy, and waits until that copy shows what was written. */
export async function updatePassthru(
  session: Session,
  record: HostRecord,
  changes: readonly PassthruChange[],
  wait: Wait,
): Promise<void> {
  const { client } = await session.open();
  const system = record.passthruSystem;
  if (system === undefined) {
    const path = `${record.facts.id} configManager.pciPassthruSystem`;
    throw new ReplyError("RetrievePropertiesEx", path, "the host has no passthrough system");
  }
  const config = passthruConfig(changes, client.version);
  await session.call("UpdatePassthruConfig", system, { config });
  await session.call("Refresh", system);
  await watchPassthru(session, record.facts.id, config, wait);
}

async function watchPassthru(session: Session, id: string, config: readonly WireObject[], wait: Wait): Promise<void> {
  const path = "config.pciPassthruInfo";
  const pending = (value: unknown) => {
    const infos = believe(list(passthruInfo), value, "WaitForUpdatesEx", `${id} ${path}`);
    return config.filter((wanted) => !infos.some((info) => shows(info, wanted))).map(({ id: address }) => address);
  };
  await watch(session, {
    what: `passthrough configuration of ${id}`,
    objects: [{ ref: hostRef(id), paths: [path] }],
    until: (seen) => (pending(seen.get(id)?.[path]).length === 0 ? true : undefined),
    state: (seen) => `not yet shown for ${pending(seen.get(id)?.[path]).join(", ")}`,
    wait,
  });
}

function shows(info: z.output<typeof passthruInfo>, wanted: WireObject): boolean {
  const label = wanted["hardwareLabel"];
  return (
    (parsePciAddress(info.id) ?? info.id) === wanted["id"] &&
    info.passthruEnabled === wanted["passthruEnabled"] &&
    (label === undefined || (info.hardwareLabel ?? "") === label)
  );
}

const configTarget = object({
  pciPassthrough: list(z.object({ pciDevice: z.object({ id: string }), systemId: string })),
});

/** The environment browser of a host's compute resource. */
export async function readEnvironmentBrowser(session: Session, parent: MoRef): Promise<MoRef> {
  const path = "environmentBrowser";
  const [found] = await retrieve(session, { objects: [parent], paths: { [parent.type]: [path] } });
  return believe(moRef, found?.values[path], "RetrievePropertiesEx", `${parent.id} ${path}`);
}

/** `systemId` by address of what a VM on the host can be given now. */
export async function readConfigTarget(
  session: Session,
  browser: MoRef,
  hostId: string,
): Promise<ReadonlyMap<string, string>> {
  const method = "QueryConfigTarget";
  const answer = await session.call(method, browser, { host: hostRef(hostId) });
  const { pciPassthrough } = believe(configTarget, answer, method);
  return new Map(pciPassthrough.map(({ pciDevice: { id }, systemId }) => [parsePciAddress(id) ?? id, systemId]));
}

import { collect } from "../../provider/vsphere/factCache";
import {
  type HostRecord,
  hostRef,
  readConfigTarget,
  readEnvironmentBrowser,
  readHosts,
} from "../../provider/vsphere/host";
import { readHostUses } from "../../provider/vsphere/hostUse";
import { parsePciAddress } from "../../provider/vsphere/pciAddress";
import { retrieve } from "../../provider/vsphere/properties";
import { believe } from "../../provider/vsphere/reply";
import type { Session } from "../../provider/vsphere/session";
import type { HostFacts, HostUse, PassthruInfo, PciDevice } from "../../provider/vsphere/types";
import type { HostInput, OptionInput, PciInput } from "../../simulator";
import { networkOf } from "./hostNetwork";
import { type HostExtras, hostExtras } from "./hostSchema";
import { storageOf } from "./hostStorage";

/** A host without its VMs, and what the provider knows of it. */
export interface HostSnapshot {
  readonly facts: HostFacts;
  readonly input: HostInput;
}

/** In the order of the IDs; a host that is gone meanwhile is left out. */
export async function snapshotHosts(session: Session, ids: readonly string[]): Promise<readonly HostSnapshot[]> {
  const records = await collect<HostRecord>((tell) => readHosts(session, ids, tell));
  const extras = await readExtras(session, ids);
  const uses = await collect<HostUse>((tell) => readHostUses(session, ids, tell));
  const found: HostSnapshot[] = [];
  for (const id of ids) {
    const record = records.get(id);
    const extra = extras.get(id);
    const use = uses.get(id);
    if (record === undefined || extra === undefined || use === undefined) continue;
    const { facts } = record;
    const systemId = await systemIdOf(session, record);
    const input = hostOf(facts, extra, use);
    found.push({ facts, input: systemId === undefined ? input : { ...input, systemId } });
  }
  return found;
}

/** The host offers it with the devices that VMs can be given now. */
async function systemIdOf(session: Session, record: HostRecord): Promise<string | undefined> {
  const { connectionState, passthru } = record.facts;
  if (connectionState !== "connected" || !passthru.some(({ active }) => active)) return undefined;
  const browser = await readEnvironmentBrowser(session, record.parent);
  const [systemId] = (await readConfigTarget(session, browser, record.facts.id)).values();
  return systemId;
}

async function readExtras(session: Session, ids: readonly string[]): Promise<ReadonlyMap<string, HostExtras>> {
  const paths = { HostSystem: Object.keys(hostExtras.shape) };
  const found = await retrieve(session, { objects: ids.map(hostRef), paths });
  return new Map(
    found.map(({ ref, values }) => [ref.id, believe(hostExtras, values, "RetrievePropertiesEx", `${ref.id} `)]),
  );
}

function hostOf(facts: HostFacts, extras: HostExtras, use: HostUse): HostInput {
  const system = extras["hardware.systemInfo"];
  const cores = extras["hardware.cpuInfo.numCpuCores"];
  return {
    id: facts.id,
    name: facts.name,
    ...(facts.uuid === "" ? {} : { uuid: facts.uuid }),
    ...(system?.serialNumber ? { serialNumber: system.serialNumber } : {}),
    ...(system === undefined ? {} : { vendor: system.vendor, model: system.model }),
    ...(facts.memoryMB === undefined ? {} : { memoryMB: facts.memoryMB }),
    ...(cores === undefined ? {} : { cores }),
    iommu: facts.passthru.some(({ capable }) => capable),
    rebindWithoutReboot: facts.rebindWithoutReboot,
    ...(facts.connectionState === "connected" ? {} : { connection: facts.connectionState }),
    ...(facts.inMaintenanceMode ? { maintenance: true } : {}),
    pci: devicesOf(facts, extras),
    ...networkOf(extras),
    ...storageOf(extras, use),
    graphics: graphicsOf(use),
    ...optionsOf(extras),
  };
}

function devicesOf(facts: HostFacts, extras: HostExtras): readonly PciInput[] {
  const isPlaced = ({ address }: PciDevice) => parsePciAddress(address) === address;
  const hasIommu = facts.passthru.some(({ capable }) => capable);
  return facts.devices.filter(isPlaced).map((device) => {
    const bridge = extras["hardware.pciDevice"].find(({ id }) => parsePciAddress(id) === device.address)?.parentBridge;
    const parentBridge = bridge === undefined ? undefined : parsePciAddress(bridge);
    const info = facts.passthru.find(({ address }) => address === device.address);
    return {
      ...device,
      ...(parentBridge === undefined ? {} : { parentBridge }),
      ...(info === undefined ? {} : passthroughOf(device, info, hasIommu)),
      ...sriovOf(info, extras),
    };
  });
}

/** Only what is not the default, so that the file can be read. */
function passthroughOf(device: PciDevice, info: PassthruInfo, hasIommu: boolean): Partial<PciInput> {
  const { capable, enabled, active, hardwareLabel } = info;
  const dependentDevice = parsePciAddress(info.dependentDevice);
  const isExpected = capable === !device.classId.startsWith("06");
  return {
    ...(dependentDevice === undefined || dependentDevice === device.address ? {} : { dependentDevice }),
    ...(hasIommu && !isExpected ? { capable } : {}),
    ...(enabled ? { enabled } : {}),
    ...(active === enabled ? {} : { active }),
    ...(hardwareLabel === undefined ? {} : { hardwareLabel }),
  };
}

function sriovOf(info: PassthruInfo | undefined, extras: HostExtras): Pick<PciInput, "sriov"> {
  if (info?.sriov === undefined) return {};
  const numbers = extras["config.pciPassthruInfo"].find(({ id }) => parsePciAddress(id) === info.address);
  const { enabled, active } = info.sriov;
  const maximum = numbers?.maxVirtualFunctionSupported ?? 0;
  return {
    sriov: {
      enabled,
      ...(active === enabled ? {} : { active }),
      functions: numbers?.numVirtualFunctionRequested ?? 0,
      ...(maximum > 0 ? { maxFunctions: maximum } : {}),
    },
  };
}

const graphicsTypes = ["basic", "shared", "sharedDirect", "direct"] as const;

function graphicsOf({ graphics }: HostUse): NonNullable<HostInput["graphics"]> {
  return graphics.flatMap(({ address, graphicsType }) => {
    const type = graphicsTypes.find((one) => one === graphicsType);
    return type === undefined || parsePciAddress(address) === undefined ? [] : [{ address, type }];
  });
}

/** Boot options that concern passthrough, where they are not as they are at first. */
const bootOptions = ["VMkernel.Boot.iovDisableIR", "VMkernel.Boot.disableACSCheck", "VMkernel.Boot.noIOMMU"];

function optionsOf(extras: HostExtras): Pick<HostInput, "options"> {
  const options = extras["config.option"]
    .filter(({ key, value }) => bootOptions.includes(key) && value === "true")
    .map(({ key }): OptionInput => ({ key, type: "boolean", value: true }));
  return options.length === 0 ? {} : { options };
}

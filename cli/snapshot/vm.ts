import { z } from "zod";
import { plainText } from "../../provider/errors/plainText";
import { collect } from "../../provider/vsphere/factCache";
import { retrieve } from "../../provider/vsphere/properties";
import { believe, int, list, string } from "../../provider/vsphere/reply";
import type { Session } from "../../provider/vsphere/session";
import type { DrsOverride, VmFacts } from "../../provider/vsphere/types";
import { readVms, vmRef } from "../../provider/vsphere/virtualMachine";
import type { VmInput } from "../../simulator";
import { isKept } from "./scramble";

export interface VmSnapshot {
  readonly input: VmInput;
  /** What of the VM an inventory cannot hold; without names. */
  readonly notes: readonly string[];
}

interface Tree {
  readonly name: string;
  readonly childSnapshotList: readonly Tree[];
}

const tree: z.ZodType<Tree> = z.lazy(() => z.object({ name: string, childSnapshotList: list(tree) }));

const extras = z.object({
  "config.guestId": string.optional(),
  "config.hardware.numCPU": int.optional(),
  "config.managedBy": z.object({ type: string }).optional(),
  "guest.toolsVersionStatus2": string.optional(),
  "guest.hostName": string.optional(),
  "guest.ipAddress": string.optional(),
  snapshot: z.object({ rootSnapshotList: list(tree) }).optional(),
});

type Extras = z.output<typeof extras>;

/** What of a VM follows from where it is. */
export interface VmPlace {
  readonly folder: string;
  readonly drsOverride: DrsOverride | undefined;
  /** Addresses of the host's devices. */
  readonly addresses: ReadonlySet<string>;
}

/** In the order of the IDs; a VM that is gone meanwhile is left out. */
export async function snapshotVms(
  session: Session,
  ids: readonly string[],
  placeOf: (id: string) => VmPlace,
): Promise<ReadonlyMap<string, VmSnapshot>> {
  const facts = await collect<VmFacts>((tell) => readVms(session, ids, tell));
  const paths = { VirtualMachine: Object.keys(extras.shape) };
  const found = await retrieve(session, { objects: ids.map(vmRef), paths });
  return new Map(
    found.flatMap(({ ref, values }): [string, VmSnapshot][] => {
      const vm = facts.get(ref.id);
      if (vm === undefined) return [];
      const more = believe(extras, values, "RetrievePropertiesEx", `${ref.id} `);
      return [[ref.id, vmOf(vm, more, placeOf(ref.id))]];
    }),
  );
}

function vmOf(vm: VmFacts, more: Extras, place: VmPlace): VmSnapshot {
  const { devices, notes } = devicesOf(vm, place.addresses);
  const input: VmInput = {
    id: vm.id,
    name: vm.name,
    ...(place.folder === "" ? {} : { folder: place.folder }),
    ...configOf(vm, more),
    power: vm.powerState,
    tools: toolsOf(vm, more),
    ...(vm.template ? { template: true } : {}),
    ...(more.snapshot ? { snapshots: namesIn(more.snapshot.rootSnapshotList) } : {}),
    ...(vm.nestedHV ? { nestedHV: true } : {}),
    ...(vm.faultTolerance ? { faultTolerance: true } : {}),
    // A VM is disconnected because its host is.
    ...(vm.connectionState === "connected" || vm.connectionState === "disconnected"
      ? {}
      : { connection: vm.connectionState }),
    ...(vm.question === undefined ? {} : { question: vm.question }),
    ...(vm.managedBy === undefined
      ? {}
      : { managedBy: { extensionKey: vm.managedBy, type: more["config.managedBy"]?.type ?? "" } }),
    ...(vm.reservationLocked ? { reservationLocked: true } : {}),
    ...(vm.reservationLocked || vm.reservationMB === 0 ? {} : { reservationMB: vm.reservationMB }),
    ...devices,
    ...extraConfigOf(vm),
    ...(place.drsOverride === undefined ? {} : { drsOverride: place.drsOverride }),
    ...(more["guest.hostName"] ? { guestHostName: more["guest.hostName"] } : {}),
    ...(more["guest.ipAddress"] ? { ip: more["guest.ipAddress"] } : {}),
  };
  return { input, notes };
}

/** An inaccessible VM has no configuration. */
function configOf(vm: VmFacts, more: Extras): Partial<VmInput> {
  const guestId = more["config.guestId"];
  const cpus = more["config.hardware.numCPU"];
  return {
    ...(vm.biosUuid === "" ? {} : { uuid: vm.biosUuid }),
    ...(vm.instanceUuid === "" ? {} : { instanceUuid: vm.instanceUuid }),
    ...(vm.hardwareVersion === 0 ? {} : { hardwareVersion: vm.hardwareVersion }),
    ...(vm.memoryMB === 0 ? {} : { memoryMB: vm.memoryMB }),
    ...(cpus === undefined ? {} : { cpus }),
    firmware: vm.firmware,
    ...(guestId ? { guestId } : {}),
  };
}

/** Of a VM that is off nobody knows whether Tools would run; installed ones are taken to. */
function toolsOf(vm: VmFacts, more: Extras): NonNullable<VmInput["tools"]> {
  if (more["guest.toolsVersionStatus2"] === "guestToolsNotInstalled") return "notInstalled";
  return vm.toolsRunning || vm.powerState !== "poweredOn" ? "running" : "notRunning";
}

function namesIn(trees: readonly Tree[]): readonly string[] {
  return trees.flatMap(({ name, childSnapshotList }) => [name, ...namesIn(childSnapshotList)]);
}

function extraConfigOf({ extraConfig }: VmFacts): Pick<VmInput, "extraConfig"> {
  const kept = Object.entries(extraConfig).filter(([key]) => isKept(key));
  return kept.length === 0 ? {} : { extraConfig: Object.fromEntries(kept) };
}

function devicesOf(vm: VmFacts, addresses: ReadonlySet<string>) {
  const passthrough: string[] = [];
  const otherPassthrough: ("dynamic" | "vgpu" | "dvx")[] = [];
  const notes: string[] = [];
  for (const { backing, address, label } of vm.devices) {
    if (backing === "fixed" && address !== undefined && addresses.has(address)) passthrough.push(address);
    else if (backing === "dynamic" || backing === "vgpu" || backing === "dvx") otherPassthrough.push(backing);
    else
      notes.push(
        `${vm.id}: ${plainText(label)} is left out: its host has no device ${plainText(address ?? "of its kind")}`,
      );
  }
  const devices = {
    ...(passthrough.length === 0 ? {} : { passthrough }),
    ...(otherPassthrough.length === 0 ? {} : { otherPassthrough }),
  };
  return { devices, notes };
}

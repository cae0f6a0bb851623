import { signed16 } from "../data/hostPci";
import type { FullVm } from "../inventory/schema";
import { newestHardware } from "../semantics/limits";
import { type Data, Ref } from "../wire/values";
import type { Folder, Host, Vm, VmDevice } from "./entities";
import { stableUuid } from "./ids";
import { register } from "./register";
import type { World } from "./world";

export function buildVm(world: World, host: Host, folder: Folder, spec: FullVm): Vm {
  const id = spec.id ?? (world.isLoneHost ? String(world.next()) : `vm-${world.next()}`);
  const on = spec.power === "poweredOn";
  const now = world.clock.now();
  const identity = `${host.name} ${spec.folder}/${spec.name}`;
  const vm: Vm = {
    ref: new Ref("VirtualMachine", id),
    name: spec.name,
    parent: folder,
    spec,
    uuid: spec.uuid ?? stableUuid(`bios ${identity}`),
    instanceUuid: spec.instanceUuid ?? stableUuid(`instance ${identity}`),
    host,
    folder,
    browser: new Ref("EnvironmentBrowser", `envbrowser-${id}`),
    ...settings(spec, newestHardware(world.apiVersion)),
    power: spec.power,
    toolsRunning: on && spec.tools === "running",
    bootTime: on ? now : undefined,
    connection: spec.connection,
    question: spec.question,
    managedBy: spec.managedBy,
    devices: [...spec.passthrough.map((address) => fixed(host, address)), ...spec.otherPassthrough.map(other)].map(
      device,
    ),
    extraConfig: new Map(Object.entries(spec.extraConfig)),
    changeVersion: now.toISOString().replace("Z", "000Z"),
    modified: now,
    busy: undefined,
  };
  folder.children.push(vm);
  host.vms.add(vm);
  if (spec.drsOverride) host.compute.overrides.set(id, copyOverride(spec.drsOverride));
  register(world, vm);
  return vm;
}

function settings(spec: FullVm, newest: number) {
  return {
    // No server has VMs that are too new for all of its hosts.
    hardwareVersion: Math.min(spec.hardwareVersion, newest),
    memoryMB: spec.memoryMB,
    cpus: spec.cpus,
    coresPerSocket: 1,
    firmware: spec.firmware,
    guestId: spec.guestId,
    annotation: "",
    nestedHV: spec.nestedHV,
    hotPlugPassthru: false,
    memoryHotAdd: false,
    cpuHotAdd: false,
    reservationMB: spec.reservationLocked ? spec.memoryMB : spec.reservationMB,
    reservationLocked: spec.reservationLocked,
    memoryLimit: -1,
    cpuReservation: 0,
  };
}

function copyOverride({ enabled, behavior }: NonNullable<FullVm["drsOverride"]>) {
  return { ...(enabled === undefined ? {} : { enabled }), ...(behavior === undefined ? {} : { behavior }) };
}

function fixed(host: Host, address: string): Data {
  const card = host.pci.find((fn) => fn.card.address === address)?.card;
  if (!card) throw new Error(`inventory: host ${host.name} has no PCI device ${address} for its VM to hold`);
  return {
    $type: "VirtualPCIPassthroughDeviceBackingInfo",
    deviceName: card.deviceName,
    id: address,
    deviceId: card.deviceId,
    systemId: host.systemId,
    vendorId: signed16(card.vendorId),
  };
}

function other(kind: FullVm["otherPassthrough"][number]): Data {
  if (kind === "vgpu") return { $type: "VirtualPCIPassthroughVmiopBackingInfo", vgpu: "grid_t4-4q" };
  if (kind === "dvx") return { $type: "VirtualPCIPassthroughDvxBackingInfo", deviceClass: "com.example.dvx" };
  return { $type: "VirtualPCIPassthroughDynamicBackingInfo", deviceName: "" };
}

function device(backing: Data, index: number): VmDevice {
  return { key: 13000 + index, unitNumber: index < 4 ? 18 + index : 34 + index, backing, slot: undefined };
}

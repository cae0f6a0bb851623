/** Ten hosts with fifty VMs, and programs of two hundred resources over them. */
import type { HostInput, Inventory, PciInput, VmInput } from "../../simulator";
import { attachment, type Declared, device, memory, plan, urnFor } from "../provider/resources/operation";
import type { Program } from "./program";

const hostCount = 10;
const vmsPerHost = 5;
/** The last host's VM is not to be touched: its devices wait for somebody else's reboot. */
export const protectedHost = hostCount;
export const protectedVm = "vm-1099";

const hostName = (host: number) => `esx-${String(host).padStart(2, "0")}.fleet.test`;
const vmName = (host: number, vm: number) => `vm-${host}-${vm}`;
const addressOf = (slot: number) => `0000:${(0x40 + slot).toString(16)}:00.0`;
const slots = 10;

const cards: readonly PciInput[] = Array.from({ length: slots }, (_, slot) => ({
  ...{ address: addressOf(slot), vendorId: "10de", deviceId: "1eb8", classId: "0302" },
  ...{ vendorName: "NVIDIA Corporation", deviceName: "Tesla T4" },
}));

function vms(host: number): readonly VmInput[] {
  const own = Array.from({ length: vmsPerHost }, (_, vm) => ({
    ...{ id: `vm-${1000 + host * 10 + vm}`, name: vmName(host, vm), memoryMB: 2048, hardwareVersion: 20 },
    power: (host + vm) % 3 === 0 && host !== protectedHost ? ("poweredOn" as const) : ("poweredOff" as const),
  }));
  const others: readonly VmInput[] =
    host === protectedHost ? [{ id: protectedVm, name: "untouchable", power: "poweredOn", tools: "notRunning" }] : [];
  return [...own, ...others];
}

function hostInput(host: number): HostInput {
  const rebindWithoutReboot = host % 2 === 0;
  return { id: `host-${100 + host}`, name: hostName(host), rebindWithoutReboot, pci: [...cards], vms: [...vms(host)] };
}

/** Two clusters of four hosts, and two hosts by themselves. */
export function fleet(): Inventory {
  const hosts = Array.from({ length: hostCount }, (_, index) => hostInput(index + 1));
  const clusters = [
    { name: "first", hosts: hosts.slice(0, 4) },
    { name: "second", hosts: hosts.slice(4, 8) },
  ];
  return { datacenters: [{ name: "DC0", clusters, hosts: hosts.slice(8) }] };
}

/** One device and the attachment that takes it. */
function pair(host: number, vm: number, index: number, slot: number, onProtected: object): readonly Declared[] {
  const [card, reservation] = [`card-${host}-${vm}-${index}`, `memory-${host}-${vm}`];
  const isProtected = host === protectedHost;
  const policy = isProtected ? onProtected : { reboot: "ifNeeded", evacuate: "shutdown" };
  return [
    device(card, { host: hostName(host), address: addressOf(slot), ...policy }),
    attachment(`gpu-${host}-${vm}-${index}`, (of) => ({
      vm: of(reservation, "vm"),
      __vmSource: urnFor("VmMemoryReservation", reservation),
      __deviceSource: urnFor("HostPassthroughDevice", card),
      address: of(card, "address"),
      host: of(card, "host"),
      expect: of(card, "expect"),
      power: "powerOff",
    })),
  ];
}

/**
 * Fifty reservations, seventy-five devices and as many attachments. `moved` hosts use other slots for their first VM;
 * `onProtected` are the inputs of the devices that only somebody else may reboot for.
 */
export function program(moved: readonly number[] = [], onProtected: object = { reboot: "never" }): Program {
  const all: Declared[] = [];
  for (let host = 1; host <= hostCount; host++) {
    for (let vm = 0; vm < vmsPerHost; vm++) {
      all.push(memory(`memory-${host}-${vm}`, { vm: vmName(host, vm) }));
      const slot = moved.includes(host) && vm === 0 ? slots - 1 : vm;
      all.push(...pair(host, vm, 0, slot, onProtected));
      if (vm < (host % 2 === 0 ? 3 : 2)) all.push(...pair(host, vm, 1, vmsPerHost + vm, onProtected));
    }
  }
  return plan(...all);
}

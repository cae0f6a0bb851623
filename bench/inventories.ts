import type { HostInput, Inventory, PciInput, VmInput } from "../simulator";

/** State that was written against one simulator fits another one of the same inventory. */
const instanceUuid = "6c1f6c1e-7d0a-4c86-9b3e-2f4f6c5a9b01";
const slots = 10;

export const hostName = (host: number) => `esx-${host}.bench.test`;
export const vmName = (vm: number) => `gpu-${vm}`;
/** Ten VMs to a host, each with the device in a slot of its own. */
export const hostOf = (vm: number) => Math.floor(vm / slots);
export const addressOf = (vm: number) => `0000:${(0x40 + (vm % slots)).toString(16)}:00.0`;

/** A server has many functions that nobody gives to a VM. */
const others: readonly PciInput[] = Array.from({ length: 30 }, (_, port) => ({
  ...{ address: `0000:${(port + 1).toString(16).padStart(2, "0")}:00.0`, vendorId: "8086", deviceId: "347a" },
  ...{ classId: "0604", vendorName: "Intel Corporation", deviceName: "Ice Lake PCIe Root Port A" },
}));

function card(slot: number, isEnabled: boolean): PciInput {
  return {
    ...{ address: addressOf(slot), vendorId: "10de", deviceId: "1eb8", classId: "0302", enabled: isEnabled },
    ...{ vendorName: "NVIDIA Corporation", deviceName: "TU104GL [Tesla T4]" },
  };
}

function vm(index: number, isAttached: boolean): VmInput {
  return {
    ...{ name: vmName(index), memoryMB: 4096, reservationMB: 4096, reservationLocked: true },
    passthrough: isAttached ? [addressOf(index)] : [],
  };
}

export interface Fleet {
  readonly vms: number;
  /** Whether each VM has its device at the start. */
  readonly attached: boolean;
  /** Hosts in one cluster with fully automated DRS; else each by itself. */
  readonly drs?: boolean;
}

/** VMs, ten to a host, that have a device or can be given it; the hosts have it enabled. */
export function fleet({ vms, attached, drs = false }: Fleet): Inventory {
  const hosts: HostInput[] = Array.from({ length: Math.ceil(vms / slots) }, (_, host) => ({
    name: hostName(host),
    pci: [...Array.from({ length: slots }, (_, slot) => card(slot, true)), ...others],
    vms: Array.from({ length: slots }, (_, slot) => host * slots + slot)
      .filter((index) => index < vms)
      .map((index) => vm(index, attached)),
  }));
  const where = drs ? { clusters: [{ name: "cluster", hosts }] } : { hosts };
  return { server: { instanceUuid }, datacenters: [{ name: "DC0", ...where }] };
}

/** One host that cannot enable a device without a reboot. */
export function rebootingHost(devices: number): Inventory {
  const pci = Array.from({ length: devices }, (_, slot) => card(slot, false));
  const host: HostInput = { name: hostName(0), rebindWithoutReboot: false, pci, vms: [] };
  return { datacenters: [{ name: "DC0", hosts: [host] }] };
}

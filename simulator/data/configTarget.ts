import type { Host, PciFunction } from "../model/entities";
import type { World } from "../model/world";
import { addressOf, isFixed } from "../semantics/pciBacking";
import type { Data } from "../wire/values";
import { pciDevice, signed16 } from "./hostPci";

/** ConfigTarget: what VMs can be given on these hosts now. Only functions whose passthrough is in force are listed. */
export function configTarget({ behaviours }: World, hosts: readonly Host[]): Data {
  const answering = hosts.filter((host) => host.connection === "connected");
  const cores = answering.reduce((sum, host) => sum + host.spec.cores, 0);
  const isOffered = (host: Host, fn: PciFunction) =>
    fn.active && (behaviours.heldDevices === "listed" || !isHeld(host, fn.card.address));
  const functions = answering.flatMap((host) =>
    host.pci.filter((fn) => isOffered(host, fn)).map((fn) => ({ host, fn })),
  );
  return {
    numCpus: cores,
    numCpuCores: cores,
    numNumaNodes: 1,
    smcPresent: false,
    maxMemMBOptimalPerf: Math.max(0, ...answering.map((host) => host.spec.memoryMB)),
    autoVmotion: false,
    pciPassthrough: functions.map(({ host, fn }) => ({
      name: fn.card.address,
      pciDevice: pciDevice(fn),
      systemId: host.systemId,
    })),
    dynamicPassthrough: functions.map(({ fn }) => dynamic(fn, behaviours.dynamicIds === "signed")),
  };
}

function isHeld({ vms }: Host, address: string): boolean {
  return [...vms].some(({ devices }) => devices.some((device) => isFixed(device) && addressOf(device) === address));
}

function dynamic({ card, hardwareLabel }: PciFunction, isSigned: boolean): Data {
  const id = (hex: string) => (isSigned ? signed16(hex) : Number.parseInt(hex, 16));
  return {
    name: `${card.vendorName} ${card.deviceName}`,
    vendorName: card.vendorName,
    deviceName: card.deviceName,
    customLabel: hardwareLabel,
    vendorId: id(card.vendorId),
    deviceId: id(card.deviceId),
  };
}

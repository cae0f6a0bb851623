import type { Host, PciFunction } from "../model/entities";
import type { Data } from "../wire/values";
import { pciDevice } from "./hostPci";

/**
 * ConfigTarget: what VMs can be given on these hosts now. Only functions whose passthrough is in force are listed; one
 * that a VM holds already still is (not certain).
 */
export function configTarget(hosts: readonly Host[]): Data {
  const answering = hosts.filter((host) => host.connection === "connected");
  const cores = answering.reduce((sum, host) => sum + host.spec.cores, 0);
  const functions = answering.flatMap((host) => host.pci.filter((fn) => fn.active).map((fn) => ({ host, fn })));
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
    dynamicPassthrough: functions.map(({ fn }) => dynamic(fn)),
  };
}

function dynamic({ card, hardwareLabel }: PciFunction): Data {
  return {
    name: `${card.vendorName} ${card.deviceName}`,
    vendorName: card.vendorName,
    deviceName: card.deviceName,
    customLabel: hardwareLabel,
    vendorId: Number.parseInt(card.vendorId, 16),
    deviceId: Number.parseInt(card.deviceId, 16),
  };
}

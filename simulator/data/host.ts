import type { Host } from "../model/entities";
import type { World } from "../model/world";
import { type Data, Typed } from "../wire/values";
import { hostProduct } from "./about";
import { networkInfo, virtualNicManagerInfo } from "./hostNetwork";
import { needsReboot, passthruInfo, pciDevice } from "./hostPci";
import { diagnosticPartition, fileSystemVolume, storageDevice } from "./hostStorage";

const mhz = 2600;

/** HostRuntimeInfo. */
export function hostRuntime(host: Host): Data {
  const down = host.connection !== "connected";
  return {
    connectionState: host.connection,
    powerState: down ? "unknown" : "poweredOn",
    standbyMode: "none",
    inMaintenanceMode: host.inMaintenance,
    inQuarantineMode: false,
    bootTime: down ? undefined : host.bootTime,
  };
}

/** HostConfigInfo. Stays readable, and stale, while the host is down. */
export function hostConfig(host: Host, world: World): Data {
  return {
    host: host.ref,
    product: hostProduct(world.inventory.server),
    storageDevice: storageDevice(host),
    fileSystemVolume: fileSystemVolume(host),
    network: networkInfo(host.spec),
    virtualNicManagerInfo: virtualNicManagerInfo(host.spec),
    activeDiagnosticPartition: diagnosticPartition(host),
    option: [...host.options.values()].map(({ key, type, value }) => ({ key, value: new Typed(type, value) })),
    pciPassthruInfo: host.cachedPci.map(passthruInfo),
    graphicsInfo: graphics(host),
  };
}

function graphics(host: Host): Data[] {
  return host.spec.graphics.flatMap(({ address, type }) => {
    const card = host.pci.find((fn) => fn.card.address === address)?.card;
    if (!card) return [];
    const { deviceName, vendorName } = card;
    return [{ deviceName, vendorName, pciId: address, graphicsType: type, memorySizeInKB: 16 * 1024 ** 2, vm: [] }];
  });
}

/** HostHardwareInfo. */
export function hostHardware(host: Host): Data {
  const { spec } = host;
  const hz = mhz * 1_000_000;
  return {
    systemInfo: {
      vendor: spec.vendor,
      model: spec.model,
      uuid: host.uuid,
      serialNumber: spec.serialNumber ?? `SIM${host.ref.id}`,
    },
    cpuInfo: { numCpuPackages: 1, numCpuCores: spec.cores, numCpuThreads: spec.cores, hz },
    cpuPkg: [{ index: 0, vendor: "intel", hz, busHz: 100_000_000, description: cpuModel, threadId: [0] }],
    memorySize: spec.memoryMB * 1024 ** 2,
    numaInfo: { type: "NUMA", numNodes: 1 },
    smcPresent: false,
    pciDevice: host.pci.map(pciDevice),
    biosInfo: { biosVersion: "1.9.2", vendor: spec.vendor },
  };
}

const cpuModel = "Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz";

/** HostListSummary. */
export function hostSummary(host: Host, world: World): Data {
  const { spec } = host;
  return {
    host: host.ref,
    hardware: {
      vendor: spec.vendor,
      model: spec.model,
      uuid: host.uuid,
      memorySize: spec.memoryMB * 1024 ** 2,
      cpuModel,
      cpuMhz: mhz,
      numCpuPkgs: 1,
      numCpuCores: spec.cores,
      numCpuThreads: spec.cores,
      numNics: spec.nics.length,
      numHBAs: spec.adapters.length,
    },
    runtime: hostRuntime(host),
    config: {
      name: host.name,
      port: 443,
      product: hostProduct(world.inventory.server),
      vmotionEnabled: spec.vmkernel.some((nic) => nic.services.includes("vmotion")),
      faultToleranceEnabled: false,
    },
    quickStats: { overallCpuUsage: 120, overallMemoryUsage: 4096, uptime: uptimeSeconds(host, world) },
    overallStatus: "green",
    rebootRequired: needsReboot(host.cachedPci),
  };
}

function uptimeSeconds(host: Host, world: World): number {
  return Math.max(0, Math.floor((world.clock.now().getTime() - host.bootTime.getTime()) / 1000));
}

import { defaultHost } from "./defaultHost";
import type { Inventory, VmInput } from "./types";

const agent = { extensionKey: "com.vmware.vim.eam", type: "cluster-agent" };

const onFirst: readonly VmInput[] = [
  { id: "vm-101", name: "app-01", power: "poweredOn", hardwareVersion: 19, firmware: "bios", ip: "10.0.0.101" },
  { id: "vm-102", name: "gpu-01", memoryMB: 8192 },
  { id: "vm-103", name: "gpu-02", hardwareVersion: 21, reservationLocked: true },
  { id: "vm-104", name: "db-01", memoryMB: 8192, power: "poweredOn", tools: "notRunning" },
  {
    ...{ id: "vm-105", name: "vCLS-52a1", folder: "vCLS", power: "poweredOn", memoryMB: 128, cpus: 1 },
    ...{ hardwareVersion: 11, managedBy: agent },
  },
];

const onSecond: readonly VmInput[] = [
  { id: "vm-111", name: "ml-01", folder: "research/ml", memoryMB: 8192, hardwareVersion: 21, reservationLocked: true },
  {
    ...{ id: "vm-112", name: "ml-02", folder: "research/ml", memoryMB: 8192, power: "poweredOn" },
    ...{ guestHostName: "ml-02.example.test", ip: "10.0.0.112" },
  },
  { id: "vm-113", name: "legacy", hardwareVersion: 4, firmware: "bios", guestId: "winNetStandardGuest" },
  { id: "vm-114", name: "web", folder: "blue", power: "poweredOn", hardwareVersion: 19 },
];

const onThird: readonly VmInput[] = [
  { id: "vm-121", name: "web", folder: "green", power: "poweredOn", hardwareVersion: 19 },
  { id: "vm-122", name: "snap-01", snapshots: ["before-upgrade", "after-upgrade"] },
  { id: "vm-123", name: "batch-01", memoryMB: 8192, power: "poweredOn", ignoresShutdown: true },
];

const onFourth: readonly VmInput[] = [
  { id: "vm-131", name: "edge-01", reservationLocked: true },
  { id: "vm-132", name: "edge-02", power: "poweredOn", tools: "notInstalled", firmware: "bios" },
  { id: "vm-133", name: "edge-03", memoryMB: 8192, reservationMB: 8192, hardwareVersion: 21 },
  { id: "vm-134", name: "edge-04", power: "poweredOn", reservationLocked: true },
];

/**
 * A vCenter 8.0 U2 with datacenter `DC0`: the DRS cluster `Cluster0` (fully automated) of `esx-01` to `esx-03`, and
 * the lone host `esx-04`. `esx-01` cannot rebind devices without a reboot, `esx-03` has no IOMMU.
 */
export function defaultInventory(): Inventory {
  return {
    server: { apiVersion: "8.0.2.0", instanceUuid: "5a0f7d3e-6f0c-4a58-9a43-0c1d5b8e7f21" },
    datacenters: [
      {
        id: "datacenter-3",
        name: "DC0",
        clusters: [
          {
            id: "domain-c8",
            name: "Cluster0",
            hosts: [
              defaultHost({ number: 1, id: "host-11", vms: onFirst, rebindWithoutReboot: false, san: true }),
              defaultHost({
                ...{ number: 2, id: "host-12", vms: onSecond },
                ...{ vmotion: true, sriovOn: true, sharedGraphics: true },
              }),
              defaultHost({ number: 3, id: "host-13", vms: onThird, iommu: false }),
            ],
          },
        ],
        hosts: [defaultHost({ number: 4, id: "host-14", vms: onFourth })],
      },
    ],
  };
}

import type { FullHost, FullPci, FullVm } from "../inventory/schema";
import type { Data, Ref } from "../wire/values";

/** The inventory while it runs: plain mutable state, no behaviour. */

export interface Entity {
  readonly ref: Ref;
  name: string;
  parent: Entity | undefined;
}

export interface Folder extends Entity {
  readonly childTypes: readonly string[];
  readonly children: Entity[];
}

export interface Datacenter extends Entity {
  readonly vmFolder: Folder;
  readonly hostFolder: Folder;
  readonly datastoreFolder: Folder;
  readonly networkFolder: Folder;
}

/** A DRS level. */
export type Behavior = "manual" | "partiallyAutomated" | "fullyAutomated";

/** A DRS override of a VM. */
export interface Override {
  enabled?: boolean;
  behavior?: Behavior;
}

export interface Compute extends Entity {
  readonly isCluster: boolean;
  readonly drs: { enabled: boolean; behavior: Behavior; overridesEnabled: boolean; vmotionRate: number };
  /** DRS overrides by VM id. */
  readonly overrides: Map<string, Override>;
  /** HA overrides by VM id, as they were given. */
  readonly dasOverrides: Map<string, Data>;
  readonly hosts: Host[];
  readonly pool: Entity;
  readonly browser: Ref;
}

export interface PciFunction {
  /** Facts of the card; another object after a swap. */
  readonly card: FullPci;
  readonly dependentDevice: string;
  readonly capable: boolean;
  enabled: boolean;
  active: boolean;
  hardwareLabel: string | undefined;
  sriov: { enabled: boolean; active: boolean; requested: number; functions: number; max: number } | undefined;
}

/** Whether the server reaches a host. */
export type HostConnection = "connected" | "disconnected" | "notResponding";

export interface HostOption {
  readonly key: string;
  readonly type: "b" | "i" | "l" | "s";
  value: boolean | number | string;
}

export interface Host extends Entity {
  readonly spec: FullHost;
  readonly uuid: string;
  readonly systemId: string;
  readonly compute: Compute;
  readonly datacenter: Datacenter;
  readonly pciSystem: Ref;
  readonly optionManager: Ref;
  pci: PciFunction[];
  /** What vCenter has cached of the passthrough state; follows `pci` with a lag. */
  cachedPci: readonly PciFunction[];
  connection: HostConnection;
  inMaintenance: boolean;
  enteringMaintenance: boolean;
  bootTime: Date;
  readonly options: Map<string, HostOption>;
  readonly vms: Set<Vm>;
  readonly datastores: Entity[];
  readonly networks: Entity[];
  readonly volumes: readonly { readonly name: string; readonly kind: string; readonly disks: readonly string[] }[];
}

/** The power state of a VM. */
export type Power = "poweredOn" | "poweredOff" | "suspended";

/** A PCI passthrough device of a VM; `backing` as it was given, with its type. */
export interface VmDevice {
  readonly key: number;
  readonly unitNumber: number;
  backing: Data;
  /** Assigned at the first power-on. */
  slot: number | undefined;
}

export interface Vm extends Entity {
  readonly spec: FullVm;
  readonly uuid: string;
  readonly instanceUuid: string;
  host: Host;
  folder: Folder;
  readonly browser: Ref;
  hardwareVersion: number;
  memoryMB: number;
  cpus: number;
  coresPerSocket: number;
  firmware: "bios" | "efi";
  guestId: string;
  annotation: string;
  nestedHV: boolean;
  hotPlugPassthru: boolean;
  memoryHotAdd: boolean;
  cpuHotAdd: boolean;
  power: Power;
  toolsRunning: boolean;
  bootTime: Date | undefined;
  connection: "connected" | "disconnected" | "orphaned" | "inaccessible" | "invalid";
  question: string | undefined;
  managedBy: { extensionKey: string; type: string } | undefined;
  reservationMB: number;
  reservationLocked: boolean;
  memoryLimit: number;
  cpuReservation: number;
  devices: VmDevice[];
  readonly extraConfig: Map<string, string>;
  changeVersion: string;
  modified: Date;
  /** The task that has the VM now. */
  busy: Ref | undefined;
}

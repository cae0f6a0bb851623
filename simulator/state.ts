import type { Compute, Host, Vm } from "./model/entities";
import type { World } from "./model/world";
import { plainData } from "./soap/callLog";

/** One PCI function of a host. */
export interface DeviceState {
  readonly address: string;
  readonly vendorId: string;
  readonly deviceId: string;
  readonly capable: boolean;
  readonly enabled: boolean;
  readonly active: boolean;
  readonly hardwareLabel: string | undefined;
  readonly dependentDevice: string;
}

/** A host, as it is now. */
export interface HostState {
  readonly id: string;
  readonly name: string;
  readonly connection: string;
  readonly maintenance: boolean;
  readonly bootTime: string;
  readonly systemId: string;
  readonly devices: readonly DeviceState[];
  readonly options: Readonly<Record<string, boolean | number | string>>;
}

/** A VM, as it is now. */
export interface VmState {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly power: string;
  readonly toolsRunning: boolean;
  readonly hardwareVersion: number;
  readonly memoryMB: number;
  readonly reservationMB: number;
  readonly reservationLocked: boolean;
  readonly changeVersion: string;
  readonly extraConfig: Readonly<Record<string, string>>;
  /** PCI passthrough devices; `backing` as the client gave it. */
  readonly devices: readonly { readonly key: number; readonly address: string | undefined; readonly backing: object }[];
}

/** A cluster, as it is now. */
export interface ClusterState {
  readonly id: string;
  readonly name: string;
  readonly drs: { readonly enabled: boolean; readonly behavior: string; readonly overridesEnabled: boolean };
  /** By VM id. */
  readonly overrides: Readonly<Record<string, { readonly enabled?: boolean; readonly behavior?: string }>>;
}

/** How things are, each by managed object id. */
export interface SimulatorState {
  readonly hosts: Readonly<Record<string, HostState>>;
  readonly vms: Readonly<Record<string, VmState>>;
  readonly clusters: Readonly<Record<string, ClusterState>>;
  readonly sessions: number;
}

export function snapshot(world: World): SimulatorState {
  const clusters = [...world.computes.values()].filter((compute) => compute.isCluster);
  return {
    hosts: byId([...world.hosts.values()].map(hostState)),
    vms: byId([...world.vms.values()].map(vmState)),
    clusters: byId(clusters.map(clusterState)),
    sessions: world.sessions.all().length,
  };
}

function byId<T extends { readonly id: string }>(rows: readonly T[]): Record<string, T> {
  return Object.fromEntries(rows.map((row) => [row.id, row]));
}

function hostState(host: Host): HostState {
  return {
    id: host.ref.id,
    name: host.name,
    connection: host.connection,
    maintenance: host.inMaintenance,
    bootTime: host.bootTime.toISOString(),
    systemId: host.systemId,
    devices: host.pci.map(({ card, capable, enabled, active, hardwareLabel, dependentDevice }) => ({
      address: card.address,
      vendorId: card.vendorId,
      deviceId: card.deviceId,
      capable,
      enabled,
      active,
      hardwareLabel,
      dependentDevice,
    })),
    options: Object.fromEntries([...host.options.values()].map(({ key, value }) => [key, value])),
  };
}

function vmState(vm: Vm): VmState {
  return {
    id: vm.ref.id,
    name: vm.name,
    host: vm.host.ref.id,
    power: vm.power,
    toolsRunning: vm.toolsRunning,
    hardwareVersion: vm.hardwareVersion,
    memoryMB: vm.memoryMB,
    reservationMB: vm.reservationMB,
    reservationLocked: vm.reservationLocked,
    changeVersion: vm.changeVersion,
    extraConfig: Object.fromEntries(vm.extraConfig),
    devices: vm.devices.map(({ key, backing }) => ({
      key,
      address: typeof backing.id === "string" ? backing.id : undefined,
      backing: plainData(backing),
    })),
  };
}

function clusterState({ ref, name, drs, overrides }: Compute): ClusterState {
  const { enabled, behavior, overridesEnabled } = drs;
  const rows = [...overrides].map(([id, override]) => [id, { ...override }] as const);
  return { id: ref.id, name, drs: { enabled, behavior, overridesEnabled }, overrides: Object.fromEntries(rows) };
}

/** Takes snapshots, and compares what the provider sees of two servers. */

import { readServer, type ServerSnapshot } from "../../../cli/snapshot/read";
import { isKept, scramble } from "../../../cli/snapshot/scramble";
import { readHostPciDevices } from "../../../provider/lookups";
import { OperationContext } from "../../../provider/resources/context";
import { hostPassthroughDevice } from "../../../provider/resources/hostPassthroughDevice";
import { vmMemoryReservation } from "../../../provider/resources/vmMemoryReservation";
import { vmPciAttachment } from "../../../provider/resources/vmPciAttachment";
import { Connection } from "../../../provider/vsphere/connection";
import { Session } from "../../../provider/vsphere/session";
import type { ConnectionSettings, VSphere } from "../../../provider/vsphere/vsphere";
import { type Inventory, parseInventory, type Simulator, startSimulator } from "../../../simulator";

export function settingsOf({ host: server, user, password, thumbprint }: Simulator): ConnectionSettings {
  return { server, user, password, thumbprint, allowUnverifiedSsl: false, apiTimeoutMs: 20_000 };
}

export async function takeSnapshot(
  settings: ConnectionSettings,
  hosts: readonly string[] = [],
): Promise<ServerSnapshot> {
  const session = new Session(settings);
  try {
    return await readServer(session, hosts);
  } finally {
    await session.logout(5_000);
  }
}

/** A simulator that holds the inventory, for as long as it is worked with. */
export async function serving<T>(inventory: Inventory, work: (simulator: Simulator) => Promise<T>): Promise<T> {
  const simulator = await startSimulator({ inventory, timeScale: 0.01 });
  try {
    return await work(simulator);
  } finally {
    await simulator.stop();
  }
}

export interface Seen {
  /** All that rules look at, but for times and versions of change. */
  readonly facts: unknown;
  /** By host: the rows of `getHostPciDevices`. */
  readonly lookups: unknown;
  /** What previews refuse and flag: each device enabled, each VM with each device of its host, each memory reserved. */
  readonly previews: readonly string[];
}

interface Ids {
  readonly hosts: readonly string[];
  readonly vms: readonly string[];
}

/** What the provider sees of a server, by the IDs of an inventory. */
export async function look(settings: ConnectionSettings, inventory: Inventory): Promise<Seen> {
  const vsphere = new Connection(settings);
  try {
    const ids = idsOf(inventory);
    return {
      facts: await factsOf(vsphere, ids),
      lookups: await lookupsOf(vsphere, ids),
      previews: await previewsOf(vsphere, ids, settings),
    };
  } finally {
    await vsphere.logout();
  }
}

function idsOf(inventory: Inventory): Ids {
  const { datacenters } = parseInventory(inventory);
  const hosts = datacenters.flatMap(({ hosts, clusters }) => [...clusters.flatMap((each) => each.hosts), ...hosts]);
  return {
    hosts: hosts.map(({ id }) => id ?? "").sort(),
    vms: hosts.flatMap(({ vms }) => vms.map(({ id }) => id ?? "")).sort(),
  };
}

async function factsOf(vsphere: VSphere, { hosts, vms }: Ids): Promise<unknown> {
  const { serverId, apiType, apiVersion } = await vsphere.server();
  const seenHosts = await Promise.all(
    hosts.map(async (id) => {
      const facts = await vsphere.host(id);
      const { bootTime: _, computeResourceId: __, vmIds = [], ...stable } = facts ?? { vmIds: [] };
      const use = await vsphere.hostUse(id);
      return { ...stable, vmIds: [...vmIds].sort(), use };
    }),
  );
  const clusterIds = [...new Set(seenHosts.flatMap((host) => ("clusterId" in host ? (host.clusterId ?? []) : [])))];
  const clusters = await Promise.all(clusterIds.map((id) => vsphere.cluster(id)));
  const seenVms = (await vsphere.vms(vms)).map(({ changeVersion: _, extraConfig, ...stable }) => ({
    ...stable,
    extraConfig: Object.entries(extraConfig).filter(([key]) => isKept(key)),
  }));
  return { server: { serverId, apiType, apiVersion }, hosts: seenHosts, clusters, vms: seenVms };
}

async function lookupsOf(vsphere: VSphere, { hosts }: Ids): Promise<unknown> {
  const connected = await connectedHosts(vsphere, hosts);
  return Promise.all(connected.map(async (id) => [id, await readHostPciDevices(vsphere, id)]));
}

async function connectedHosts(vsphere: VSphere, hosts: readonly string[]): Promise<readonly string[]> {
  const facts = await Promise.all(hosts.map((id) => vsphere.host(id)));
  return facts.flatMap((host) => (host?.connectionState === "connected" ? [host.id] : []));
}

async function previewsOf(
  vsphere: VSphere,
  { hosts, vms }: Ids,
  connection: ConnectionSettings,
): Promise<readonly string[]> {
  const said: string[] = [];
  const check = async (handler: typeof vmPciAttachment, inputs: Readonly<Record<string, unknown>>) => {
    const settings = { connection, maxDevicesPerVm: 2, refuse: [], acceptServer: undefined };
    const log = { warn: (text: string) => void said.push(text), info: () => undefined };
    const { failures } = await handler.check(new OperationContext(vsphere, settings, log), {}, inputs);
    said.push(...failures.map(({ message }) => message));
  };
  for (const host of hosts) {
    const devices = (await vsphere.host(host))?.devices ?? [];
    for (const { address } of devices) await check(hostPassthroughDevice, { host, address, reboot: "ifNeeded" });
  }
  for (const vm of vms) {
    const host = (await vsphere.vm(vm))?.hostId ?? "";
    const devices = (await vsphere.host(host))?.devices ?? [];
    for (const { address } of devices) await check(vmPciAttachment, { vm, address, power: "shutdown" });
    await check(vmMemoryReservation, { vm });
  }
  return said;
}

/** A snapshot of a server, and what the provider sees of a simulator that was started from it. */
export async function again(
  settings: ConnectionSettings,
  keepNames: boolean,
): Promise<{ inventory: Inventory; seen: Seen }> {
  const { inventory: read } = await takeSnapshot(settings);
  // As it comes back from a file.
  const inventory: Inventory = JSON.parse(JSON.stringify(keepNames ? read : scramble(read)));
  return { inventory, seen: await serving(inventory, (simulator) => look(settingsOf(simulator), inventory)) };
}

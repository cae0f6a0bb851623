import * as z from "zod";
import type { ReferenceKind } from "../errors/unresolvedReferenceError";
import { VSphereFaultError } from "../errors/vSphereFaultError";
import { readClusters, setDrsOverrides } from "./cluster";
import { FactCache, type Load } from "./factCache";
import { faultTypes } from "./faults";
import { Gate } from "./gate";
import { type HostRecord, hostRef, readConfigTarget, readEnvironmentBrowser, readHosts, updatePassthru } from "./host";
import { readHostOption } from "./hostOption";
import { enterMaintenanceMode, exitMaintenanceMode, rebootHost } from "./hostPower";
import { readHostUses } from "./hostUse";
import { match, onlyOne, readInventory, searchHost } from "./inventory";
import { KeyedLock } from "./keyedLock";
import { readMaxPassthroughDevices, readUnreservedMemory } from "./limits";
import { retrieve } from "./properties";
import { believe, string } from "./reply";
import type { Tell } from "./retry";
import { Session } from "./session";
import { joinBeat } from "./together";
import type {
  ClusterFacts,
  DrsOverrides,
  Found,
  HostFacts,
  HostUse,
  PassthruChange,
  ServerInfo,
  VmChange,
  VmFacts,
  Wait,
} from "./types";
import { powerOffVm, powerOnVm, readVms, reconfigureVm, shutdownVm } from "./virtualMachine";
import type { ConnectionSettings, Objects, VSphere } from "./vsphere";
import { type MoRef, refKey } from "./wire";

type Inventory = Awaited<ReturnType<typeof readInventory>>;

/** How an object's ID looks; anything else is not worth asking for as one. */
const ids: Readonly<Record<ReferenceKind, RegExp>> = { host: /^(?:host-\d+|ha-host)$/, vm: /^(?:vm-)?\d+$/ };
const logoutMs = 5_000;

/** The API over one session. A write drops the facts it touches, whatever becomes of it. */
export class Connection implements VSphere {
  readonly #session: Session;
  readonly #hosts: FactCache<HostRecord>;
  readonly #vms: FactCache<VmFacts>;
  readonly #clusters: FactCache<ClusterFacts>;
  readonly #uses: FactCache<HostUse>;
  readonly #targets: FactCache<ReadonlyMap<string, string>>;
  /** By compute resource; it keeps the one that it has. */
  readonly #browsers: FactCache<MoRef>;
  readonly #inventories: FactCache<Inventory>;
  readonly #servers: FactCache<ServerInfo>;
  readonly #clusterLock = new KeyedLock();

  constructor(settings: ConnectionSettings, tell?: Tell) {
    const session = new Session(settings, tell);
    this.#session = session;
    const gate = new Gate();
    this.#hosts = new FactCache((wanted, tell) => readHosts(session, wanted, tell), gate);
    this.#vms = new FactCache((wanted, tell) => readVms(session, wanted, tell), gate);
    this.#clusters = new FactCache((wanted, tell) => readClusters(session, wanted, tell), gate);
    this.#uses = new FactCache((wanted, tell) => readHostUses(session, wanted, tell));
    this.#targets = new FactCache(each(async (id) => readConfigTarget(session, await this.#browser(id), id)));
    this.#browsers = new FactCache(each((parent) => readEnvironmentBrowser(session, refOf(parent))));
    this.#inventories = new FactCache(each((kind) => readInventory(session, kind as ReferenceKind)));
    this.#servers = new FactCache(each(() => readServer(session)));
  }

  async server(): Promise<ServerInfo> {
    return (await this.#servers.get("")) as ServerInfo;
  }

  findHost(reference: string): Promise<Found> {
    return this.#find("host", reference.trim(), (id) => this.host(id));
  }

  findVm(reference: string): Promise<Found> {
    return this.#find("vm", reference.trim(), (id) => this.vm(id));
  }

  async findByUuid(kind: ReferenceKind, uuid: string): Promise<readonly string[]> {
    const all = await this.#inventory(kind, false);
    return all.filter(({ identity }) => identity === uuid.toLowerCase()).map(({ id }) => id);
  }

  async host(hostId: string): Promise<HostFacts | undefined> {
    return (await this.#hosts.get(hostId))?.facts;
  }

  async hostUse(hostId: string): Promise<HostUse> {
    return (await this.#uses.get(hostId)) as HostUse;
  }

  vm(vmId: string): Promise<VmFacts | undefined> {
    return this.#vms.get(vmId);
  }

  async vms(vmIds: readonly string[]): Promise<readonly VmFacts[]> {
    const found = await Promise.all(vmIds.map((id) => this.#vms.get(id)));
    return found.filter((facts) => facts !== undefined);
  }

  cluster(clusterId: string): Promise<ClusterFacts | undefined> {
    return this.#clusters.get(clusterId);
  }

  async systemId(hostId: string, address: string): Promise<string | undefined> {
    // A host keeps it; a device that it did not offer may have become active since.
    const kept = (await this.#targets.get(hostId))?.get(address);
    if (kept !== undefined) return kept;
    this.#targets.forget(hostId);
    return (await this.#targets.get(hostId))?.get(address);
  }

  async maxPassthroughDevices(hostId: string, hardwareVersion: number): Promise<number | undefined> {
    return readMaxPassthroughDevices(this.#session, await this.#browser(hostId), hostId, hardwareVersion);
  }

  unreservedMemoryMB(vmId: string): Promise<number | undefined> {
    return readUnreservedMemory(this.#session, vmId);
  }

  hostOption(hostId: string, key: string): Promise<string | undefined> {
    return readHostOption(this.#session, hostId, key);
  }

  async refresh({ hosts = [], vms = [], clusters = [] }: Objects): Promise<void> {
    await joinBeat(this.#session);
    for (const id of hosts) this.#uses.forget(id);
    await Promise.all([
      ...hosts.map((id) => this.#hosts.refresh(id)),
      ...vms.map((id) => this.#vms.refresh(id)),
      ...clusters.map((id) => this.#clusters.refresh(id)),
    ]);
  }

  updatePassthru(hostId: string, changes: readonly PassthruChange[], wait: Wait): Promise<HostFacts> {
    return this.#writeHost(hostId, async () =>
      updatePassthru(this.#session, await this.#record(hostId), changes, wait),
    );
  }

  async enterMaintenanceMode(hostId: string, wait: Wait): Promise<void> {
    await this.#touch([hostId], () => enterMaintenanceMode(this.#session, hostId, wait));
  }

  async exitMaintenanceMode(hostId: string, wait: Wait): Promise<void> {
    await this.#touch([hostId], () => exitMaintenanceMode(this.#session, hostId, wait));
  }

  rebootHost(hostId: string, wait: Wait): Promise<HostFacts> {
    return this.#writeHost(hostId, async () => rebootHost(this.#session, (await this.#record(hostId)).facts, wait));
  }

  async reconfigureVm(vmId: string, change: VmChange): Promise<VmFacts> {
    try {
      await reconfigureVm(this.#session, vmId, change);
      await this.refresh({ vms: [vmId] });
    } catch (error) {
      this.#vms.forget(vmId);
      throw error;
    }
    return (await this.vm(vmId)) ?? gone("ReconfigVM_Task", vmId, "VirtualMachine");
  }

  powerOnVm(vmId: string): Promise<void> {
    return this.#touch([vmId], () => powerOnVm(this.#session, vmId));
  }

  powerOffVm(vmId: string): Promise<void> {
    return this.#touch([vmId], () => powerOffVm(this.#session, vmId));
  }

  shutdownVm(vmId: string, wait: Wait): Promise<void> {
    return this.#touch([vmId], () => shutdownVm(this.#session, vmId, wait));
  }

  setDrsOverrides(clusterId: string, overrides: DrsOverrides): Promise<void> {
    return this.#clusterLock.run(clusterId, () =>
      this.#touch([clusterId], async () => {
        const facts = await this.cluster(clusterId);
        if (facts === undefined) gone("ReconfigureComputeResource_Task", clusterId, "ClusterComputeResource");
        const present = new Set(Object.keys(facts.overrides));
        await setDrsOverrides(this.#session, clusterId, overrides, present);
      }),
    );
  }

  async logout(timeoutMs: number = logoutMs): Promise<void> {
    for (const cache of [this.#hosts, this.#vms, this.#clusters, this.#uses, this.#targets]) cache.clear();
    for (const cache of [this.#browsers, this.#inventories, this.#servers]) cache.clear();
    await this.#session.logout(timeoutMs);
  }

  async #touch<T>(touched: readonly string[], write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } finally {
      const caches = [this.#hosts, this.#vms, this.#clusters, this.#uses, this.#targets];
      for (const id of touched) for (const cache of caches) cache.forget(id);
    }
  }

  async #writeHost(id: string, write: () => Promise<void>): Promise<HostFacts> {
    await this.#touch([id], write);
    return (await this.#record(id)).facts;
  }

  async #record(id: string): Promise<HostRecord> {
    return (await this.#hosts.get(id)) ?? gone("RetrievePropertiesEx", id, "HostSystem");
  }

  async #browser(hostId: string): Promise<MoRef> {
    const { parent } = await this.#record(hostId);
    return (await this.#browsers.get(refKey(parent))) as MoRef;
  }

  async #find(
    kind: ReferenceKind,
    reference: string,
    read: (id: string) => Promise<Found | undefined>,
  ): Promise<Found> {
    const byId = ids[kind].test(reference) ? await read(reference) : undefined;
    if (byId !== undefined) return { id: byId.id, name: byId.name };
    let all = await this.#inventory(kind, false);
    let fitting = match(kind, reference, all);
    if (fitting.length === 0) {
      const found = kind === "host" ? await searchHost(this.#session, reference) : undefined;
      // It may have been created since.
      all = await this.#inventory(kind, true);
      fitting = found === undefined ? match(kind, reference, all) : all.filter(({ id }) => id === found);
    }
    return onlyOne(kind, reference, fitting, all);
  }

  async #inventory(kind: ReferenceKind, fresh: boolean): Promise<Inventory> {
    if (fresh) this.#inventories.forget(kind);
    return (await this.#inventories.get(kind)) ?? [];
  }
}

function refOf(key: string): MoRef {
  const end = key.indexOf(":");
  return { type: key.slice(0, end), id: key.slice(end + 1) };
}

/** For what the server tells about one thing at a time. */
function each<T>(read: (id: string) => Promise<T>): Load<T> {
  return async (wanted, tell) => {
    await Promise.all(wanted.map(async (id) => tell(id, await read(id))));
  };
}

function gone(method: string, id: string, type: string): never {
  const fault = "ManagedObjectNotFound";
  throw new VSphereFaultError(method, id, {
    fault,
    types: faultTypes(fault),
    serverMessage: `the object ${id} does not exist any more`,
    fields: { obj: { type, id } },
    details: [],
  });
}

const hostUuid = "hardware.systemInfo.uuid";
const uuidOnly = z.object({ [hostUuid]: string });

/** A vCenter has a UUID of its own; a lone host is known by its hardware's. */
async function readServer(session: Session): Promise<ServerInfo> {
  const { apiType, apiVersion, fullName, instanceUuid } = (await session.open()).content.about;
  const about = { apiType, apiVersion, fullName };
  if (apiType === "VirtualCenter" && instanceUuid !== undefined) return { ...about, serverId: instanceUuid };
  const [own] = await readInventory(session, "host");
  const objects = own === undefined ? [] : [hostRef(own.id)];
  const [host] = await retrieve(session, { objects, paths: { HostSystem: [hostUuid] } });
  const values = believe(uuidOnly, host?.values ?? {}, "RetrievePropertiesEx", `${own?.id ?? "ha-host"} `);
  return { ...about, serverId: values[hostUuid] ?? "" };
}

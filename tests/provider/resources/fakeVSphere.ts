import sinon from "sinon";
import { UnresolvedReferenceError, VSphereFaultError } from "../../../provider/errors";
import type {
  ClusterFacts,
  DrsOverride,
  DrsOverrides,
  HostFacts,
  HostUse,
  PassthruChange,
  ServerInfo,
  VmChange,
  VmFacts,
} from "../../../provider/vsphere/types";
import type { Objects, VSphere } from "../../../provider/vsphere/vsphere";
import { noUse, serverId } from "../facts";

export type Fact = HostFacts | VmFacts | ClusterFacts;

/** What is really there. Tests change it as an administrator would, behind the client's back. */
export class World {
  readonly hosts = new Map<string, HostFacts>();
  readonly uses = new Map<string, HostUse>();
  readonly vms = new Map<string, VmFacts>();
  readonly clusters = new Map<string, ClusterFacts>();
  maxPassthroughDevices: number | undefined;
  unreservedMemoryMB: number | undefined;
  server: ServerInfo = { apiType: "VirtualCenter", apiVersion: "8.0.2.0", fullName: "vCenter", serverId };

  constructor(...facts: readonly Fact[]) {
    for (const one of facts) {
      if ("drsEnabled" in one) this.clusters.set(one.id, one);
      else if ("vmIds" in one) this.hosts.set(one.id, one);
      else this.vms.set(one.id, one);
    }
    for (const one of this.vms.values())
      if (one.hostId !== undefined) this.host(one.hostId, ({ vmIds }) => ({ vmIds: [...vmIds, one.id] }));
  }

  host(id: string, change: (now: HostFacts) => Partial<HostFacts>): void {
    const now = this.hosts.get(id);
    if (now !== undefined) this.hosts.set(id, { ...now, ...change(now) });
  }

  vm(id: string, change: (now: VmFacts) => Partial<VmFacts>): void {
    const now = this.vms.get(id);
    if (now !== undefined)
      this.vms.set(id, { ...now, changeVersion: String(Number(now.changeVersion) + 1), ...change(now) });
  }

  cluster(id: string, change: (now: ClusterFacts) => Partial<ClusterFacts>): void {
    const now = this.clusters.get(id);
    if (now !== undefined) this.clusters.set(id, { ...now, ...change(now) });
  }
}

export function fault(method: string, object: string, type: string, serverMessage: string): VSphereFaultError {
  return new VSphereFaultError(method, object, {
    fault: type,
    types: [type, "MethodFault"],
    serverMessage,
    fields: {},
    details: [],
  });
}

const writes = [
  "updatePassthru",
  "enterMaintenanceMode",
  "exitMaintenanceMode",
  "rebootHost",
  "reconfigureVm",
  "powerOnVm",
  "powerOffVm",
  "shutdownVm",
  "setDrsOverrides",
] as const;
export type Write = (typeof writes)[number];

/** A client over a World that keeps facts until they are forgotten or written, as the real one does. */
export class FakeVSphere implements VSphere {
  /** Every write in its order, as `method object`. */
  readonly writes: string[] = [];
  readonly #kept = new Map<string, unknown>();
  readonly #before = new Map<Write, (() => void | Promise<void>)[]>();

  constructor(readonly world: World) {
    for (const name of writes) sinon.spy(this, name);
    for (const name of ["server", "findHost", "findVm", "host", "hostUse", "vm", "vms", "cluster"] as const)
      sinon.spy(this, name);
  }

  spy<Name extends keyof VSphere>(name: Name): sinon.SinonSpy<Parameters<VSphere[Name]>, ReturnType<VSphere[Name]>> {
    return this[name as keyof this] as unknown as sinon.SinonSpy<Parameters<VSphere[Name]>, ReturnType<VSphere[Name]>>;
  }

  /** Runs before the next call of a write has any effect; what it throws is the fault. */
  next(name: Write, ...work: (() => void | Promise<void>)[]): void {
    this.#before.set(name, [...(this.#before.get(name) ?? []), ...work]);
  }

  failNext(name: Write, object: string, type: string, message: string): void {
    this.next(name, () => {
      throw fault(name, object, type, message);
    });
  }

  async #write(name: Write, id: string): Promise<void> {
    this.writes.push(`${name} ${id}`);
    await this.#before.get(name)?.shift()?.();
    this.#forget(id);
  }

  #keep<T>(key: string, read: () => T | undefined): T | undefined {
    if (!this.#kept.has(key)) {
      const facts = read();
      if (facts === undefined) return undefined;
      this.#kept.set(key, facts);
    }
    return this.#kept.get(key) as T;
  }

  async server(): Promise<ServerInfo> {
    return this.world.server;
  }

  #find(kind: "host" | "vm", reference: string, all: Iterable<{ readonly id: string; readonly name: string }>) {
    const list = [...all];
    const fits = list.filter(({ id, name }) => [id, name, `/DC0/${kind}/${name}`].includes(reference));
    const [only, ...others] = fits;
    if (only !== undefined && others.length === 0) return { id: only.id, name: only.name };
    const candidates = (fits.length > 1 ? fits : list).map(({ id, name }) => ({ id, path: `/DC0/${kind}/${name}` }));
    throw new UnresolvedReferenceError(kind, reference, candidates, fits.length > 1);
  }

  async findHost(reference: string) {
    return this.#find("host", reference, this.world.hosts.values());
  }

  async findVm(reference: string) {
    return this.#find("vm", reference, this.world.vms.values());
  }

  async findByUuid(kind: "host" | "vm", uuid: string): Promise<readonly string[]> {
    const { hosts, vms } = this.world;
    const all = kind === "host" ? [...hosts.values()] : [...vms.values()];
    return all.filter((one) => ("vmIds" in one ? one.uuid : one.instanceUuid) === uuid).map(({ id }) => id);
  }

  async host(id: string) {
    return this.#keep(id, () => this.world.hosts.get(id));
  }

  async hostUse(id: string): Promise<HostUse> {
    return this.#keep(`use ${id}`, () => this.world.uses.get(id) ?? noUse) ?? noUse;
  }

  async vm(id: string) {
    return this.#keep(id, () => this.world.vms.get(id));
  }

  async vms(ids: readonly string[]): Promise<readonly VmFacts[]> {
    const found = await Promise.all(ids.map((id) => this.#keep(id, () => this.world.vms.get(id))));
    return found.filter((one) => one !== undefined);
  }

  async cluster(id: string) {
    return this.#keep(id, () => this.world.clusters.get(id));
  }

  async systemId(id: string, address: string): Promise<string | undefined> {
    const isOffered = this.world.hosts.get(id)?.passthru.some((info) => info.active && info.address === address);
    return isOffered === true ? "sys-12" : undefined;
  }

  async maxPassthroughDevices(): Promise<number | undefined> {
    return this.world.maxPassthroughDevices;
  }

  async hostOption(): Promise<string | undefined> {
    return undefined;
  }

  async unreservedMemoryMB(): Promise<number | undefined> {
    return this.world.unreservedMemoryMB;
  }

  async refresh({ hosts = [], vms = [], clusters = [] }: Objects): Promise<void> {
    for (const id of [...hosts, ...vms, ...clusters]) this.#forget(id);
  }

  #forget(id: string): void {
    this.#kept.delete(id);
    this.#kept.delete(`use ${id}`);
  }

  async updatePassthru(id: string, changes: readonly PassthruChange[]): Promise<HostFacts> {
    await this.#write("updatePassthru", id);
    for (const { address, enabled, applyNow, hardwareLabel } of changes) {
      this.world.host(id, ({ passthru }) => ({
        passthru: passthru.map((info) => {
          if (info.address !== address) return info;
          const { hardwareLabel: before, ...rest } = info;
          const label = hardwareLabel ?? before ?? "";
          return {
            ...rest,
            enabled,
            active: applyNow === true ? enabled : info.active,
            ...(label === "" ? {} : { hardwareLabel: label }),
          };
        }),
      }));
    }
    return this.world.hosts.get(id) as HostFacts;
  }

  async enterMaintenanceMode(id: string): Promise<void> {
    await this.#write("enterMaintenanceMode", id);
    this.world.host(id, () => ({ inMaintenanceMode: true }));
  }

  async exitMaintenanceMode(id: string): Promise<void> {
    await this.#write("exitMaintenanceMode", id);
    this.world.host(id, () => ({ inMaintenanceMode: false }));
  }

  async rebootHost(id: string): Promise<HostFacts> {
    await this.#write("rebootHost", id);
    this.world.host(id, ({ passthru }) => ({
      passthru: passthru.map((info) => ({ ...info, active: info.enabled })),
      bootTime: "2026-01-02T00:00:00Z",
    }));
    return this.world.hosts.get(id) as HostFacts;
  }

  async reconfigureVm(id: string, change: VmChange): Promise<VmFacts> {
    await this.#write("reconfigureVm", id);
    const now = this.world.vms.get(id);
    if (now?.changeVersion !== change.changeVersion) {
      throw fault("ReconfigVM_Task", id, "ConcurrentAccess", "The object has been changed");
    }
    const kept = now.devices.filter((device) => change.removeDevices?.includes(device.key) !== true);
    const free = Math.max(12999, ...kept.map(({ key }) => key)) + 1;
    const added = (change.addDevices ?? []).map(({ address, systemId, vendorId, deviceId }, index) => {
      const key = free + index;
      return {
        key,
        backing: "fixed" as const,
        address,
        systemId,
        vendorId,
        deviceId,
        label: `PCI device ${key - 13000}`,
      };
    });
    const extra = Object.entries({ ...now.extraConfig, ...change.extraConfig }).filter(([, value]) => value !== "");
    this.world.vm(id, () => ({
      devices: [...kept, ...added],
      extraConfig: Object.fromEntries(extra),
      ...(change.memory === undefined
        ? {}
        : { reservationMB: change.memory.reservationMB, reservationLocked: change.memory.locked }),
    }));
    return this.world.vms.get(id) as VmFacts;
  }

  async #power(name: Write, id: string, powerState: VmFacts["powerState"]): Promise<void> {
    await this.#write(name, id);
    this.world.vm(id, () => ({ powerState }));
  }

  powerOnVm = (id: string): Promise<void> => this.#power("powerOnVm", id, "poweredOn");
  powerOffVm = (id: string): Promise<void> => this.#power("powerOffVm", id, "poweredOff");
  shutdownVm = (id: string): Promise<void> => this.#power("shutdownVm", id, "poweredOff");

  async setDrsOverrides(clusterId: string, changes: DrsOverrides): Promise<void> {
    await this.#write("setDrsOverrides", clusterId);
    this.world.cluster(clusterId, ({ overrides }) => {
      const wanted = Object.entries({ ...overrides, ...Object.fromEntries(changes) });
      return {
        overrides: Object.fromEntries(wanted.filter((entry): entry is [string, DrsOverride] => entry[1] !== undefined)),
      };
    });
  }

  async logout(): Promise<void> {
    this.#kept.clear();
  }
}

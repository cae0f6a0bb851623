import { EventEmitter } from "node:events";
import type { Behaviours } from "../behaviours";
import type { FullInventory } from "../inventory/schema";
import { Task } from "../objects/Task";
import type { Ref } from "../wire/values";
import { type Account, account, holds, type SimulatorUser } from "./accounts";
import { Cancelled, type Clock } from "./clock";
import type { Compute, Datacenter, Entity, Folder, Host, Vm } from "./entities";
import { faults } from "./fault";
import { type WellKnown, wellKnown } from "./ids";
import type { Managed } from "./managed";
import { type Session, Sessions } from "./sessions";
import { Tasks } from "./tasks";

/** The object graph behind one simulated server, and the one place that says that something changed. */
export class World {
  readonly sessions = new Sessions();
  readonly objects = new Map<string, Managed>();
  readonly hosts = new Map<string, Host>();
  readonly vms = new Map<string, Vm>();
  readonly computes = new Map<string, Compute>();
  readonly datacenters: Datacenter[] = [];
  readonly known: WellKnown;
  readonly isLoneHost: boolean;
  readonly apiVersion: string;
  /** While a lone host reboots, or any server restarts, its API is gone. */
  readonly power = new EventEmitter<{ down: []; up: [] }>();
  private readonly changes = new EventEmitter<{ change: [] }>();
  private announced = false;
  private serial = 0;
  private readonly reserved: ReadonlySet<string>;
  readonly tasks: Tasks;
  /** Who can log in, by name. */
  readonly accounts: ReadonlyMap<string, Account>;
  private top: Folder | undefined;

  constructor(
    readonly inventory: FullInventory,
    readonly clock: Clock,
    admin: Account,
    users: readonly SimulatorUser[],
    readonly behaviours: Behaviours,
  ) {
    this.isLoneHost = inventory.server.apiType === "HostAgent";
    this.apiVersion = inventory.server.apiVersion;
    this.known = wellKnown(this.isLoneHost);
    this.reserved = numbersIn(inventory);
    this.changes.setMaxListeners(0);
    this.tasks = new Tasks(this, Task);
    const others = users.map((user) => account(user, this.known.rootFolder.id));
    this.accounts = new Map([...others, admin].map((each) => [each.name, each]));
  }

  /** The root folder. */
  get root(): Folder {
    if (!this.top) throw new Error("simulator: the world is not built yet");
    return this.top;
  }

  set root(folder: Folder) {
    this.top = folder;
  }

  add(managed: Managed): void {
    this.objects.set(managed.ref.id, managed);
  }

  remove(ref: Ref): void {
    this.objects.delete(ref.id);
    this.changed();
  }

  /** The object, if it exists and is of that type. */
  find(ref: Ref): Managed | undefined {
    const found = this.objects.get(ref.id);
    return found && found.ref.type === ref.type ? found : undefined;
  }

  get(ref: Ref): Managed {
    const found = this.find(ref);
    if (!found) throw faults.notFound(ref);
    return found;
  }

  host(ref: Ref): Host {
    const host = this.hosts.get(ref.id);
    if (!host) throw faults.notFound(ref);
    return host;
  }

  vm(ref: Ref): Vm {
    const vm = this.vms.get(ref.id);
    if (!vm) throw faults.notFound(ref);
    return vm;
  }

  /** The entity of the inventory, if the reference is one. */
  entity(ref: Ref): Entity | undefined {
    const found = this.entityById(ref.id);
    return found?.ref.equals(ref) ? found : undefined;
  }

  entityById(id: string): Entity | undefined {
    const found = this.objects.get(id);
    return found?.owner?.ref.id === id ? found.owner : undefined;
  }

  /** A number no object has yet. */
  next(): number {
    do this.serial++;
    while (this.reserved.has(String(this.serial)));
    return this.serial;
  }

  /** Tells everyone who waits for updates; several changes in one turn are told once. */
  changed(): void {
    if (this.announced) return;
    this.announced = true;
    setImmediate(() => {
      this.announced = false;
      this.changes.emit("change");
    });
  }

  onChange(listener: () => void): () => void {
    this.changes.on("change", listener);
    return () => this.changes.off("change", listener);
  }

  /** Resolves as soon as the condition holds; it is looked at after each change. */
  until(condition: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (end: () => void) => {
        off();
        signal.removeEventListener("abort", abort);
        end();
      };
      const abort = () => finish(() => reject(new Cancelled()));
      const look = () => {
        try {
          if (condition()) finish(resolve);
        } catch (error) {
          finish(() => reject(error));
        }
      };
      const off = this.onChange(look);
      if (signal.aborted) abort();
      else {
        signal.addEventListener("abort", abort, { once: true });
        look();
      }
    });
  }

  /** Whether who is logged in holds a privilege on an object, or, on `undefined`, on the services of the server. */
  holds({ account }: Session, entity: Entity | undefined, privilege: string): boolean {
    return holds(this, account, entity, privilege);
  }
}

/** What is directly below an entity in the inventory tree. */
export function childrenOf(entity: Entity): readonly Entity[] {
  const { type } = entity.ref;
  if (type === "Folder") return (entity as Folder).children;
  if (type === "Datacenter") {
    const datacenter = entity as Datacenter;
    return [datacenter.vmFolder, datacenter.hostFolder, datacenter.datastoreFolder, datacenter.networkFolder];
  }
  if (type === "ComputeResource" || type === "ClusterComputeResource") {
    const compute = entity as Compute;
    return [...compute.hosts, compute.pool];
  }
  return [];
}

/** The numbers in the ids that the inventory gives itself. */
function numbersIn({ datacenters }: FullInventory): ReadonlySet<string> {
  const clusters = datacenters.flatMap((each) => each.clusters);
  const hosts = [...datacenters, ...clusters].flatMap((each) => each.hosts);
  const given = [...datacenters, ...clusters, ...hosts, ...hosts.flatMap((host) => host.vms)].map((each) => each.id);
  return new Set(given.flatMap((id) => (id === undefined ? [] : [id.replace(/^.*\D/, "")])));
}

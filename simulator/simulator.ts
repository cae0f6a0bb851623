import { Admin } from "./admin";
import { type Behaviours, usualBehaviours } from "./behaviours";
import { makeCertificate } from "./http/certificate";
import { HttpServer } from "./http/server";
import { defaultInventory } from "./inventory/default";
import { parseInventory } from "./inventory/parse";
import type { FullInventory } from "./inventory/schema";
import type { Inventory } from "./inventory/types";
import { type Account, checkPermissions, randomPassword, type SimulatorUser } from "./model/accounts";
import { build } from "./model/build";
import { Clock } from "./model/clock";
import { registerServices } from "./model/register";
import { World } from "./model/world";
import { type Profile, profiles } from "./profiles";
import { isWrite } from "./schema";
import type { CallRecord } from "./soap/callLog";
import { Dispatcher } from "./soap/dispatcher";
import { type FaultPlan, FaultPlans, type PlannedFault } from "./soap/faultPlans";
import { type SimulatorState, snapshot } from "./state";

/** What `startSimulator` is given. */
export interface SimulatorOptions {
  /** What the server holds; `defaultInventory()` if left out. */
  readonly inventory?: Inventory;
  /** A release of vSphere, in place of what the inventory says of its server; `8.0U2` is the default inventory's. */
  readonly profile?: Profile;
  /** TCP port on loopback; any free one by default. */
  readonly port?: number;
  /**
   * Factor on all simulated durations; 1 by default, where a host reboots in two seconds. `0.01` suits unit tests. What
   * a client asks for (`maxWaitSeconds`, the timeout of maintenance mode) is not scaled: it is on the client's clock.
   */
  readonly timeScale?: number;
  /** Users with less than all privileges, beside the administrator that the inventory names. */
  readonly users?: readonly SimulatorUser[];
  /** The other behaviour in points where that of real servers is not certain. */
  readonly behaviours?: Partial<Behaviours>;
  /** Milliseconds of real time by which every SOAP call is answered later; 0 by default. */
  readonly latencyMs?: number;
}

/** A simulated vSphere that serves. */
export interface Simulator {
  /** `https://127.0.0.1:PORT/sdk`. */
  readonly url: string;
  /** `127.0.0.1:PORT`, for VSPHERE_SERVER. */
  readonly host: string;
  readonly user: string;
  /** Random, another one at each start. */
  readonly password: string;
  /** SHA-256 of the certificate, with colons. */
  readonly thumbprint: string;
  /** The certificate itself (PEM), for clients that want a CA. */
  readonly certificate: string;
  /** What a process needs in its environment to reach this server. */
  readonly env: Readonly<Record<string, string>>;
  /** The same for one of `users`. */
  envOf(user: string): Readonly<Record<string, string>>;
  /** What the server started with, defaults filled in. */
  readonly inventory: FullInventory;
  /** Every SOAP call so far, oldest first. May be emptied (`calls.length = 0`). */
  readonly calls: CallRecord[];
  /** Those of `calls` that change something, such as `ReconfigVM_Task`; a preview makes none. */
  writes(): readonly CallRecord[];
  /** Changes by hand, as another administrator or a technician would make them. */
  readonly admin: Admin;
  /** How things are now, as plain data. */
  state(): SimulatorState;
  /** Plans a fault for coming calls. */
  fault(plan: FaultPlan): PlannedFault;
  /** Closes everything; nothing keeps the process alive afterwards. */
  stop(): Promise<void>;
}

/** Starts a vSphere server on loopback. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const given = options.inventory ?? defaultInventory();
  const release = options.profile && { server: { ...given.server, ...profiles[options.profile] } };
  const inventory = parseInventory({ ...given, ...release });
  const clock = new Clock(options.timeScale ?? 1);
  const admin: Account = { name: inventory.server.user, password: randomPassword(), permissions: undefined };
  const world = new World(inventory, clock, admin, options.users ?? [], { ...usualBehaviours, ...options.behaviours });
  registerServices(world);
  build(world, inventory);
  checkPermissions(world);
  const calls: CallRecord[] = [];
  const plans = new FaultPlans(world.apiVersion);
  const certificate = await makeCertificate();
  const server = new HttpServer(
    certificate,
    new Dispatcher(world, plans, calls, options.latencyMs ?? 0),
    world.apiVersion,
  );
  world.power.on("down", () => server.setDown(true));
  world.power.on("up", () => server.setDown(false));
  const host = `127.0.0.1:${await server.listen(options.port ?? 0)}`;
  const { name: user, password } = admin;
  const { thumbprint, cert } = certificate;
  return {
    url: `https://${host}/sdk`,
    host,
    user,
    password,
    thumbprint,
    certificate: cert,
    env: environment(host, admin, thumbprint),
    envOf: (name) => environment(host, known(world, name), thumbprint),
    inventory,
    calls,
    writes: () => calls.filter(({ method }) => isWrite(method)),
    admin: new Admin(world),
    state: () => snapshot(world),
    fault: (plan) => plans.add(plan),
    stop: () => {
      clock.stop();
      return server.close();
    },
  };
}

function known({ accounts }: World, name: string): Account {
  const found = accounts.get(name);
  if (!found) throw new Error(`simulator: no user ${name}`);
  return found;
}

function environment(host: string, { name, password }: Account, thumbprint: string): Simulator["env"] {
  return {
    VSPHERE_SERVER: host,
    VSPHERE_USER: name,
    VSPHERE_PASSWORD: password,
    VSPHERE_PASSTHROUGH_THUMBPRINT: thumbprint,
  };
}

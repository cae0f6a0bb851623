/** Random faults and delays from a seed, and what must hold on the server whatever they do. */
import { type FaultPlan, isWrite, type Simulator } from "../../simulator";

/** A small generator with a seed (mulberry32): the same disorder each time. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const tasks = [
  ...["ReconfigVM_Task", "PowerOnVM_Task", "PowerOffVM_Task", "ReconfigureComputeResource_Task"],
  ...["EnterMaintenanceMode_Task", "ExitMaintenanceMode_Task"],
];
const methods = [...tasks, "UpdatePassthruConfig", "RetrievePropertiesEx", "WaitForUpdatesEx", "ShutdownGuest"];

function effectOf(method: string, random: () => number): FaultPlan["effect"] {
  const asTask = tasks.includes(method);
  const effects: readonly FaultPlan["effect"][] = [
    { kind: "delay", milliseconds: Math.round(random() * 80) },
    { kind: "drop", when: "before" },
    { kind: "drop", when: "after" },
    { kind: "http", status: 503 },
    { kind: "fault", type: "HostNotConnected", message: "planned", asTask },
    { kind: "fault", type: "ConcurrentAccess", message: "planned", asTask },
    { kind: "fault", type: "GenericVmConfigFault", message: "planned", fields: { reason: "planned" }, asTask },
  ];
  return effects[Math.floor(random() * effects.length)] ?? { kind: "delay", milliseconds: 1 };
}

/** Plans faults for calls to come; answers how to take back what has not struck. */
export function disturb(simulator: Simulator, random: () => number, count: number): () => void {
  const planned = Array.from({ length: count }, () => {
    const method = methods[Math.floor(random() * methods.length)] ?? "ReconfigVM_Task";
    const after = Math.floor(random() * (method === "RetrievePropertiesEx" ? 200 : 20));
    return simulator.fault({ method, after, effect: effectOf(method, random) });
  });
  return () => {
    for (const one of planned) one.remove();
  };
}

export interface Limits {
  readonly clusters: ReadonlyMap<string, string>;
  readonly maxDevices: number;
  /** Never rebooted under, never taken down. */
  readonly protectedVm: string;
}

/** Looks at the server whenever a write reaches it: no rule may be broken already, and none by what is asked for. */
export function watchRules(simulator: Simulator, limits: Limits): ReadonlySet<string> {
  const broken = new Set<string>();
  const { calls } = simulator;
  const push = calls.push.bind(calls);
  calls.push = (...records) => {
    for (const { method, object } of records.filter((record) => isWrite(record.method))) {
      for (const one of judge(simulator, limits, method, object.id)) broken.add(one);
    }
    return push(...records);
  };
  return broken;
}

function judge(simulator: Simulator, limits: Limits, method: string, id: string): readonly string[] {
  const found = standing(simulator, limits);
  if (method === "UpdatePassthruConfig" || method === "ReconfigVM_Task") found.push(...overlaps(simulator, method, id));
  if (method === "EnterMaintenanceMode_Task") found.push(...others(simulator, limits, id));
  if (method === "RebootHost_Task") found.push(...others(simulator, limits, id), ...runningOn(simulator, id));
  return found;
}

function overlaps({ calls }: Simulator, method: string, id: string): readonly string[] {
  const isUnderWay = calls.some((one) => one.method === method && one.object.id === id && one.outcome === "pending");
  return isUnderWay ? [`two ${method} of ${id} at once`] : [];
}

/** What must hold at any time. */
function standing(simulator: Simulator, { clusters, maxDevices, protectedVm }: Limits): string[] {
  const { vms, hosts } = simulator.state();
  const full = Object.values(vms).filter(({ devices }) => devices.length > maxDevices);
  const out = Object.values(hosts).filter(({ maintenance, connection }) => maintenance || connection !== "connected");
  const crowded = [...new Set(clusters.values())].filter(
    (cluster) => out.filter(({ id }) => clusters.get(id) === cluster).length > 1,
  );
  return [
    ...full.map(({ name }) => `${name} has too many devices`),
    ...crowded.map((cluster) => `two hosts of the ${cluster} cluster are out of service`),
    ...(vms[protectedVm]?.power === "poweredOn" ? [] : ["the protected VM was taken down"]),
  ];
}

function others(simulator: Simulator, { clusters }: Limits, id: string): readonly string[] {
  return Object.values(simulator.state().hosts)
    .filter((host) => host.id !== id && clusters.has(id) && clusters.get(host.id) === clusters.get(id))
    .filter((host) => host.maintenance || host.connection !== "connected")
    .map((host) => `${host.id} is in maintenance mode, and ${id} is to be`);
}

function runningOn(simulator: Simulator, id: string): readonly string[] {
  return Object.values(simulator.state().vms)
    .filter((vm) => vm.host === id && vm.power === "poweredOn")
    .map((vm) => `${id} is to be rebooted under ${vm.name}`);
}

/** Two tasks of one VM meet only if the simulator says so: a busy VM refuses the second. */
export function collisions({ calls }: Simulator): readonly string[] {
  return calls
    .filter(({ outcome }) => outcome === "TaskInProgress")
    .map(({ method, object }) => `${method} ${object.id}`);
}

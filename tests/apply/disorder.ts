/** Random faults and delays from a seed, and what must hold on the server whatever they do. */
import type { FaultPlan, Simulator } from "../../simulator";

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

/** Looks at the server whenever a call reaches it that could break a rule. */
export function watchRules(simulator: Simulator, limits: Limits): readonly string[] {
  const broken: string[] = [];
  const { calls } = simulator;
  const push = calls.push.bind(calls);
  calls.push = (...records) => {
    for (const { method, object } of records) broken.push(...judge(simulator, limits, method, object.id));
    return push(...records);
  };
  return broken;
}

function judge(simulator: Simulator, limits: Limits, method: string, id: string): readonly string[] {
  if (method === "UpdatePassthruConfig") return overlaps(simulator, method, id);
  if (method === "ReconfigVM_Task") return [...overlaps(simulator, method, id), ...crowded(simulator, limits)];
  if (method === "EnterMaintenanceMode_Task") return others(simulator, limits, id);
  return method === "RebootHost_Task" ? [...others(simulator, limits, id), ...runningOn(simulator, id)] : [];
}

function overlaps({ calls }: Simulator, method: string, id: string): readonly string[] {
  const isUnderWay = calls.some((one) => one.method === method && one.object.id === id && one.outcome === "pending");
  return isUnderWay ? [`two ${method} of ${id} at once`] : [];
}

function crowded(simulator: Simulator, { maxDevices, protectedVm }: Limits): readonly string[] {
  const { vms } = simulator.state();
  const full = Object.values(vms).filter(({ devices }) => devices.length > maxDevices);
  return [
    ...full.map(({ name }) => `${name} has too many devices`),
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

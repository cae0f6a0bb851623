import type { Entity, Vm } from "../model/entities";
import { faults } from "../model/fault";
import type { Call, Managed } from "../model/managed";
import type { Method } from "../schema";
import { type Data, list, object, optionalRef, ref } from "../wire/values";

/** A privilege, and what it is needed on. */
interface Needed {
  readonly privilege: string;
  readonly on: Entity | undefined;
}

/**
 * What a member of VirtualMachineConfigSpec needs, as its documentation says ("Reconfigure privilege"); the members that
 * are not listed need VirtualMachine.Config.Settings.
 */
const members: Readonly<Record<string, string>> = {
  name: "Rename",
  annotation: "Rename",
  numCPUs: "CPUCount",
  cpuHotAddEnabled: "CPUCount",
  memoryMB: "Memory",
  memoryHotAddEnabled: "Memory",
  cpuAllocation: "Resource",
  memoryAllocation: "Resource",
  memoryReservationLockedToMax: "Resource",
  extraConfig: "AdvancedConfig",
};

function reconfigure(spec: Data): readonly string[] {
  const devices = list(spec, "deviceChange").map(({ operation }) =>
    operation === "add" || operation === "remove" ? "AddRemoveDevice" : "EditDevice",
  );
  const others = Object.keys(spec).filter((key) => !["$type", "changeVersion", "deviceChange"].includes(key));
  const needed = new Set([...devices, ...others.map((key) => members[key] ?? "Settings")]);
  return [...needed].map((name) => `VirtualMachine.Config.${name}`);
}

/** For the methods whose privilege depends on what they are asked for. */
const dependent: Readonly<Record<string, (call: Call, owner: Entity | undefined) => readonly Needed[]>> = {
  ReconfigVM_Task: ({ args }, on) => reconfigure(object(args, "spec")).map((privilege) => ({ privilege, on })),
  MigrateVM_Task({ args, world }, on) {
    const pool = optionalRef(args, "pool");
    const isOn = (on as Vm).power === "poweredOn";
    const move = { privilege: isOn ? "Resource.HotMigrate" : "Resource.ColdMigrate", on };
    return pool ? [move, { privilege: "Resource.AssignVMToPool", on: world.entity(pool) }] : [move];
  },
  UpdateOptions: (_call, on) => [{ privilege: "Host.Config.AdvancedConfig", on }],
  CancelTask: ({ session, world, ref: task }, on) =>
    world.tasks.find(task)?.user === session?.account.name ? [] : [{ privilege: "Global.CancelTask", on }],
  CreateContainerView: ({ args, world }) => [{ privilege: "System.View", on: world.entity(ref(args, "container")) }],
};

/** Refuses a call that the user may not make, as a real server does: before anything else is looked at. */
export function requirePrivileges(call: Call, { name, privilege }: Method, { owner, ref: receiver }: Managed): void {
  const { session, world } = call;
  if (!session) {
    if (privilege === "System.Anonymous") return;
    throw faults.notAuthenticated(receiver);
  }
  const own = privilege === "" ? [] : [{ privilege, on: owner }];
  const all = [...own, ...(dependent[name]?.(call, owner) ?? [])];
  const missing = all.filter((needed) => !world.holds(session, needed.on, needed.privilege));
  const [first, ...more] = missing.map(({ on, privilege: privilegeId }) => ({
    object: on?.ref ?? receiver,
    privilegeId,
  }));
  if (first) throw faults.noPermission([first, ...more], world.behaviours.noPermission);
}

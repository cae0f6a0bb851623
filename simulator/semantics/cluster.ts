import type { Behavior, Compute, Override } from "../model/entities";
import { faults } from "../model/fault";
import type { Call } from "../model/managed";
import type { World } from "../model/world";
import {
  type Data,
  flag,
  list,
  object,
  optionalData,
  optionalFlag,
  optionalNumber,
  optionalText,
  Ref,
  ref,
  Typed,
  text,
} from "../wire/values";
import { userOf } from "./user";

const understood = new Set(["$type", "drsConfig", "drsVmConfigSpec", "dasVmConfigSpec"]);

/** `ReconfigureComputeResource_Task`: DRS settings and the overrides of single VMs. */
export function reconfigureCompute(compute: Compute, call: Call): Ref {
  const { world, args } = call;
  const spec = object(args, "spec");
  return world.tasks.start({
    name: "ReconfigureComputeResource_Task",
    descriptionId: compute.isCluster ? "ClusterComputeResource.reconfigureEx" : "ComputeResource.reconfigureEx",
    entity: compute,
    user: userOf(call),
    run: async () => {
      const strange = Object.keys(spec).find((key) => !understood.has(key));
      if (strange !== undefined) throw faults.notSupported(`the simulator does not reconfigure ${strange}`);
      if (spec.$type !== "ClusterConfigSpecEx") throw faults.invalidArgument("spec");
      if (!compute.isCluster) throw faults.notSupported(compute.name);
      apply(world, compute, spec, flag(args, "modify"));
      world.changed();
    },
  });
}

/** Without `modify` the cluster becomes exactly what the spec says. */
function apply(world: World, compute: Compute, spec: Data, modify: boolean): void {
  const overrides = new Map(modify ? compute.overrides : []);
  const das = new Map(modify ? compute.dasOverrides : []);
  list(spec, "drsVmConfigSpec").forEach((each, index) => {
    update({ world, compute }, overrides, each, `drsVmConfigSpec[${index}]`, readOverride);
  });
  list(spec, "dasVmConfigSpec").forEach((each, index) => {
    update({ world, compute }, das, each, `dasVmConfigSpec[${index}]`, (info) => info);
  });
  if (!modify) Object.assign(compute.drs, { enabled: false, behavior: "fullyAutomated", overridesEnabled: true });
  applyDrs(compute, optionalData(spec, "drsConfig"));
  replace(compute.overrides, overrides);
  replace(compute.dasOverrides, das);
}

function replace<T>(target: Map<string, T>, source: Map<string, T>): void {
  target.clear();
  for (const [key, value] of source) target.set(key, value);
}

interface Cluster {
  readonly world: World;
  readonly compute: Compute;
}

function update<T>(
  { world, compute }: Cluster,
  rows: Map<string, T>,
  spec: Data,
  path: string,
  read: (info: Data) => T,
): void {
  const operation = text(spec, "operation");
  if (operation === "remove") {
    const key = spec.removeKey instanceof Typed ? spec.removeKey.value : undefined;
    if (!(key instanceof Ref) || !rows.delete(key.id)) throw faults.invalidArgument(`${path}.removeKey`);
    return;
  }
  const info = optionalData(spec, "info");
  if (!info) throw faults.invalidArgument(`${path}.info`);
  const vm = world.vm(ref(info, "key"));
  if (vm.host.compute !== compute) throw faults.invalidArgument(`${path}.info.key`);
  const isMatching = rows.has(vm.ref.id) === (operation === "edit");
  if (!isMatching && world.behaviours.overrideMismatch === "InvalidArgument")
    throw faults.invalidArgument(`${path}.info.key`);
  rows.set(vm.ref.id, read(info));
}

/** `enabled` is true where nobody says otherwise, as its documentation has it. */
function readOverride(info: Data): Override {
  const enabled = optionalFlag(info, "enabled") ?? true;
  const behavior = optionalText(info, "behavior") as Behavior | undefined;
  return { enabled, ...(behavior === undefined ? {} : { behavior }) };
}

function applyDrs(compute: Compute, drs: Data | undefined): void {
  if (!drs) return;
  const { enabled, behavior, overridesEnabled, vmotionRate } = compute.drs;
  Object.assign(compute.drs, {
    enabled: optionalFlag(drs, "enabled") ?? enabled,
    overridesEnabled: optionalFlag(drs, "enableVmBehaviorOverrides") ?? overridesEnabled,
    behavior: optionalText(drs, "defaultVmBehavior") ?? behavior,
    vmotionRate: optionalNumber(drs, "vmotionRate") ?? vmotionRate,
  });
}

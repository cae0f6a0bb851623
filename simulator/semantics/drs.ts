import type { Behavior, Host, Vm } from "../model/entities";
import { unreservedMB } from "./powerOnChecks";

/** The DRS level that applies to a VM; undefined: DRS leaves it alone. */
export function effectiveBehavior(vm: Vm): Behavior | undefined {
  const { compute } = vm.host;
  if (!compute.isCluster || !compute.drs.enabled) return undefined;
  const override = compute.drs.overridesEnabled ? compute.overrides.get(vm.ref.id) : undefined;
  if (override?.enabled === false) return undefined;
  return override?.behavior ?? compute.drs.behavior;
}

/** Whether DRS moves the VM off its host without asking anyone. */
export function canEvacuate(vm: Vm): boolean {
  return vm.devices.length === 0 && effectiveBehavior(vm) === "fullyAutomated";
}

/** Another host of the cluster that takes the VM: the one with the most memory left. */
export function targetFor(vm: Vm): Host | undefined {
  const open = vm.host.compute.hosts.filter(
    (host) =>
      host !== vm.host &&
      host.connection === "connected" &&
      !host.inMaintenance &&
      !host.enteringMaintenance &&
      unreservedMB(host, vm) >= vm.reservationMB,
  );
  return open.sort((a, b) => unreservedMB(b, vm) - unreservedMB(a, vm))[0];
}

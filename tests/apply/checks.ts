/** What has to hold on the server, whatever happened on the way. */
import assert from "node:assert/strict";
import type { Simulator, SimulatorState } from "../../simulator";
import { nameOf } from "../provider/resources/operation";
import type { Program } from "./program";
import type { Stack } from "./stack";

/** All that our resources may change, and nothing that changes by itself. */
export function snapshot({ hosts, vms, clusters }: SimulatorState) {
  return {
    hosts: Object.values(hosts).map(({ name, connection, maintenance, devices }) => ({
      ...{ name, connection, maintenance },
      inForce: devices.filter(({ enabled, active }) => enabled || active),
    })),
    vms: Object.values(vms).map((vm) => ({
      ...{ name: vm.name, host: vm.host, power: vm.power, extraConfig: vm.extraConfig },
      ...{ reservationMB: vm.reservationMB, reservationLocked: vm.reservationLocked },
      devices: vm.devices.map(({ address }) => address),
    })),
    overrides: Object.values(clusters).map(({ overrides }) => overrides),
  };
}

export type Snapshot = ReturnType<typeof snapshot>;

const ours = "vsphere-passthrough.";

/** What the server has of ours, named as the IDs of resources are. */
export function inForce({ hosts, vms }: SimulatorState): readonly string[] {
  const enabled = Object.values(hosts).flatMap(({ id, devices }) =>
    devices
      .filter((one) => one.enabled || one.active)
      .map((one) => `${id}/${one.address}${one.enabled && one.active ? "" : " pending"}`),
  );
  const ofVms = Object.values(vms).flatMap(({ id, devices, reservationLocked }) => [
    ...devices.map(({ address }) => `${id}/${address}`),
    ...(reservationLocked ? [id] : []),
  ]);
  return [...enabled, ...ofVms].sort();
}

/** The state and the server say the same, and the program got all that it wants. */
export function assertWanted(stack: Stack, program: Program, before: Snapshot): void {
  const server = stack.simulator.state();
  const known = [...stack.stored.values()].filter(({ kind }) => kind !== "PassthroughPlan");
  assert.deepEqual(inForce(server), known.map(({ id }) => id).sort(), "server and state differ");
  assert.deepEqual(
    [...stack.stored.keys()].map(nameOf).sort(),
    program.map(({ name }) => name).sort(),
    "state and program differ",
  );
  assertCalm(server, before);
  for (const vm of Object.values(server.vms)) assertConsistent(server, vm.id);
}

/** The power states are the earlier ones, and no host is left in maintenance mode that was not. */
export function assertCalm(server: SimulatorState, before: Snapshot): void {
  const now = snapshot(server);
  const power = ({ vms }: Snapshot) => vms.map(({ name, power, host }) => ({ name, power, host }));
  const hosts = (of: Snapshot) =>
    of.hosts.map(({ name, connection, maintenance }) => ({ name, connection, maintenance }));
  assert.deepEqual({ vms: power(now), hosts: hosts(now) }, { vms: power(before), hosts: hosts(before) });
}

/** Keys in the VM and what they tell of go together. */
function assertConsistent({ vms, clusters }: SimulatorState, id: string): void {
  const vm = vms[id];
  if (vm === undefined) return;
  const keys = Object.keys(vm.extraConfig).filter((key) => key.startsWith(ours));
  const override = Object.values(clusters)[0]?.overrides[id];
  const isHeld = vm.devices.length > 0 && Object.keys(clusters).length > 0;
  const wanted = [
    ...(isHeld ? [`${ours}drs`] : []),
    ...(vm.reservationLocked ? [`${ours}memory`] : []),
    ...(vm.extraConfig["pciPassthru.use64bitMMIO"] === undefined ? [] : [`${ours}mmio`]),
  ];
  assert.deepEqual(keys.sort(), wanted.sort(), `keys of ${vm.name}`);
  if (isHeld) assert.deepEqual(override, { enabled: false, behavior: "manual" }, `override of ${vm.name}`);
}

export function assertAsBefore(simulator: Simulator, before: Snapshot): void {
  assert.deepEqual(snapshot(simulator.state()), before);
}

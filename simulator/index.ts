/** An embedded vSphere for tests: SOAP over HTTPS on loopback, with the passthrough semantics of ESXi. */
export type { Admin } from "./admin";
export { defaultInventory } from "./inventory/default";
export { InventoryError, parseInventory } from "./inventory/parse";
export type { FullInventory, HostInput, Inventory, PciInput, VmInput } from "./inventory/schema";
export { isWrite } from "./schema";
export { type Simulator, type SimulatorOptions, startSimulator } from "./simulator";
export type { CallRecord, Plain } from "./soap/callLog";
export type { FaultEffect, FaultPlan, PlannedFault } from "./soap/faultPlans";
export type { ClusterState, DeviceState, HostState, SimulatorState, VmState } from "./state";

/** An embedded vSphere for tests: SOAP over HTTPS on loopback, with the passthrough semantics of ESXi. */
export type { Admin } from "./admin";
export { build, type HostPlan } from "./inventory/build";
export type { CardName } from "./inventory/cards";
export { defaultInventory } from "./inventory/default";
export { type EsxcliHardware, type EsxcliPciDevice, hardwareFromEsxcli, parseEsxcliPciList } from "./inventory/esxcli";
export { readInventory } from "./inventory/file";
export type { FoundDevice, Hardware } from "./inventory/hardware";
export type * from "./inventory/hardwareTypes";
export { InventoryError, type InventoryPlace, type InventoryProblem } from "./inventory/inventoryError";
export { parseInventory } from "./inventory/parse";
export type { FullInventory } from "./inventory/schema";
export type * from "./inventory/types";
export type { Permission, SimulatorUser } from "./model/accounts";
export { isWrite } from "./schema";
export { type Simulator, type SimulatorOptions, startSimulator } from "./simulator";
export type { CallRecord, Plain } from "./soap/callLog";
export type { FaultEffect, FaultPlan, PlannedFault } from "./soap/faultPlans";
export type { ClusterState, DeviceState, HostState, SimulatorState, VmState } from "./state";

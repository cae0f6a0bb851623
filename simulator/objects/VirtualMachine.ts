import { guestInfo, snapshotInfo, vmCapability, vmConfig, vmRuntime, vmSummary } from "../data/vm";
import type { Vm } from "../model/entities";
import type { Kind } from "../model/managed";
import { shutdownGuest } from "../semantics/guest";
import { migrate } from "../semantics/migrate";
import { powerOff, powerOn, reset, suspend } from "../semantics/power";
import { reconfigure } from "../semantics/reconfigure";
import { upgrade } from "../semantics/upgrade";
import { entityProperties, refsOf } from "./entity";

export const VirtualMachine: Kind<Vm> = {
  properties: {
    ...entityProperties,
    capability: vmCapability,
    config: vmConfig,
    environmentBrowser: (vm) => vm.browser,
    resourcePool: (vm) => (vm.spec.template ? undefined : vm.host.compute.pool.ref),
    runtime: vmRuntime,
    guest: guestInfo,
    summary: vmSummary,
    datastore: (vm) => refsOf(vm.host.datastores.slice(0, 1)),
    network: (vm) => refsOf(vm.host.networks.slice(0, 1)),
    snapshot: snapshotInfo,
    rootSnapshot: () => [],
    guestHeartbeatStatus: (vm) => (vm.toolsRunning ? "green" : "gray"),
  },
  methods: {
    ReconfigVM_Task: reconfigure,
    PowerOnVM_Task: powerOn,
    PowerOffVM_Task: powerOff,
    SuspendVM_Task: suspend,
    ResetVM_Task: reset,
    ShutdownGuest: shutdownGuest,
    MigrateVM_Task: migrate,
    RelocateVM_Task: migrate,
    UpgradeVM_Task: upgrade,
  },
};

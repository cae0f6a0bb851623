import { hostConfig, hostHardware, hostRuntime, hostSummary } from "../data/host";
import { hostCapability } from "../data/hostCapability";
import type { Host } from "../model/entities";
import type { Kind } from "../model/managed";
import { enterMaintenance, exitMaintenance } from "../semantics/maintenance";
import { rebootHost } from "../semantics/reboot";
import { flag, number, optionalFlag, Ref, Typed } from "../wire/values";
import { entityProperties, refsOf } from "./entity";

export const HostSystem: Kind<Host> = {
  properties: {
    ...entityProperties,
    runtime: hostRuntime,
    summary: hostSummary,
    config: hostConfig,
    hardware: hostHardware,
    capability: hostCapability,
    configManager: (host) => ({ advancedOption: host.optionManager, pciPassthruSystem: host.pciSystem }),
    licensableResource: () => ({ resource: [{ key: "numCpuPackages", value: new Typed("i", 1) }] }),
    vm: (host) => refsOf(host.vms),
    datastore: (host) => refsOf(host.datastores),
    network: (host) => refsOf(host.networks),
    // Required, and browsing it is not served.
    datastoreBrowser: (host) => new Ref("HostDatastoreBrowser", `datastoreBrowser-${host.ref.id}`),
    disabledMethod: (host) => (host.inMaintenance ? ["EnterMaintenanceMode_Task"] : ["ExitMaintenanceMode_Task"]),
  },
  methods: {
    EnterMaintenanceMode_Task: (host, call) =>
      enterMaintenance(host, call, {
        timeoutSeconds: number(call.args, "timeout"),
        evacuateOff: optionalFlag(call.args, "evacuatePoweredOffVms") ?? false,
      }),
    ExitMaintenanceMode_Task: (host, call) => exitMaintenance(host, call),
    RebootHost_Task: (host, call) => rebootHost(host, call, flag(call.args, "force")),
  },
};

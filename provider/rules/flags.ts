/** What a plan is flagged for: it goes on, and the user is told. */
import type { HostFacts, PassthruInfo, VmFacts } from "../vsphere/types";
import { isAgent } from "./evacuation";
import { type Flag, flag } from "./rule";
import type { EvacuatePolicy, PowerPolicy, RebootPolicy } from "./values";
import { hostLabel, vmLabel, wording } from "./wording";

/** Below vSphere 7, and where the host cannot rebind a device, enabling waits for a reboot; disabling always does. */
export function needsReboot(host: HostFacts, change: "enable" | "disable"): boolean {
  return change === "disable" || !host.rebindWithoutReboot;
}

export interface RebootCase {
  readonly host: HostFacts;
  readonly address: string;
  readonly change: "enable" | "disable" | "finish";
  readonly reboot: RebootPolicy;
  readonly evacuate: EvacuatePolicy;
  /** VMs that run on the host now. */
  readonly running: readonly VmFacts[];
}

const changes = {
  enable: "enabling",
  disable: "taking out of passthrough",
  finish: "finishing the pending change of",
} as const;

function whoReboots({ reboot, evacuate }: RebootCase): string {
  return reboot === "ifNeeded"
    ? `this program reboots it in maintenance mode (reboot: "ifNeeded", evacuate: "${evacuate}")`
    : 'this program does not reboot it (reboot: "never"); the change stays pending until somebody does';
}

export function hostReboot(subject: RebootCase): Flag {
  const running = subject.running.filter((vm) => !isAgent(vm)).map((vm) => vmLabel(vm));
  return flag("host-reboot", "address", {
    wrong: `${changes[subject.change]} ${subject.address} needs a reboot of ${hostLabel(subject.host)}`,
    found: running.length === 0 ? "no VM running there" : `running there: ${running.sort().join(", ")}`,
    expected: whoReboots(subject),
  });
}

export function rebootPending(host: HostFacts, info: PassthruInfo): Flag {
  const [now, then] = info.enabled ? ["not active yet", "active"] : ["still active", "inactive"];
  return flag("reboot-pending", "reboot", {
    wrong: `${info.address} on ${hostLabel(host)} is ${info.enabled ? "enabled" : "disabled"} and ${now}`,
    found: "a change that waits for a host reboot",
    expected: `after the reboot it is ${then}`,
    advice: 'reboot the host, or set `reboot: "ifNeeded"`',
  });
}

export function powerCycle(vm: VmFacts, policy: PowerPolicy, what: string): Flag {
  return flag("power-cycle", "vm", {
    wrong: `${vmLabel(vm)} is taken down and started again to ${what}`,
    found: "it is running",
    expected: `power: "${policy}" ${policy === "shutdown" ? "shuts the guest down gracefully" : "cuts the power without asking the guest"}`,
  });
}

export function vmUnborn(source: string, policy: PowerPolicy): Flag {
  return flag("vm-unborn", "vm", {
    wrong: `the VM is not known yet (${source})`,
    found: "no VM to look at: its limits, memory, host and power state are checked at apply",
    ...(policy === "requireOff"
      ? {
          expected: 'with `power: "requireOff"` the VM has to be off',
          advice: 'if it is created powered on, set `power` to "shutdown" or "powerOff"',
        }
      : {}),
  });
}

export function deviceSharedWhileOff(address: string, holders: readonly string[]): Flag {
  return flag("device-shared", "address", wording.sharedWhileOff(address, holders));
}

/** What a plan is flagged for: it goes on, and the user is told. */
import type { HostFacts, PassthruInfo } from "../vsphere/types";
import { type Flag, flag, type Problem, type RuleId } from "./rule";
import type { PowerPolicy, RebootPolicy } from "./values";
import { hostLabel, wording } from "./wording";

/** Below vSphere 7, and where the host cannot rebind a device, enabling waits for a reboot; disabling always does. */
export function needsReboot(host: HostFacts, change: "enable" | "disable"): boolean {
  return change === "disable" || !host.rebindWithoutReboot;
}

function pending(host: HostFacts, info: PassthruInfo, advice: string): Flag {
  const [now, then] = info.enabled ? ["not active yet", "active"] : ["still active", "inactive"];
  return flag("reboot-pending", "reboot", {
    wrong: `${info.address} on ${hostLabel(host)} is ${info.enabled ? "enabled" : "disabled"} and ${now}`,
    found: "a change that waits for a host reboot",
    expected: `after the reboot it is ${then}`,
    advice,
  });
}

export function rebootPending(host: HostFacts, info: PassthruInfo, reboot: RebootPolicy = "never"): Flag {
  return pending(host, info, reboot === "never" ? 'reboot the host, or set `reboot: "ifNeeded"`' : "");
}

/** Left behind by a deletion: no resource of the program can do the reboot any more. */
export function rebootLeft(host: HostFacts, info: PassthruInfo): Flag {
  return pending(host, info, "reboot the host");
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

/** Functions that leave the hypervisor, and come back, together with a device. */
export function siblings(host: HostFacts, address: string, others: readonly string[]): Flag {
  return flag("siblings", "address", {
    wrong: `other functions follow ${address} on ${hostLabel(host)}`,
    found: [...others].sort().join(", "),
    expected: "they share its dependent device and change together with it",
  });
}

export function lostFeatures(vm: string): Flag {
  return flag("lost-features", "vm", {
    wrong: `${vm} loses vMotion, snapshots, suspend, fault tolerance and HA restart on another host`,
    found: "its first passthrough device",
  });
}

export function adopted(property: string, what: string): Flag {
  return flag("adopted", property, {
    wrong: `${what} already`,
    expected: "this resource takes it over, and deleting it will take it away",
    advice: "set `retainOnDelete` if it has to stay",
  });
}

export function drift(property: string, what: string, found: string, expected: string): Flag {
  return flag("drift", property, {
    wrong: `${what} differs from the state`,
    found,
    expected: `expected ${expected}`,
    advice: "run with `--refresh`; the next up repairs it",
  });
}

/** Written down by a refresh; until then it is found by its UUID each time. */
export function registeredAnew(kind: "host" | "vm", before: string, after: string): Flag {
  return flag("drift", kind, {
    wrong: `the ${kind === "host" ? "host" : "VM"} ${before} was registered anew`,
    found: `${after}, with the same UUID`,
    advice: "run `pulumi refresh` to write the new ID down",
  });
}

/** A rule that a resource fulfilled when it was applied, and does not any more: nothing is written, so nothing is refused. */
export function goneBad(rule: RuleId, property: string, problem: Problem): Flag {
  const kept = `rule ${rule} would refuse this now, but nothing is written here`;
  const expected = problem.expected === undefined ? kept : `${problem.expected}; ${kept}`;
  return flag("drift", property, { ...problem, expected });
}

export function unordered(property: string, resource: string, write: string): Flag {
  return flag("unordered", property, {
    wrong: `nothing orders this attachment behind ${resource}`,
    found: "the same object written twice, with no data between the two resources",
    expected: "Pulumi runs and deletes them in any order",
    advice: `write \`${write}\``,
  });
}

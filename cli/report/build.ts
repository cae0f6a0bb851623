/** From what a preview prints to the report. */
import { plainText } from "../../provider/errors/plainText";
import { type Change, type Changes, changesOf, type Facts, numberOf, textOf } from "./changes";
import { headlineOf } from "./headline";
import { type HostPlan, hostsOf } from "./hosts";
import { type Inventory, inventoryOf } from "./inventory";
import { errorsOf, warningsOf } from "./messages";
import type { Deletion, Refusable, Replacement, Report, ReservationChange } from "./model";
import type { Preview } from "./preview";
import { refusedOf } from "./refused";
import { type VmPlan, vmsOf } from "./vms";

function nextId({ kind }: Change, next: Facts): string | null {
  const parts = (
    kind === "device" ? ["hostId", "address"] : kind === "attachment" ? ["vmId", "address"] : ["vmId"]
  ).map((key) => textOf(next[key]));
  return parts.includes(undefined) ? null : plainText(parts.join("/"));
}

function replacementsOf(changes: readonly Change[]): readonly Replacement[] {
  return changes
    .filter(({ op }) => op === "replace")
    .map((change) => ({
      resource: change.name,
      urn: change.urn,
      kind: change.kind,
      from: plainText(change.id),
      to: change.next === undefined ? null : nextId(change, change.next),
      because: change.because.map((input) => plainText(input)),
    }));
}

function deviceCost({ urn }: Change, hosts: readonly HostPlan[]): Deletion["costs"] {
  const host = hosts.find(({ report }) =>
    report.devices.some((device) => device.urn === urn && device.change === "disable"),
  );
  return host === undefined ? "none" : host.report.reboot === "planned" ? "reboot" : "rebootByHand";
}

function attachmentCost({ urn }: Change, vms: readonly VmPlan[]): Deletion["costs"] {
  const vm = vms.find(({ report }) => report.devices.some((device) => device.urn === urn));
  const costs = { lost: "powerCycle", ifRunning: "powerCycleIfRunning", unborn: "none", kept: "needsOff" } as const;
  return vm === undefined ? "none" : costs[vm.report.power];
}

function deletionsOf(
  changes: readonly Change[],
  hosts: readonly HostPlan[],
  vms: readonly VmPlan[],
): readonly Deletion[] {
  const cost = (change: Change): Deletion["costs"] => {
    if (change.retained) return "none";
    if (change.kind === "memory") return "reservation";
    return change.kind === "device" ? deviceCost(change, hosts) : attachmentCost(change, vms);
  };
  return changes
    .filter(({ op }) => op === "delete")
    .map((change) => ({
      resource: change.name,
      urn: change.urn,
      kind: change.kind,
      id: plainText(change.id),
      costs: cost(change),
      retained: change.retained,
    }));
}

function reservationsOf(changes: readonly Change[], inventory: Inventory): readonly ReservationChange[] {
  return changes
    .filter(({ kind }) => kind === "memory")
    .flatMap((change): ReservationChange[] => {
      const { op, old, next, name, urn, retained } = change;
      const row = (facts: Facts, kind: ReservationChange["change"], restoredMB: number | null): ReservationChange => {
        const { id, name: vmName } = inventory.vm(change, facts);
        return { resource: name, urn, vm: { id, name: vmName }, change: kind, restoredMB };
      };
      return [
        ...(old !== undefined && !retained && (op === "delete" || op === "replace")
          ? [row(old, "release", numberOf(old["previousReservationMB"]) ?? null)]
          : []),
        ...(next !== undefined && (op === "create" || op === "replace") ? [row(next, "reserve", null)] : []),
        ...(next !== undefined && op === "update" ? [row(next, "repair", null)] : []),
      ];
    });
}

/** Told with the host or the VM; a text that no host or VM was found for stays among the warnings. */
const placed: ReadonlySet<string | null> = new Set(["host-reboot", "reboot-pending", "power-cycle"]);

export function buildReport({ steps, diagnostics }: Preview, refuse: readonly Refusable[]): Report {
  const { own, unplanned, others }: Changes = changesOf(steps);
  const [warnings, refusals] = [warningsOf(diagnostics), errorsOf(diagnostics)];
  const inventory = inventoryOf(own, [...warnings, ...refusals]);
  const hosts = hostsOf(own, warnings, inventory);
  const vms = vmsOf(own, warnings, hosts, inventory);
  const told = new Set([...hosts, ...vms].flatMap(({ report }) => report.messages));
  const complete = refusals.length === 0;
  const reports = { hosts: hosts.map(({ report }) => report), vms: vms.map(({ report }) => report) };
  const replacements = replacementsOf(own);
  return {
    version: 1,
    complete,
    headline: headlineOf({ complete, ...reports }),
    ...reports,
    reservations: reservationsOf(own, inventory),
    replacements,
    deletions: deletionsOf(own, hosts, vms),
    warnings: warnings.filter(({ rule, text }) => !(placed.has(rule) && told.has(text))),
    refusals,
    refused: refusedOf(refuse, { hosts, vms, replacements, unplanned }),
    otherChanges: others,
  };
}

/** What a plan has that `--refuse` forbids. */
import type { HostPlan } from "./hosts";
import type { Refusable, Refused, Replacement, ResourceRef } from "./model";
import type { VmPlan } from "./vms";
import { isForetold, labelOf } from "./words";

interface Plan {
  readonly hosts: readonly HostPlan[];
  readonly vms: readonly VmPlan[];
  readonly replacements: readonly Replacement[];
  /** Sites whose deletions the preview has not looked at. */
  readonly unplanned: ReadonlySet<string>;
}

function names(resources: readonly ResourceRef[]): readonly string[] {
  return [...new Set(resources.map(({ resource }) => resource))].sort();
}

/** A change that needs a reboot is refused, whoever does the reboot; what waited before is not of this plan. */
function reboots({ hosts }: Plan): readonly Refused[] {
  return hosts
    .filter(({ report }) => report.reboot === "planned" || report.reboot === "needed")
    .map(({ report }) => ({
      what: "reboot",
      subject: labelOf("host", report),
      resources: names(report.devices.filter(({ change }) => change !== "settings" && change !== "wait")),
    }));
}

/** Where nobody has looked what runs, it cannot be ruled out. */
function powerCycles({ hosts, vms, unplanned }: Plan): readonly Refused[] {
  const unseen = hosts.filter(
    ({ report }) => report.reboot === "planned" && report.evacuate === "shutdown" && !isForetold(report),
  );
  const stops = unseen.map(({ report }): Refused => {
    const subject = `what runs on ${labelOf("host", report)}`;
    return { what: "power-cycle", subject, resources: names(report.devices) };
  });
  return [...downVms(hosts, vms, unplanned), ...stops];
}

function downVms(
  hosts: readonly HostPlan[],
  vms: readonly VmPlan[],
  unplanned: ReadonlySet<string>,
): readonly Refused[] {
  return vms
    .filter(
      ({ place, report }) => report.power === "lost" || (report.power === "ifRunning" && unplanned.has(place.site)),
    )
    .map(({ place, report }) => {
      const host = hosts.find((one) => one.place.name === report.shutDownFor && one.place.site === place.site);
      const causes = [...report.devices.filter(({ change }) => change !== "settings"), ...(host?.report.devices ?? [])];
      return { what: "power-cycle", subject: labelOf("VM", report), resources: names(causes) };
    });
}

function replacements({ replacements: found }: Plan): readonly Refused[] {
  return found.map(({ resource, from }) => ({ what: "replace", subject: from, resources: [resource] }));
}

const finders: Readonly<Record<Refusable, (plan: Plan) => readonly Refused[]>> = {
  reboot: reboots,
  "power-cycle": powerCycles,
  replace: replacements,
};

export function refusedOf(refuse: readonly Refusable[], plan: Plan): readonly Refused[] {
  return refuse.flatMap((what) => finders[what](plan));
}

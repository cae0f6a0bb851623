/** What would move a VM with a passthrough device, or counts on moving it. A row says it of all its offenders at once. */
import { includes, type Program, type Vm } from "./foreignModel";
import { labelOf, notKnown, type Recorded, read, text, types } from "./foreignRecorded";
import { type ForeignRule, offender, passthroughVms, vmLabel, written } from "./foreignRule";

const migrating = ["fullyAutomated", "partiallyAutomated"];

/** The level that DRS moves VMs with; undefined where it does not, or where that is not known yet. */
function migratingLevel(resource: Recorded): string | undefined {
  const level = read(resource, "drsAutomationLevel", "manual");
  return read(resource, "drsEnabled", false) === true && level !== undefined && migrating.includes(level)
    ? level
    : undefined;
}

/** What: a DrsVmOverride that migrates a VM with a device. Why: it cannot vMotion. What to do: leave it to us. */
const migratingOverride: ForeignRule = {
  id: "vmotion-enabled",
  verdict: "refused",
  property: "drsAutomationLevel",
  wrong: "this DRS override would migrate a VM with a passthrough device, which cannot be migrated",
  expected: "expected drsEnabled false, or level manual",
  advice: "change the override, or remove it: VmPciAttachment sets one (drsAutomation)",
  offenders: (program) =>
    passthroughVms(program).flatMap((vm) =>
      written(vm.drsOverrides).flatMap((override) => {
        const level = migratingLevel(override);
        return level === undefined ? [] : [offender(override, `${level}, for ${vmLabel(vm)}`)];
      }),
    ),
};

/** Clusters whose level moves VMs with a device, with those VMs. */
function migratingClusters(program: Program): readonly { cluster: Recorded; level: string; vms: readonly Vm[] }[] {
  return program.written(types.cluster).flatMap((cluster) => {
    const level = migratingLevel(cluster);
    if (level === undefined) return [];
    return [{ cluster, level, vms: program.vmsOf(cluster).filter(({ attachments }) => attachments.length > 0) }];
  });
}

/** What: a cluster that migrates, and ignores overrides. Why: nothing can hold the VM. What to do: allow overrides. */
const overridesOff: ForeignRule = {
  id: "vmotion-enabled",
  verdict: "refused",
  property: "drsEnableVmOverrides",
  wrong: "this cluster would migrate a VM with a passthrough device, and allows no override that holds it",
  expected: "a level that does not migrate this VM",
  advice: 'set drsEnableVmOverrides: true, or drsAutomationLevel: "manual"',
  offenders: (program) =>
    migratingClusters(program).flatMap(({ cluster, level, vms }) =>
      read(cluster, "drsEnableVmOverrides", true) === false
        ? vms.map((vm) => offender(cluster, `${level}, for ${vmLabel(vm)}`))
        : [],
    ),
};

/** Whether the attachments leave the VM to the cluster. One that says nothing takes what the others say. */
function isUnmanaged({ attachments }: Vm): boolean {
  const said = attachments.map(({ props }) => props["drsAutomation"]).filter((value) => value !== undefined);
  return said.length > 0 && said.every((value) => value === "unmanaged");
}

/** What: a cluster that migrates a VM that nothing holds. Why: it cannot vMotion. What to do: let an override hold it. */
const noOverride: ForeignRule = {
  id: "vmotion-enabled",
  verdict: "refused",
  property: "drsAutomationLevel",
  wrong: "this cluster would migrate a VM with a passthrough device, and no override of this program holds it",
  expected: "a level that does not migrate this VM",
  advice: 'leave drsAutomation of its VmPciAttachment at "disabled", or declare a DrsVmOverride with drsEnabled: false',
  offenders: (program) =>
    migratingClusters(program).flatMap(({ cluster, level, vms }) =>
      read(cluster, "drsEnableVmOverrides", true) === true
        ? vms
            .filter((vm) => vm.drsOverrides.length === 0 && isUnmanaged(vm))
            .map((vm) => offender(cluster, `${level}, for ${vmLabel(vm)}`))
        : [],
    ),
};

/** Settings of a HaVmOverride that count on a restart on another host, by property. */
const restarting: Readonly<Record<string, readonly string[]>> = {
  haVmRestartPriority: ["lowest", "low", "medium", "high", "highest"],
  haHostIsolationResponse: ["powerOff", "shutdown"],
  haDatastoreApdResponse: ["restartConservative", "restartAggressive"],
  haDatastorePdlResponse: ["restartAggressive"],
};

/** What: HA told to restart a VM with a device. Why: it runs on one host only. What to do: do not rely on it. */
const haRestart: ForeignRule = {
  id: "ha-restart",
  verdict: "flagged",
  property: "virtualMachineId",
  wrong: "HA cannot restart a VM with a passthrough device on another host",
  expected: "no setting that relies on that",
  advice: "leave the VM's HA settings at those of the cluster, or provide for the outage of the host in another way",
  offenders: (program) =>
    passthroughVms(program).flatMap((vm) =>
      written(vm.haOverrides).flatMap((override) => {
        const set = Object.entries(restarting).flatMap(([name, values]) => {
          const value = text(override, name);
          return value !== undefined && values.includes(value) ? [`${name} ${value}`] : [];
        });
        return set.length === 0 ? [] : [offender(override, `${set.join(", ")}, for ${vmLabel(vm)}`)];
      }),
    ),
};

/** Whether a Vnic carries vMotion; undefined where it is not known yet. */
function carriesVmotion(vnic: Recorded): boolean | undefined {
  if (text(vnic, "netstack") === "vmotion") return true;
  return vnic.props["netstack"] === notKnown ? undefined : includes(vnic, "services", "vmotion");
}

/** What: vMotion on for hosts of devices only. Why: it serves nobody. What to do: remove it, if that is so. */
const vmotionNetwork: ForeignRule = {
  id: "vmotion-network",
  verdict: "flagged",
  property: "services",
  wrong: "vMotion is turned on only for hosts of passthrough devices, whose VMs cannot be migrated",
  expected: "vMotion where VMs can use it",
  advice: "remove the service, unless other VMs of these hosts need it",
  offenders: (program) => {
    const vnics = program.written(types.vnic).filter((vnic) => carriesVmotion(vnic) !== false);
    const useless = vnics.filter((vnic) =>
      program.hostKeys(vnic, "host").some((key) => program.passthroughHosts.has(key)),
    );
    if (useless.length < vnics.length) return [];
    return useless.filter(carriesVmotion).map((vnic) => ({ urn: vnic.urn, found: labelOf(vnic) }));
  },
};

export const foreignVmotionRules: readonly ForeignRule[] = [
  migratingOverride,
  overridesOff,
  noOverride,
  haRestart,
  vmotionNetwork,
];

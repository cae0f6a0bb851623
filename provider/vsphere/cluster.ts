import * as z from "zod";
import type { Tell } from "./factCache";
import { decodeName } from "./names";
import { believe, bool, list, moRef, string } from "./reply";
import type { Session } from "./session";
import { runTask } from "./task";
import { retrieveTogether } from "./together";
import type { ClusterFacts, DrsOverride, DrsOverrides } from "./types";
import { vmRef } from "./virtualMachine";
import type { MoRef, WireObject } from "./wire";

function clusterRef(id: string): MoRef {
  return { type: "ClusterComputeResource", id };
}

const behavior = z.enum(["manual", "partiallyAutomated", "fullyAutomated"]);

const properties = z.object({
  name: string,
  host: list(moRef),
  configurationEx: z.object({
    drsConfig: z
      .object({
        enabled: bool.optional(),
        enableVmBehaviorOverrides: bool.optional(),
        defaultVmBehavior: behavior.optional().catch(undefined),
      })
      .optional(),
    drsVmConfig: list(
      z.object({ key: moRef, enabled: bool.optional(), behavior: behavior.optional().catch(undefined) }),
    ),
  }),
});

/** One call for all; of a cluster that does not exist nothing is told. */
export function readClusters(session: Session, ids: readonly string[], tell: Tell<ClusterFacts>): Promise<void> {
  const paths = { ClusterComputeResource: Object.keys(properties.shape) };
  const wanted = { objects: ids.map(clusterRef), paths };
  return retrieveTogether(session, wanted, ({ ref, values }) => tell(ref.id, clusterFacts(ref.id, values)));
}

function clusterFacts(id: string, values: unknown): ClusterFacts {
  const { name, host, configurationEx } = believe(properties, values, "RetrievePropertiesEx", `${id} `);
  const { drsConfig, drsVmConfig } = configurationEx;
  return {
    id,
    name: decodeName(name),
    hostIds: host.map((one) => one.id),
    drsEnabled: drsConfig?.enabled ?? false,
    overridesEnabled: drsConfig?.enableVmBehaviorOverrides ?? true,
    // A level that is not known counts as the one that moves most.
    defaultBehavior: drsConfig?.defaultVmBehavior ?? "fullyAutomated",
    overrides: Object.fromEntries(drsVmConfig.map(({ key, ...row }) => [key.id, override(row)])),
  };
}

function override({
  enabled,
  behavior,
}: {
  enabled?: boolean | undefined;
  behavior?: DrsOverride["behavior"] | undefined;
}) {
  return { ...(enabled === undefined ? {} : { enabled }), ...(behavior === undefined ? {} : { behavior }) };
}

/** Sets the overrides of VMs, or removes those that are to be undefined. `present`: the VMs that have one now. */
export async function setDrsOverrides(
  session: Session,
  clusterId: string,
  wanted: DrsOverrides,
  present: ReadonlySet<string>,
): Promise<void> {
  const spec = overrideSpec(wanted, present);
  if (spec === undefined) return;
  await runTask(session, {
    method: "ReconfigureComputeResource_Task",
    object: clusterRef(clusterId),
    // modify: what the spec leaves out stays as it is.
    args: { spec, modify: true },
    wait: { timeoutMs: session.apiTimeoutMs },
  });
}

/** undefined: there is nothing to do. */
export function overrideSpec(wanted: DrsOverrides, present: ReadonlySet<string>): WireObject | undefined {
  const rows = [...wanted].flatMap(([vmId, override]): readonly WireObject[] => {
    const isPresent = present.has(vmId);
    if (override !== undefined)
      return [{ operation: isPresent ? "edit" : "add", info: { key: vmRef(vmId), ...override } }];
    return isPresent ? [{ operation: "remove", removeKey: vmRef(vmId) }] : [];
  });
  return rows.length === 0 ? undefined : { $type: "ClusterConfigSpecEx", drsVmConfigSpec: rows };
}

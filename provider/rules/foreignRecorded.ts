/**
 * Resources of a program as plain data, so that the same rules judge what a transformation sees, what a policy pack is
 * given, and what a test writes down.
 */

/** Stands for a value that is not known yet; rules that need it are skipped. */
export const notKnown: unique symbol = Symbol("not known yet");

/** One resource of a program, as far as the rules look at it. */
export interface Recorded {
  readonly urn: string;
  readonly type: string;
  /** Its inputs. `notKnown` stands for what is not known yet, also in a list; what is not given is left out. */
  readonly props: Readonly<Record<string, unknown>>;
  /** URNs of the resources that the value of a property comes from. */
  readonly sources: Readonly<Record<string, readonly string[]>>;
  /** Its `ignoreChanges`. */
  readonly ignoreChanges: readonly string[];
  /** Set for what is only read (`.get`); it writes nothing, so nothing is wrong with it. */
  readonly readId?: string;
}

const own = "pulumi-nodejs:dynamic/vsphere-passthrough";
const vsphere = "vsphere:index";

/** Type tokens of what the rules look at. */
export const types = {
  attachment: `${own}:VmPciAttachment`,
  device: `${own}:HostPassthroughDevice`,
  plan: `${own}:PassthroughPlan`,
  reservation: `${own}:VmMemoryReservation`,
  cluster: `${vsphere}/computeCluster:ComputeCluster`,
  drsOverride: `${vsphere}/drsVmOverride:DrsVmOverride`,
  haOverride: `${vsphere}/haVmOverride:HaVmOverride`,
  host: `${vsphere}/host:Host`,
  machine: `${vsphere}/virtualMachine:VirtualMachine`,
  resourcePool: `${vsphere}/resourcePool:ResourcePool`,
  vnic: `${vsphere}/vnic:Vnic`,
} as const;

/** What of each type has to be recorded. */
export const watchedProperties: Readonly<Record<string, readonly string[]>> = {
  [types.attachment]: ["vm", "vmId", "host", "hostId", "address", "drsAutomation"],
  [types.device]: ["host", "hostId"],
  // Nothing of it matters, but what is refused must not get into it.
  [types.plan]: [],
  [types.reservation]: ["vm", "vmId"],
  [types.cluster]: ["drsEnabled", "drsAutomationLevel", "drsEnableVmOverrides", "hostSystemIds"],
  [types.drsOverride]: ["computeClusterId", "virtualMachineId", "drsEnabled", "drsAutomationLevel"],
  [types.haOverride]: [
    "computeClusterId",
    "virtualMachineId",
    "haVmRestartPriority",
    "haHostIsolationResponse",
    "haDatastoreApdResponse",
    "haDatastorePdlResponse",
  ],
  [types.host]: ["cluster"],
  [types.machine]: [
    "name",
    "folder",
    "moid",
    "uuid",
    "resourcePoolId",
    "hostSystemId",
    "memory",
    "memoryReservation",
    "memoryReservationLockedToMax",
    "pciDeviceIds",
  ],
  [types.resourcePool]: ["parentResourcePoolId"],
  [types.vnic]: ["host", "services", "netstack"],
};

/** `VirtualMachine "ml"`: how a resource is called in messages. Names of resources only, since a value may be secret. */
export function labelOf({ urn, type }: Recorded): string {
  return `${type.split(":").at(-1)} "${nameOf(urn)}"`;
}

/** The name that a resource has in the program. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** A property that the program leaves out takes the default; undefined: not known yet. */
export function read(resource: Recorded, name: string, initial: string): string | undefined;
export function read(resource: Recorded, name: string, initial: number): number | undefined;
export function read(resource: Recorded, name: string, initial: boolean): boolean | undefined;
export function read({ props }: Recorded, name: string, initial: unknown): unknown {
  const value = props[name] ?? initial;
  return typeof value === typeof initial ? value : undefined;
}

/** The text of a property; undefined where it is not given or not known yet. */
export function text({ props }: Recorded, name: string): string | undefined {
  const value = props[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The elements of a list; undefined where it is not known yet. Single elements may be `notKnown`. */
export function elements({ props }: Recorded, name: string): readonly unknown[] | undefined {
  const value = props[name] ?? [];
  return Array.isArray(value) ? value : undefined;
}

import type { Failure } from "../rules/rule";
import type { VmFacts } from "../vsphere/types";
import type { VSphere } from "../vsphere/vsphere";
import type { Ledger } from "./ledger";
import type { Settings } from "./settings";
import type { DrsItem, HostItem, HostOutcome, VmItem } from "./work";

/** Properties as they cross the wire from and to the engine. */
export type Properties = Readonly<Record<string, unknown>>;

/** Where warnings and progress go. `urn` attributes a text to its resource. */
export interface Log {
  /** A real `warning:`, each text once per process. */
  warn(message: string, urn: string | undefined): void;
  /** Progress of long work. */
  info(message: string, urn: string | undefined): void;
}

/** Runs work on one host, one VM or one cluster at a time. */
export interface Locks {
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** Work that is handed in for a host or a VM and done together with what others hand in. */
export interface Work<Item, Result> {
  submit(key: string, item: Item): Promise<Result>;
  /** The same for what takes a while to be prepared; undefined: there is nothing to do. */
  submitPrepared(key: string, prepare: () => Promise<Item | undefined>): Promise<Result | undefined>;
}

/** What all handlers of one operation share. */
export interface Context {
  readonly vsphere: VSphere;
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly log: Log;
  readonly locks: Locks;
  /** Changes of host devices, coalesced per host. */
  readonly hosts: Work<HostItem, HostOutcome>;
  /** Reconfigurations, coalesced per VM. */
  readonly vms: Work<VmItem, VmFacts>;
  /** DRS overrides, coalesced per cluster. */
  readonly overrides: Work<DrsItem, void>;
  /** Fulfilled when the ledger has all that the plan declares: what concerns a resource waits for it. */
  planned: Promise<void>;
}

export interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly Failure[];
}

export interface Difference {
  readonly changes: boolean;
  /** Inputs whose change replaces. */
  readonly replaces: readonly string[];
}

/** What a read found. */
export interface Found {
  readonly id: string;
  readonly state: Properties;
  /** The inputs that the state was made from; not given, those that are stored stay. */
  readonly inputs?: Properties;
}

/**
 * One kind of resource, free of Pulumi types. `olds` and `news` of check are inputs; the `state` of diff, read, update
 * and delete is what create, update or read answered last.
 */
export interface ResourceHandler {
  check(context: Context, olds: Properties, news: Properties): Promise<Checked>;
  diff(context: Context, id: string, state: Properties, inputs: Properties): Promise<Difference>;
  create(context: Context, inputs: Properties): Promise<{ readonly id: string; readonly state: Properties }>;
  /** undefined: the resource is gone. */
  read(context: Context, id: string, state: Properties): Promise<Found | undefined>;
  update(context: Context, id: string, state: Properties, inputs: Properties): Promise<Properties>;
  /** Deleting what is gone succeeds. */
  delete(context: Context, id: string, state: Properties): Promise<void>;
}

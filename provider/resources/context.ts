import { KeyedLock } from "../vsphere/keyedLock";
import type { VmFacts } from "../vsphere/types";
import type { VSphere } from "../vsphere/vsphere";
import { type Batches, batchWindowMs } from "./batches";
import { overrideBatches } from "./drs";
import { hostBatches } from "./hostWork";
import { Ledger } from "./ledger";
import type { Context, Log } from "./resource";
import type { Settings } from "./settings";
import { vmBatches } from "./vmWork";
import type { DrsItem, HostItem, HostOutcome, VmItem } from "./work";

/** The context of one operation against one endpoint. */
export class OperationContext implements Context {
  readonly ledger = new Ledger();
  readonly locks = new KeyedLock();
  readonly hosts: Batches<HostItem, HostOutcome>;
  readonly vms: Batches<VmItem, VmFacts>;
  readonly overrides: Batches<DrsItem, void>;
  planned = Promise.resolve();

  constructor(
    readonly vsphere: VSphere,
    readonly settings: Settings,
    readonly log: Log,
    windowMs: number = batchWindowMs,
  ) {
    this.hosts = hostBatches(this, windowMs);
    this.vms = vmBatches(this, windowMs);
    this.overrides = overrideBatches(this);
  }
}

import type { PlannedChange } from "../rules/changes";
import type { DrsAutomation, EvacuatePolicy, PowerPolicy, RebootPolicy } from "../rules/values";
import { Groups } from "./groups";

/** A VM of which only the resource it comes from is known is `from:<URN>`; else its managed object ID. */
export type VmKey = string;

export interface DeviceClaim {
  readonly kind: "device";
  readonly urn: string;
  readonly hostId: string | undefined;
  readonly address: string | undefined;
  /** As the resource says; undefined takes what the others of the host say. */
  readonly reboot: RebootPolicy | undefined;
  readonly evacuate: EvacuatePolicy | undefined;
}

export interface AttachmentClaim {
  readonly kind: "attachment";
  readonly urn: string;
  readonly vm: VmKey | undefined;
  /** URN of the resource that `vm` comes from. */
  readonly vmSource: string | undefined;
  readonly hostId: string | undefined;
  readonly address: string | undefined;
  /** As the resource says; undefined takes what the others of the VM say. */
  readonly power: PowerPolicy | undefined;
  readonly drsAutomation: DrsAutomation | undefined;
  readonly mmio64SizeGB: number | undefined;
}

export interface MemoryClaim {
  readonly kind: "memory";
  readonly urn: string;
  readonly vm: VmKey | undefined;
}

export type Claim = DeviceClaim | AttachmentClaim | MemoryClaim;

/** What a resource had before this operation, and gives up when it is replaced. */
export interface Held {
  readonly vmId: string | undefined;
  readonly hostId: string | undefined;
  readonly address: string | undefined;
}

/**
 * What the program declares, as far as this process has seen it: the engine checks resources one by one, so a rule that
 * spans several of them needs a memory. Keyed by URN; seeing a resource again replaces its entry.
 */
export class Ledger {
  readonly #claims = new Map<string, Claim>();
  readonly #devices = new Groups<DeviceClaim>((claim) => claim.hostId);
  readonly #attachmentsOfVm = new Groups<AttachmentClaim>((claim) => claim.vm);
  readonly #attachmentsOnHost = new Groups<AttachmentClaim>((claim) => claim.hostId);
  readonly #memories = new Groups<MemoryClaim>((claim) => claim.vm);
  readonly #held = new Groups<Held>((held) => held.vmId);
  readonly #declaredBefore = new Groups<Held>((held) => held.vmId);
  readonly #replaced = new Set<string>();
  readonly #names = new Map<string, string>();
  readonly #planned = new Map<string, Map<string, PlannedChange>>();
  #isWhole = false;

  /** The plan has been checked: all that the program declares is declared here. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  makeWhole(): void {
    this.#isWhole = true;
  }

  declare(claim: Claim): void {
    const { kind, urn } = claim;
    this.#claims.set(urn, claim);
    if (kind === "device") this.#devices.set(urn, claim);
    else if (kind === "memory") this.#memories.set(urn, claim);
    else {
      this.#attachmentsOfVm.set(urn, claim);
      this.#attachmentsOnHost.set(urn, claim);
    }
  }

  /** What the state says the resource has; a replacement is checked a second time without it. */
  hold(urn: string, held: Held): void {
    this.#held.set(urn, held);
  }

  held(urn: string): Held | undefined {
    return this.#held.get(urn);
  }

  /** Whether an earlier program declared the same: that it is in force is no surprise then. */
  wasDeclared(urn: string | undefined, wanted: Partial<Held>): boolean {
    const before = urn === undefined ? undefined : this.#declaredBefore.get(urn);
    const keys = Object.keys(wanted) as (keyof Held)[];
    return before !== undefined && keys.every((key) => before[key] === wanted[key]);
  }

  /** Whether the resource was declared neither by an earlier program nor in its own state, as far as that is known. */
  isNew(urn: string): boolean {
    return this.#held.get(urn) === undefined && this.#declaredBefore.get(urn) === undefined;
  }

  /** What the program declared before; whether it was ever carried out, only the resource's own state tells. */
  holdDeclared(urn: string, held: Held): void {
    this.#declaredBefore.set(urn, held);
  }

  /** The state calls the resource by the name that it had before, by alias; a deletion knows nothing but the state. */
  rename(before: string, urn: string): void {
    this.#names.set(before, urn);
  }

  /** The resource is replaced: what it holds is given up and taken again. */
  replace(urn: string): void {
    this.#replaced.add(urn);
  }

  isReplaced(urn: string): boolean {
    return this.#replaced.has(this.#names.get(urn) ?? urn);
  }

  /** Notes a change that takes the host or VM with this ID down, and answers all that are known of it. */
  plan(id: string, planned: PlannedChange): readonly PlannedChange[] {
    const changes = this.#planned.get(id) ?? new Map<string, PlannedChange>();
    changes.set(`${planned.change} ${planned.address}`, planned);
    this.#planned.set(id, changes);
    return this.planned(id);
  }

  /** All changes that are known to take the host or VM with this ID down. */
  planned(id: string): readonly PlannedChange[] {
    return [...(this.#planned.get(id)?.values() ?? [])];
  }

  claim(urn: string): Claim | undefined {
    return this.#claims.get(this.#names.get(urn) ?? urn);
  }

  attachmentsOfVm(vm: VmKey | undefined): readonly AttachmentClaim[] {
    return claims(this.#attachmentsOfVm.of(vm));
  }

  /** Attachments of devices of the host, whatever the VM. */
  attachmentsOnHost(hostId: string): readonly AttachmentClaim[] {
    return claims(this.#attachmentsOnHost.of(hostId));
  }

  devicesOfHost(hostId: string): readonly DeviceClaim[] {
    return claims(this.#devices.of(hostId));
  }

  device(hostId: string, address: string): DeviceClaim | undefined {
    return this.devicesOfHost(hostId).find((claim) => claim.address === address);
  }

  memories(): readonly MemoryClaim[] {
    return [...this.#claims.values()].filter((claim) => claim.kind === "memory");
  }

  memoriesOfVm(vm: VmKey | undefined): readonly MemoryClaim[] {
    return claims(this.#memories.of(vm));
  }

  /** Whether there is an attachment or a reservation whose VM is like this. */
  someVm(test: (vm: VmKey | undefined) => boolean): boolean {
    for (const claim of this.#claims.values()) if (claim.kind !== "device" && test(claim.vm)) return true;
    return false;
  }

  /** Resources that had something on this VM, and are declared for another one or not at all. */
  leavingVm(vmId: string): readonly string[] {
    const before = [...this.#declaredBefore.of(vmId), ...this.#held.of(vmId)].map(([urn]) => urn);
    return before.filter((urn) => {
      const claim = this.claim(urn);
      return claim === undefined || claim.kind === "device" || claim.vm !== vmId;
    });
  }

  /** Whether a value that comes from one resource comes, through attachments that pass it on, from another one. */
  leadsTo(source: string | undefined, urn: string): boolean {
    if (source === undefined || source === urn) return source === urn;
    const claim = this.claim(source);
    return claim?.kind === "attachment" && claim.vmSource !== source && this.leadsTo(claim.vmSource, urn);
  }

  /** Another resource that declares the same object: a rename without an alias, which must not take it away. */
  successor(urn: string | undefined, isSame: (claim: Claim) => boolean): Claim | undefined {
    return [...this.#claims.values()].find((claim) => claim.urn !== urn && isSame(claim));
  }

  /** Whether a resource that gives its device up in this operation holds it on this VM now. */
  isGivenUp(vmId: string, address: string): boolean {
    return [...this.#declaredBefore.of(vmId), ...this.#held.of(vmId)].some(
      ([urn, held]) => held.address === address && this.#gaveUp(urn, vmId, address),
    );
  }

  #gaveUp(urn: string, vmId: string, address: string): boolean {
    const claim = this.#claims.get(urn);
    if (claim?.kind !== "attachment") return false;
    return claim.vm !== vmId || (claim.address !== undefined && claim.address !== address);
  }
}

function claims<Own extends Claim>(group: readonly (readonly [string, Own])[]): readonly Own[] {
  return group.map(([, claim]) => claim);
}

import type { RebootPolicy } from "../rules/values";

/** A VM of which only the resource it comes from is known is `from:<URN>`; else its managed object ID. */
export type VmKey = string;

export interface DeviceClaim {
  readonly kind: "device";
  readonly urn: string;
  readonly hostId: string | undefined;
  readonly address: string | undefined;
  readonly reboot: RebootPolicy;
}

export interface AttachmentClaim {
  readonly kind: "attachment";
  readonly urn: string;
  readonly vm: VmKey | undefined;
  readonly hostId: string | undefined;
  readonly address: string | undefined;
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
  readonly #held = new Map<string, Held>();
  readonly #replaced = new Set<string>();

  declare(claim: Claim): void {
    this.#claims.set(claim.urn, claim);
  }

  /** What the state says the resource has; a replacement is checked a second time without it. */
  hold(urn: string, held: Held): void {
    this.#held.set(urn, held);
  }

  held(urn: string): Held | undefined {
    return this.#held.get(urn);
  }

  /** diff said that the resource is replaced: what it holds is given up and taken again. */
  replace(urn: string): void {
    this.#replaced.add(urn);
  }

  isReplaced(urn: string): boolean {
    return this.#replaced.has(urn);
  }

  claim(urn: string): Claim | undefined {
    return this.#claims.get(urn);
  }

  attachments(): readonly AttachmentClaim[] {
    return [...this.#claims.values()].filter((claim) => claim.kind === "attachment");
  }

  device(hostId: string, address: string): DeviceClaim | undefined {
    return [...this.#claims.values()].find(
      (claim): claim is DeviceClaim => claim.kind === "device" && claim.hostId === hostId && claim.address === address,
    );
  }

  memory(vm: VmKey): MemoryClaim | undefined {
    return [...this.#claims.values()].find((claim): claim is MemoryClaim => claim.kind === "memory" && claim.vm === vm);
  }

  /** Whether a resource that gives its device up in this operation holds it on this VM now. */
  isGivenUp(vmId: string, address: string): boolean {
    return [...this.#held].some(
      ([urn, held]) => held.vmId === vmId && held.address === address && this.#gaveUp(urn, vmId, address),
    );
  }

  #gaveUp(urn: string, vmId: string, address: string): boolean {
    const claim = this.#claims.get(urn);
    if (claim?.kind !== "attachment") return false;
    return claim.vm !== vmId || (claim.address !== undefined && claim.address !== address);
  }
}

import type { HostFacts } from "../vsphere/types";
import type { EnableCase } from "./cases";
import type { Rule } from "./rule";
import { wording } from "./wording";

/** A host that is away tells nothing of its devices; that it is away is refused by a rule of its own. */
export function isTold(host: HostFacts): boolean {
  return host.connectionState === "connected";
}

export const deviceExists: Rule<EnableCase, "address"> = {
  id: "ambiguous",
  property: "address",
  violated: ({ host, device, address }) =>
    device === undefined && isTold(host) ? wording.noDevice(host, address) : undefined,
};

export const noIommu: Rule<EnableCase, "host"> = {
  id: "no-iommu",
  property: "host",
  violated: ({ host }) =>
    !isTold(host) || host.passthru.some((info) => info.capable) ? undefined : wording.noIommu(host),
};

export const notCapable: Rule<EnableCase, "address"> = {
  id: "not-capable",
  property: "address",
  violated({ host, device, info }) {
    // Without an IOMMU nothing is capable, and that rule has the better advice.
    if (device === undefined || info?.capable === true || !host.passthru.some((one) => one.capable)) return undefined;
    return wording.notCapable(host, device);
  },
};

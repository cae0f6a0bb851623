import type { EnableCase } from "./cases";
import type { Rule } from "./rule";
import { wording } from "./wording";

export const deviceExists: Rule<EnableCase, "address"> = {
  id: "ambiguous",
  property: "address",
  violated: ({ host, device, address }) => (device === undefined ? wording.noDevice(host, address) : undefined),
};

export const noIommu: Rule<EnableCase, "host"> = {
  id: "no-iommu",
  property: "host",
  violated: ({ host }) => (host.passthru.some((info) => info.capable) ? undefined : wording.noIommu(host)),
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

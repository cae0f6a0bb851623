import type { PciDevice } from "../vsphere/types";
import type { AttachCase, EnableCase } from "./cases";
import type { Problem, Rule } from "./rule";
import type { PciIds } from "./values";
import { wording } from "./wording";

export function sameCard(device: PciDevice, expect: PciIds): boolean {
  return device.vendorId === expect.vendorId && device.deviceId === expect.deviceId;
}

function otherCard(device: PciDevice | undefined, expect: PciIds | undefined): Problem | undefined {
  if (device === undefined || expect === undefined || sameCard(device, expect)) return undefined;
  return wording.identity(device.address, device, expect);
}

const row = {
  id: "identity",
  property: "address",
} as const;

export const enableIdentity: Rule<EnableCase, "address"> = {
  ...row,
  violated: ({ device, expect }) => otherCard(device, expect),
};

export const attachIdentity: Rule<AttachCase, "address"> = {
  ...row,
  violated: ({ device, expect }) => otherCard(device, expect),
};

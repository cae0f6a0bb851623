import type { PassthruInfo } from "../vsphere/types";
import type { EnableCase } from "./cases";
import type { Rule } from "./rule";
import { wording } from "./wording";

/** Also when that waits for a reboot, or has not gone yet. */
export function isSriovOn(info: PassthruInfo | undefined): boolean {
  return info?.sriov !== undefined && (info.sriov.enabled || info.sriov.active);
}

export const sriovPhysicalFunction: Rule<EnableCase, "address"> = {
  id: "sriov-physical-function",
  property: "address",
  violated({ host, device, info }) {
    return device !== undefined && isSriovOn(info) ? wording.sriovOn(host, device) : undefined;
  },
};

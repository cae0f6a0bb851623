import type { EnableCase } from "./cases";
import type { Rule } from "./rule";
import { wording } from "./wording";

export const sriovPhysicalFunction: Rule<EnableCase, "address"> = {
  id: "sriov-physical-function",
  property: "address",
  violated({ host, device, info }) {
    const isOn = info?.sriov !== undefined && (info.sriov.enabled || info.sriov.active);
    return device !== undefined && isOn ? wording.sriovOn(host, device) : undefined;
  },
};

import type { VmFacts } from "../vsphere/types";
import type { Rule } from "./rule";
import { wording } from "./wording";

function isPowerOfTwo(size: number): boolean {
  return Number.isInteger(Math.log2(size));
}

export interface MmioCase {
  readonly vm: VmFacts | undefined;
  readonly mmio64SizeGB: number | undefined;
}

export const mmio: Rule<MmioCase, "mmio64SizeGB"> = {
  id: "mmio",
  property: "mmio64SizeGB",
  violated({ vm, mmio64SizeGB }) {
    if (mmio64SizeGB === undefined) return undefined;
    if (!isPowerOfTwo(mmio64SizeGB)) return wording.mmioSize(mmio64SizeGB);
    return vm?.firmware === "bios" ? wording.mmioFirmware(vm) : undefined;
  },
};

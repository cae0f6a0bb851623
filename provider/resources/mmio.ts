import * as z from "zod";
import type { VmFacts } from "../vsphere/types";

/** What a guest with large BARs needs (VMware's keys); they are plain text in the VM's extraConfig. */
const useKey = "pciPassthru.use64bitMMIO";
const sizeKey = "pciPassthru.64bitMMIOSizeGB";
/** Where the earlier values are kept until the last device has gone. */
const keptKey = "vsphere-passthrough.mmio";

const kept = z.object({ use: z.string(), size: z.string() });

/** The keys to write for a size; none when they are there already. Without a size the earlier values come back. */
export function mmioPart(vm: VmFacts, sizeGB: number | undefined): Readonly<Record<string, string>> {
  if (sizeGB === undefined) return mmioRestore(vm);
  const [use = "", size = ""] = [vm.extraConfig[useKey], vm.extraConfig[sizeKey]];
  if (use.toUpperCase() === "TRUE" && size === String(sizeGB)) return {};
  const before = vm.extraConfig[keptKey] ?? JSON.stringify({ use, size });
  return { [useKey]: "TRUE", [sizeKey]: String(sizeGB), [keptKey]: before };
}

/** Puts the earlier values back; an empty text removes a key. */
export function mmioRestore(vm: VmFacts): Readonly<Record<string, string>> {
  const json = vm.extraConfig[keptKey];
  if (json === undefined) return {};
  const before = parse(json);
  return before === undefined ? { [keptKey]: "" } : { [useKey]: before.use, [sizeKey]: before.size, [keptKey]: "" };
}

function parse(json: string): z.output<typeof kept> | undefined {
  try {
    return kept.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}

import type { AttachCase } from "./cases";
import type { Rule } from "./rule";
import { wording } from "./wording";

/** What a hardware version takes at most, from its first platform to its last (vSphere configuration maximums). */
const limits: readonly { readonly from: number; readonly least: number; limit(apiVersion: string): number }[] = [
  { from: 21, least: 128, limit: () => 128 },
  { from: 20, least: 32, limit: (apiVersion) => (/^8\.0\.0/.test(apiVersion) ? 32 : 64) },
  { from: 11, least: 16, limit: () => 16 },
  { from: 8, least: 6, limit: () => 6 },
  { from: 7, least: 2, limit: (apiVersion) => (/^4\./.test(apiVersion) ? 2 : 6) },
];

/** The least that any platform takes; up to that nobody has to be asked. */
export function leastPlatformLimit(hardwareVersion: number): number {
  return limits.find(({ from }) => hardwareVersion >= from)?.least ?? 0;
}

/** What is assumed where the server does not tell its limit. */
export function fallbackPlatformLimit(hardwareVersion: number, apiVersion: string): number {
  return limits.find(({ from }) => hardwareVersion >= from)?.limit(apiVersion) ?? 0;
}

export const platformLimit: Rule<AttachCase, "vm"> = {
  id: "platform-limit",
  property: "vm",
  violated({ vm, vmLabel, host, counted, platformMaximum }) {
    if (vm === undefined || host === undefined || platformMaximum === undefined) return undefined;
    if (counted.length <= platformMaximum) return undefined;
    const labels = counted.map((device) => device.label);
    return wording.platformLimit(vmLabel, labels, platformMaximum, vm.hardwareVersion, host);
  },
};

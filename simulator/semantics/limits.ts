import { compareVersions } from "../schema/version";

/** How many passthrough devices one VM may have, by its hardware version and the server's API version. */
export function platformLimit(hardwareVersion: number, apiVersion: string): number {
  if (hardwareVersion <= 10) return 6;
  if (hardwareVersion <= 19) return 16;
  if (hardwareVersion === 20) return compareVersions(apiVersion, "8.0.1.0") < 0 ? 32 : 64;
  return 128;
}

/** The newest hardware version that a host of this API version runs. */
export function newestHardware(apiVersion: string): number {
  const row = newest.find(([since]) => compareVersions(apiVersion, since) >= 0);
  return row ? row[1] : 13;
}

const newest: readonly (readonly [string, number])[] = [
  ["9.0.0.0", 22],
  ["8.0.2.0", 21],
  ["8.0.0.0", 20],
  ["7.0.2.0", 19],
  ["7.0.1.0", 18],
  ["7.0.0.0", 17],
  ["6.7.2", 15],
  ["6.7", 14],
];

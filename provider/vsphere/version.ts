/** API versions whose schema the WSDL in this package follows, oldest first. */
export const knownVersions = [
  "6.5",
  "6.7",
  "6.7.1",
  "6.7.2",
  "6.7.3",
  "7.0.0.0",
  "7.0.1.0",
  "7.0.2.0",
  "7.0.3.0",
  "8.0.0.1",
  "8.0.1.0",
  "8.0.2.0",
  "8.0.3.0",
  "9.0.0.0",
  "9.1.0.0",
] as const;

/** Negative, zero or positive, as for a sort. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let i = 0; i < 4; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function isAtLeast(version: string, minimum: string): boolean {
  return compareVersions(version, minimum) >= 0;
}

/** The newest version that `vimServiceVersions.xml` lists and we know; else the newest that it lists; undefined: it is no such file. */
export function chooseListed(xml: string): string | undefined {
  const block = /<namespace>\s*<name>\s*urn:vim25\s*<\/name>([\s\S]{0,20000}?)<\/namespace>/.exec(xml)?.[1];
  if (block === undefined) return undefined;
  const listed = [...block.matchAll(/<version>\s*(\d+(?:\.\d+){1,3})\s*<\/version>/g)].map((match) => match[1] ?? "");
  const known = knownVersions.findLast((version) => listed.includes(version));
  return known ?? listed.sort(compareVersions).at(-1);
}

/** For a server that lists nothing: the newest version known that is not newer than what `about` says. */
export function chooseBelow(apiVersion: string): string {
  return knownVersions.findLast((version) => isAtLeast(apiVersion, version)) ?? knownVersions[0];
}

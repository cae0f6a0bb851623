/** API versions that vSphere 6.7 and later know, newest first, as in `vimServiceVersions.xml`. */
const versions = [
  "9.1.0.0",
  "9.0.0.0",
  "8.0.3.0",
  "8.0.2.0",
  "8.0.1.0",
  "8.0.0.1",
  "7.0.3.0",
  "7.0.2.0",
  "7.0.1.0",
  "7.0.0.0",
  "6.7.3",
  "6.7.2",
  "6.7.1",
  "6.7",
  "6.5",
  "6.0",
  "5.5",
  "5.1",
  "5.0",
  "4.1",
  "4.0",
  "2.5",
] as const;

/** Negative: `a` is older. Missing parts count as zero, so `7.0` is `7.0.0.0`. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let i = 0; i < 4; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a version has what came with `since`; `""`: it was always there. */
export function isKnownIn({ since }: { readonly since: string }, version: string): boolean {
  return since === "" || compareVersions(since, version) <= 0;
}

/** The version that a client asks for; undefined: none that is known. */
export function askedVersion(soapAction: string | undefined): string | undefined {
  return /^"?urn:vim25\/([\d.]+)"?$/.exec(soapAction?.trim() ?? "")?.[1];
}

export function isNewer(soapAction: string | undefined, own: string): boolean {
  const asked = askedVersion(soapAction);
  return asked !== undefined && compareVersions(asked, own) > 0;
}

/** The version a call is served with: what is asked for, and never more than the server's own. */
export function negotiate(soapAction: string | undefined, own: string): string {
  const asked = askedVersion(soapAction);
  if (asked === undefined) return own;
  return compareVersions(asked, own) < 0 ? asked : own;
}

export function serviceVersions(own: string): string {
  const prior = versions.filter((version) => compareVersions(version, own) < 0);
  const list = prior.map((version) => `<version>${version}</version>`).join("");
  return `<?xml version="1.0" encoding="UTF-8" ?><namespaces version="1.0"><namespace><name>urn:vim25</name><version>${own}</version><priorVersions>${list}</priorVersions></namespace></namespaces>`;
}

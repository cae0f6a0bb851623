import { isIP } from "node:net";

const hex = (count: number, digits: number) => count.toString(16).padStart(digits, "0");

/** Reserved for documentation and tests (RFC 2544, RFC 3849): nobody has these. */
function address(count: number, text: string): string {
  if (isIP(text) === 6) return `2001:db8::${hex(count, 1)}`;
  return `198.${18 + ((count >> 16) & 1)}.${(count >> 8) & 0xff}.${count & 0xff}`;
}

function dnsName(kind: string) {
  return (count: number, text: string) => (isIP(text) === 0 ? `${kind}-${count}.example.test` : address(count, text));
}

/** The family of a disk's name stays; so does one that is only the way to the disk. */
function diskName(count: number, text: string): string {
  if (/^mpx\.vmhba\d+:C\d+:T\d+:L\d+$/.test(text)) return text;
  const family = /^(?:naa|eui|t10|vml)(?=\.)/.exec(text)?.[0] ?? "disk";
  return `${family}.${hex(count, 16)}`;
}

/** The vendor's own are no secret, and what other products manage is. */
function extensionKey(count: number, text: string): string {
  return /^com\.vmware\.[\w.]+$/.test(text) ? text : `com.example.extension-${count}`;
}

const numbered = (kind: string) => (count: number) => `${kind}-${count}`;

/** The nth replacement of a kind, which may depend on the form of the original. */
export const makers = {
  datacenter: numbered("dc"),
  cluster: numbered("cluster"),
  host: dnsName("esx"),
  // Not vm-1, which would be taken for a managed object ID.
  vm: numbered("machine"),
  folder: numbered("folder"),
  guest: dnsName("guest"),
  switch: numbered("switch"),
  network: numbered("network"),
  volume: numbered("volume"),
  snapshot: numbered("snapshot"),
  question: numbered("question"),
  label: numbered("label"),
  serial: numbered("serial"),
  extension: extensionKey,
  disk: diskName,
  uuid: (count: number) => `00000000-0000-4000-8000-${hex(count, 12)}`,
  ip: address,
  // Locally administered: of no vendor.
  mac: (count: number) => `02:00:${(hex(count, 8).match(/../g) ?? []).join(":")}`,
  wwn: (count: number) => `2${hex(count, 15)}`,
} as const satisfies Record<string, (count: number, text: string) => string>;

export type Kind = keyof typeof makers;

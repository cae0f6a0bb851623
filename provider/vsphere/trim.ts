/**
 * What lists of a VM are full of and nobody here looks at: virtual devices that are no passthrough devices, and extraConfig
 * of others. They are most of what a server tells of a VM, so they are taken out before they are parsed.
 */
const unread: readonly RegExp[] = [
  /<VirtualDevice\s[^>]*?\btype="(?!(?:\w+:)?VirtualPCIPassthrough")[^>]*[^/]>.*?<\/VirtualDevice>/gs,
  /<OptionValue\b[^>]*>\s*<key>(?!vsphere-passthrough\.|pciPassthru\.)[^<]*<\/key>.*?<\/OptionValue>/gs,
];

/** An envelope without them. */
export function trim(xml: string): string {
  return unread.reduce((text, pattern) => text.replace(pattern, ""), xml);
}

const pattern = /^(?:([0-9a-f]{4}):)?([0-9a-f]{2}):([01][0-9a-f])\.([0-7])$/;

/** `SSSS:BB:DD.F` in lower-case hex; `BB:DD.F` is segment 0000. undefined: the text is no PCI address. */
export function parsePciAddress(text: string): string | undefined {
  const parts = pattern.exec(text.trim().toLowerCase());
  if (parts === null) return undefined;
  const [, segment = "0000", bus, device, fn] = parts;
  return `${segment}:${bus}:${device}.${fn}`;
}

/**
 * PCI ids as the user writes them: a number is the value (a negative one is vSphere's signed 16-bit form), a string is
 * hex with or without `0x`. Answers four lower-case hex digits; undefined: the value is no PCI id.
 */
export function parsePciId(value: string | number): string | undefined {
  if (typeof value === "number") {
    return Number.isInteger(value) && value >= -0x8000 && value <= 0xffff ? fromSigned16(value) : undefined;
  }
  const digits = /^(?:0x)?([0-9a-f]{1,4})$/.exec(value.trim().toLowerCase())?.[1];
  return digits?.padStart(4, "0");
}

/** From the wire: xsd:short, negative from 0x8000 on. */
export function fromSigned16(value: number): string {
  return (value & 0xffff).toString(16).padStart(4, "0");
}

/** To the wire: xsd:short. */
export function toSigned16(id: string): number {
  const value = Number.parseInt(id, 16);
  return value > 0x7fff ? value - 0x10000 : value;
}

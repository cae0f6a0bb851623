/** Text of the simple types of XML Schema, as a vSphere server writes and takes it. */

/** Names of XML Schema by the names of the tables. */
export const xsdNames: Readonly<Record<string, string>> = {
  s: "string",
  b: "boolean",
  i: "int",
  l: "long",
  sh: "short",
  by: "byte",
  f: "float",
  d: "double",
  dt: "dateTime",
  b64: "base64Binary",
};

const bits: Readonly<Record<string, bigint>> = { by: 8n, sh: 16n, i: 32n, l: 64n };
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function isWhole(text: string, size: bigint): boolean {
  if (!/^[+-]?\d+$/.test(text)) return false;
  const value = BigInt(text.replace(/^\+/, ""));
  return value >= -(2n ** (size - 1n)) && value < 2n ** (size - 1n);
}

/** Whether the text is one of the type: `s`, `b`, `i` and so on. */
export function fitsScalar(type: string, text: string): boolean {
  const size = bits[type];
  if (size !== undefined) return isWhole(text.trim(), size);
  if (type === "b") return /^(true|false|1|0)$/.test(text.trim());
  if (type === "dt") return dateTime.test(text.trim()) && !Number.isNaN(Date.parse(text.trim()));
  if (type === "f" || type === "d") return text.trim() !== "" && !Number.isNaN(Number(text));
  if (type === "b64") return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text);
  return true;
}

/** `ArrayOfX` and the name of its items, for a list in a slot that is declared as any type. */
export function arrayOf(type: string): { readonly wrapper: string; readonly item: string } {
  const item = type.startsWith("@") ? "ManagedObjectReference" : type === "any" ? "anyType" : (xsdNames[type] ?? type);
  return { wrapper: `ArrayOf${item.charAt(0).toUpperCase()}${item.slice(1)}`, item };
}

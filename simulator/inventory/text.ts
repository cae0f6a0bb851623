import { InventoryError, type InventoryProblem, shown } from "./inventoryError";

// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly what XML cannot carry, half a surrogate pair included
const unspeakable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

/** The API is XML: what XML cannot carry stands in no name of a real server either. */
export function checkText(value: unknown, path: InventoryProblem["path"]): void {
  if (typeof value === "string" && unspeakable.test(value)) {
    throw new InventoryError({
      path,
      wrong: "has a character that XML cannot carry",
      found: shown(value),
      expected: "expected text as a vSphere server can answer it",
      advice: "leave the character out",
    });
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value))
    checkText(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

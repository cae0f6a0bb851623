/** Where in a file, or in a text, something is wrong; counted from 1. */
export interface InventoryPlace {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** What is wrong with an inventory. */
export interface InventoryProblem {
  /** Keys and indices that lead to it. */
  readonly path: readonly (string | number)[];
  /** Whether the last key of `path` itself is wrong, and not its value. */
  readonly isKey?: boolean | undefined;
  readonly wrong: string;
  readonly found?: string | undefined;
  readonly expected?: string | undefined;
  readonly advice?: string | undefined;
}

/** An inventory that cannot be used: where, what was found there, what is expected, and what to do. */
export class InventoryError extends Error {
  override readonly name = "InventoryError";

  constructor(
    readonly problem: InventoryProblem,
    readonly place: InventoryPlace = {},
    cause?: unknown,
  ) {
    super([placeText(place), sentence(problem)].filter((part) => part !== "").join(": "), { cause });
  }
}

function placeText({ file, line, column }: InventoryPlace): string {
  if (file === undefined) return line === undefined ? "" : `line ${line}`;
  return [file, line, column].filter((part) => part !== undefined).join(":");
}

function sentence({ path, wrong, found, expected, advice }: InventoryProblem): string {
  const parts = [wrong, found === undefined ? undefined : `found ${found}`, expected, advice];
  const where = path.length === 0 ? "" : `${path.join(".")}: `;
  return `${where}${parts.filter((part) => part !== undefined).join("; ")}`;
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Reads the type tables that pyvmomi ships: Python files that are nothing but calls with literal arguments. */

/** A Python literal; flags such as `F_LINK` are text. */
export type Literal = string | null | readonly Literal[];

export interface Call {
  readonly name: string;
  readonly args: readonly Literal[];
}

const callPattern = /^(AddVersion|CreateDataType|CreateManagedType|CreateEnumType)\((.*)\)$/;

/** The calls of a table file that create something. */
export function readCalls(text: string): readonly Call[] {
  return text.split("\n").flatMap((line) => {
    const [, name, args] = callPattern.exec(line.trim()) ?? [];
    return name === undefined || args === undefined ? [] : [{ name, args: readLiterals(args) }];
  });
}

/** Tuples and lists become lists, flags become text; the strings of the tables have no quotes or brackets in them. */
function readLiterals(args: string): readonly Literal[] {
  const json = args.replace(/"[^"]*"|[()]|None|F_\w+(?: *\| *F_\w+)*/g, (token) => {
    if (token.startsWith('"')) return token;
    if (token === "(") return "[";
    if (token === ")") return "]";
    return token === "None" ? "null" : `"${token}"`;
  });
  const bare = json.replace(/"[^"]*"|,(?=\s*\])/g, (token) => (token === "," ? "" : token));
  return JSON.parse(`[${bare.replace(/"[^"]*"|\b\d+\b/g, (token) => (token.startsWith('"') ? token : `"${token}"`))}]`);
}

export function text(literal: Literal | undefined): string {
  if (typeof literal !== "string") throw new TypeError(`vim25: not text in the tables: ${JSON.stringify(literal)}`);
  return literal;
}

export function rows(literal: Literal | undefined): readonly (readonly Literal[])[] {
  if (literal === null) return [];
  if (!Array.isArray(literal)) throw new TypeError(`vim25: not a list in the tables: ${JSON.stringify(literal)}`);
  return literal as readonly (readonly Literal[])[];
}

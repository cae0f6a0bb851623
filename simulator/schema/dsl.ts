/**
 * The notation of the schema tables, and its reader.
 *
 * `Name < Base @since` opens a type; the indented lines below list its own fields in wire order, each
 * `name[]?:type@since`: `[]` repeated, `?` optional, `@Type` a reference to a managed object. Primitive types are
 * s(tring) b(oolean) i(nt) l(ong) sh(ort) by(te) dt dateTime, d(ouble), b64 and `any`. `enum Name a b c` lists an
 * enumeration. A type that is named but in no table is opaque: it may be absent, and is never sent.
 */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly array: boolean;
  readonly optional: boolean;
  /** API version that added it; empty: always there. */
  readonly since: string;
}

export interface DataType {
  readonly name: string;
  readonly base: string | undefined;
  readonly since: string;
  readonly fields: readonly Field[];
}

export interface Method {
  readonly name: string;
  /** Type of managed object that has it. */
  readonly owner: string;
  readonly args: readonly Field[];
  /** undefined: void. */
  readonly result: Field | undefined;
  readonly write: boolean;
  readonly anonymous: boolean;
}

export interface Table {
  readonly types: ReadonlyMap<string, DataType>;
  readonly enums: ReadonlyMap<string, ReadonlySet<string>>;
}

const fieldPattern = /^(\w+)(\[\])?(\?)?:(@?\w+)(?:@([\d.]+))?$/;
const headPattern = /^(\w+)(?: < (\w+))?(?: @([\d.]+))?$/;
const methodPattern = /^([!~ ]*)(\w+)\.(\w+)\(([^)]*)\)\s*(\S+)?$/;

/** Reads the tables of data types, or of managed objects. */
export function readTypes(...texts: readonly string[]): Table {
  const types = new Map<string, DataType & { fields: Field[] }>();
  const enums = new Map<string, ReadonlySet<string>>();
  let open: (DataType & { fields: Field[] }) | undefined;
  for (const line of texts.join("\n").split("\n")) {
    if (line.trim() === "") continue;
    if (line.startsWith("enum ")) {
      const [name = "", ...values] = line.slice(5).split(" ");
      enums.set(name, new Set(values));
    } else if (line.startsWith(" ")) {
      open?.fields.push(...readFields(line));
    } else {
      open = readHead(line);
      types.set(open.name, open);
    }
  }
  return { types, enums };
}

export function readMethods(text: string): readonly Method[] {
  const joined = text.replace(/\n {2}/g, " ").trim();
  return joined.split("\n").map((line) => {
    const match = methodPattern.exec(line);
    if (!match) throw new Error(`schema: not a method: ${line}`);
    const [, marks = "", owner = "", name = "", args = "", result] = match;
    return {
      name,
      owner,
      args: readFields(args),
      result: result === undefined ? undefined : readResult(result),
      write: marks.includes("!"),
      anonymous: marks.includes("~"),
    };
  });
}

function readHead(line: string): DataType & { fields: Field[] } {
  const match = headPattern.exec(line);
  if (!match) throw new Error(`schema: not a type: ${line}`);
  return { name: match[1] ?? "", base: match[2], since: match[3] ?? "", fields: [] };
}

function readFields(line: string): Field[] {
  const words = line.split(/\s+/).filter((word) => word !== "");
  return words.map((word) => {
    const match = fieldPattern.exec(word);
    if (!match) throw new Error(`schema: not a field: ${word}`);
    const [, name = "", array, optional, type = "", since = ""] = match;
    return { name, type, array: array !== undefined, optional: optional !== undefined, since };
  });
}

function readResult(word: string): Field {
  const match = /^(@?\w+)(\[\])?(\?)?$/.exec(word);
  if (!match) throw new Error(`schema: not a result: ${word}`);
  const [, type = "", array, optional] = match;
  return { name: "returnval", type, array: array !== undefined, optional: optional !== undefined, since: "" };
}

/**
 * The notation of the schema tables, and its reader.
 *
 * `Name < Base @since` opens a type; the indented lines below list its own fields in wire order, each
 * `name[]?:type@since#privilege`: `[]` repeated, `?` optional, `@Type` a reference to a managed object; what reading it
 * needs if that is not System.Read. Primitive types are s(tring) b(oolean) i(nt) l(ong) sh(ort) by(te) dt dateTime,
 * f(loat) d(ouble), b64 and `any`. `enum Name a b c` lists an enumeration. A type that is named but in no table is opaque:
 * it may be absent, and is never sent. Versions up to 6.5 are not told apart.
 */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly array: boolean;
  readonly optional: boolean;
  /** API version that added it; empty: always there. */
  readonly since: string;
  /** What reading a property of a managed object needs; empty: System.Read. */
  readonly privilege: string;
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
  readonly since: string;
  /** What calling it needs; empty: that depends on the arguments. */
  readonly privilege: string;
  /** Faults that it declares; any RuntimeFault may come as well. */
  readonly faults: readonly string[];
  readonly write: boolean;
}

export interface Table {
  readonly types: ReadonlyMap<string, DataType>;
  readonly enums: ReadonlyMap<string, ReadonlySet<string>>;
}

const fieldPattern = /^(\w+)(\[\])?(\?)?:(@?\w+)(?:@([\d.]+))?(?:#([\w.]+))?$/;
const headPattern = /^(\w+)(?: < (\w+))?(?: @([\d.]+))?$/;
const methodPattern =
  /^(!? ?)(\w+)\.(\w+)\(([^)]*)\)(?: (?!since |needs |throws )(\S+))?(?: since (\S+))?(?: needs (\S+))?(?: throws (.+))?$/;

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
    const [, marks = "", owner = "", name = "", args = "", result, since = "", privilege = "", faults] = match;
    return {
      name,
      owner,
      args: readFields(args),
      result: result === undefined ? undefined : readResult(result),
      since,
      privilege,
      faults: faults?.split(" ") ?? [],
      write: marks.includes("!"),
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
    const [, name = "", array, optional, type = "", since = "", privilege = ""] = match;
    return { name, type, array: array !== undefined, optional: optional !== undefined, since, privilege };
  });
}

function readResult(word: string): Field {
  const match = /^(@?\w+)(\[\])?(\?)?$/.exec(word);
  if (!match) throw new Error(`schema: not a result: ${word}`);
  const [, type = "", array, optional] = match;
  const plain = { name: "returnval", since: "", privilege: "" };
  return { ...plain, type, array: array !== undefined, optional: optional !== undefined };
}

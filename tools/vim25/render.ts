import { type Call, type Literal, rows, text } from "./tables";

/** Names of what the schema file is to hold. */
export interface Wanted {
  readonly types: ReadonlySet<string>;
  /** `Type.Method`. */
  readonly methods: ReadonlySet<string>;
}

const primitives: Readonly<Record<string, string>> = {
  string: "s",
  boolean: "b",
  int: "i",
  long: "l",
  short: "sh",
  byte: "by",
  float: "f",
  double: "d",
  anyType: "any",
  "vmodl.DateTime": "dt",
  "vmodl.Binary": "b64",
  "vmodl.URI": "s",
  "vmodl.TypeName": "s",
  "vmodl.MethodName": "s",
  "vmodl.PropertyPath": "s",
  "vmodl.ManagedObject": "@ManagedObject",
};

/** Types of pyvmomi's own support code, which are in no table. */
const builtIn = `MethodFault
  faultCause?:LocalizedMethodFault faultMessage[]?:LocalizableMessage
RuntimeFault < MethodFault
LocalizedMethodFault
  fault:MethodFault localizedMessage?:s
`;
const builtInNames: Readonly<Record<string, string>> = {
  "vmodl.MethodFault": "MethodFault",
  "vmodl.RuntimeFault": "RuntimeFault",
  "vmodl.LocalizedMethodFault": "LocalizedMethodFault",
};
/** Bases without anything on the wire. */
const roots = new Set(["vmodl.DynamicData", "vmodl.DataObject", "vmodl.ManagedObject"]);
const oldest = [6, 5, 0, 0];

interface Part {
  readonly data: string;
  readonly managed: string;
  readonly methods: string;
}

/** The schema in the notation of simulator/schema/dsl.ts, in three parts. */
export function render(calls: readonly Call[], wanted: Wanted): Part {
  return new Renderer(calls).render(wanted);
}

class Renderer {
  private readonly names = new Map<string, string>(Object.entries(builtInNames));
  private readonly kinds = new Map<string, string>();
  private readonly bases = new Map<string, string>();
  private readonly versions = new Map<string, string>();

  constructor(private readonly calls: readonly Call[]) {
    for (const { name, args } of calls) {
      const [vmodl = "", second, base] = args;
      if (name === "AddVersion") this.versions.set(text(vmodl), versionOf(text(vmodl), text(args[2])));
      else {
        this.names.set(text(vmodl), text(second));
        this.kinds.set(text(vmodl), name);
        if (name !== "CreateEnumType") this.bases.set(text(vmodl), text(base));
      }
    }
  }

  render({ types, methods }: Wanted): Part {
    const withBases = new Set([...types].flatMap((name) => this.family(name)));
    const named = this.calls.filter(({ args }) => withBases.has(this.names.get(text(args[0])) ?? ""));
    const enums = new Set(named.flatMap(({ args }) => this.fieldTypes(args)));
    const isEnum = ({ name, args }: Call) => name === "CreateEnumType" && enums.has(text(args[0]));
    const chosen = this.calls.filter((call) => named.includes(call) || isEnum(call));
    const of = (kind: string) => sorted(chosen.filter(({ name }) => name === kind));
    return {
      data: [
        builtIn,
        ...of("CreateDataType").map(({ args }) => this.type(args)),
        ...of("CreateEnumType").map(({ args }) => this.enumeration(args)),
      ].join(""),
      managed: of("CreateManagedType")
        .map(({ args }) => this.type(args))
        .join(""),
      methods: sorted(this.calls.filter(({ name }) => name === "CreateManagedType"))
        .flatMap(({ args }) => this.methods(args, methods))
        .join(""),
    };
  }

  /** The wire's name of a type and of all its bases. */
  private family(name: string): string[] {
    const found = [name];
    let at = [...this.names].find(([, wsdl]) => wsdl === name)?.[0];
    for (at = at && this.bases.get(at); at !== undefined && !roots.has(at); at = this.bases.get(at)) {
      found.push(this.names.get(at) ?? "");
    }
    return found;
  }

  private type([, name, base, version, fields]: readonly Literal[]): string {
    const under = roots.has(text(base)) ? "" : ` < ${this.names.get(text(base))}`;
    const since = this.since(version);
    const words = rows(fields ?? null).map((field) => this.field(field));
    return `${text(name)}${under}${since === "" ? "" : ` ${since}`}\n${wrapped(words)}`;
  }

  private enumeration([, name, , values]: readonly Literal[]): string {
    return `enum ${[text(name), ...(values as readonly string[])].join(" ")}\n`;
  }

  private fieldTypes([, , , , fields]: readonly Literal[]): string[] {
    return rows(fields ?? null).map((field) => text(field[1]).replace(/\[\]$/, ""));
  }

  private field([name, type, version, flags, privilege]: readonly Literal[]): string {
    const needs = typeof privilege === "string" && privilege !== "System.Read" ? `#${privilege}` : "";
    return `${text(name)}${this.shape(text(type), text(flags))}${this.since(version)}${needs}`;
  }

  private shape(type: string, flags: string): string {
    const item = type.replace(/\[\]$/, "");
    const marks = `${item === type ? "" : "[]"}${flags.includes("F_OPTIONAL") ? "?" : ""}`;
    return `${marks}:${flags.includes("F_LINK") && !flags.includes("F_LINKABLE") ? "s" : this.nameOf(item)}`;
  }

  private nameOf(vmodl: string): string {
    const primitive = primitives[vmodl];
    if (primitive !== undefined) return primitive;
    const name = this.names.get(vmodl);
    if (name === undefined) throw new Error(`vim25: the tables do not have ${vmodl}`);
    if (this.kinds.get(vmodl) === "CreateManagedType") return `@${name}`;
    return this.isFault(vmodl) ? "LocalizedMethodFault" : name;
  }

  /** A fault in a data object travels in a LocalizedMethodFault. */
  private isFault(vmodl: string): boolean {
    for (let at: string | undefined = vmodl; at !== undefined; at = this.bases.get(at)) {
      if (at === "vmodl.MethodFault" || at === "vmodl.RuntimeFault") return true;
    }
    return false;
  }

  private methods([, owner, , , , methods]: readonly Literal[], wanted: ReadonlySet<string>): string[] {
    const found = rows(methods ?? null).filter(([, name]) => wanted.has(`${text(owner)}.${text(name)}`));
    return found.map(([, name, version, args, result, privilege, faults]) => {
      const words = rows(args).map((arg) => this.field(arg.slice(0, 4)));
      const [flags, type] = result as readonly Literal[];
      const answer = type === "void" ? "" : ` ${this.shape(text(type), text(flags)).replace(/^(\S*):(\S+)$/, "$2$1")}`;
      const since = this.since(version);
      const thrown = ((faults ?? []) as readonly Literal[]).map((fault) => this.names.get(text(fault)) ?? "");
      return [
        `${text(owner)}.${text(name)}(${words.join(" ")})${answer}`,
        since === "" ? "" : ` since ${since.slice(1)}`,
        privilege === null ? "" : ` needs ${text(privilege)}`,
        thrown.length === 0 ? "" : ` throws ${thrown.join(" ")}`,
        "\n",
      ].join("");
    });
  }

  private since(version: Literal | undefined): string {
    const known = this.versions.get(text(version));
    if (known === undefined) throw new Error(`vim25: the tables do not have ${JSON.stringify(version)}`);
    return known;
  }
}

/** `@8.0.2.0`; empty for what all servers have that this package speaks to. */
function versionOf(vmodl: string, id: string): string {
  const underscored = /\.v(\d+(?:_\d+)+)$/.exec(vmodl)?.[1];
  const version = /^\d+(\.\d+)*$/.test(id) ? id : (underscored?.replaceAll("_", ".") ?? "");
  const parts = version.split(".").map(Number);
  const newer = oldest.map((part, index) => (parts[index] ?? 0) - part).find((difference) => difference !== 0) ?? 0;
  return version !== "" && newer > 0 ? `@${version}` : "";
}

function sorted(calls: readonly Call[]): readonly Call[] {
  return calls.toSorted((a, b) => (text(a.args[1]) < text(b.args[1]) ? -1 : 1));
}

function wrapped(words: readonly string[]): string {
  let out = "";
  let line = " ";
  for (const word of words) {
    if (line.length + word.length + 1 > 119) {
      out += `${line}\n`;
      line = " ";
    }
    line += ` ${word}`;
  }
  return words.length === 0 ? "" : `${out}${line}\n`;
}

import { faultAdvice } from "./faultAdvice";
import { PassthroughError } from "./passthroughError";
import { plainText } from "./plainText";

export interface FaultFacts {
  /** Type by `xsi:type`, such as `InvalidPowerState`. */
  readonly fault: string;
  /** The type and its bases, most special first; ends in `MethodFault`. */
  readonly types: readonly string[];
  readonly serverMessage: string;
  /** The fault's own data as received: plain strings, lists and objects. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Keys and texts of `faultMessage`. */
  readonly details: readonly string[];
}

/** What the server says when it refuses a call, or when a task fails. */
export class VSphereFaultError extends PassthroughError {
  readonly method: string;
  /** Managed object ID that the method was called on. */
  readonly object: string;
  readonly fault: string;
  readonly types: readonly string[];
  readonly serverMessage: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The message without what to do about it. */
  readonly summary: string;

  constructor(method: string, object: string, facts: FaultFacts, cause?: unknown) {
    const said = plainText(facts.serverMessage).replace(/(?<!\.)\.$/, "");
    const more = facts.details.map((text) => plainText(text)).filter((text) => text.replace(/(?<!\.)\.$/, "") !== said);
    const kind = [plainText(facts.fault, 100), ...more].join("; ");
    const summary = `${method} on ${object} failed: ${said === "" ? "no message" : said} (${kind})`;
    const advice = faultAdvice(facts.types, method);
    super([summary, ...missing(facts), ...unknown(facts), ...(advice === undefined ? [] : [advice])].join("; "), {
      cause,
    });
    this.method = method;
    this.object = object;
    this.fault = facts.fault;
    this.types = facts.types;
    this.serverMessage = said;
    this.fields = facts.fields;
    this.summary = summary;
  }
}

interface Lacking {
  readonly privilege: unknown;
  readonly object: unknown;
}

/** A later server lists all that is missing, by object; an earlier one names one privilege. */
function lacking(fields: FaultFacts["fields"]): readonly Lacking[] {
  const listed = [fields["missingPrivileges"] ?? []].flat() as readonly unknown[];
  const all = listed.flatMap((row) => {
    const { entity, privilegeIds } = row as Readonly<Record<string, unknown>>;
    return [privilegeIds].flat().map((privilege) => ({ privilege, object: entity }));
  });
  return all.length > 0 ? all : [{ privilege: fields["privilegeId"], object: fields["object"] }];
}

/** Which privileges the user lacks, and on what. */
function missing({ types, fields }: FaultFacts): readonly string[] {
  if (!types.includes("NoPermission")) return [];
  return lacking(fields).flatMap(({ privilege, object }) => {
    if (typeof privilege !== "string" || privilege === "") return [];
    const { id } = (typeof object === "object" && object !== null ? object : {}) as { readonly id?: unknown };
    const where = typeof id === "string" ? ` on ${plainText(id, 100)}` : "";
    return [`the user needs the privilege ${plainText(privilege, 100)}${where}`];
  });
}

/** Which property the server does not have. */
function unknown({ types, fields }: FaultFacts): readonly string[] {
  const name = fields["name"];
  if (!types.includes("InvalidProperty") || typeof name !== "string") return [];
  return [`the server does not know the property ${plainText(name, 100)}`];
}

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

  constructor(method: string, object: string, facts: FaultFacts, cause?: unknown) {
    const said = plainText(facts.serverMessage).replace(/\.$/, "");
    const more = facts.details.map((text) => plainText(text)).filter((text) => text.replace(/\.$/, "") !== said);
    super(
      `${method} on ${object} failed: ${said === "" ? "no message" : said} (${[facts.fault, ...more].join("; ")})${missing(facts)}${unknown(facts)}`,
      { cause },
    );
    this.method = method;
    this.object = object;
    this.fault = facts.fault;
    this.types = facts.types;
    this.serverMessage = said;
    this.fields = facts.fields;
  }
}

/** Which privilege the user lacks, and on what. */
function missing({ types, fields }: FaultFacts): string {
  const privilege = fields["privilegeId"];
  if (!types.includes("NoPermission") || typeof privilege !== "string") return "";
  const object = fields["object"] as { readonly id?: unknown } | undefined;
  const where = typeof object?.id === "string" ? ` on ${plainText(object.id, 100)}` : "";
  return `; the user needs the privilege ${plainText(privilege, 100)}${where}`;
}

/** Which property the server does not have. */
function unknown({ types, fields }: FaultFacts): string {
  const name = fields["name"];
  if (!types.includes("InvalidProperty") || typeof name !== "string") return "";
  return `; the server does not know the property ${plainText(name, 100)}`;
}

/** Warnings and errors of a preview, by the rule id that they end in. */
import { plainText } from "../../provider/errors/plainText";
import type { Message } from "./model";
import type { Diagnostic } from "./preview";

const longest = 4000;

export function nameOf(urn: string): string {
  // urn:pulumi:<stack>::<project>::<type>::<name>, and a name may contain colons.
  return plainText(urn.split("::").slice(3).join("::") || urn);
}

function read({ message = "", urn }: Diagnostic): Message {
  // The words before the message are the engine's, not a rule's.
  const text = plainText(message, longest)
    .replace(/^(?:warning|error): /, "")
    .replace(/^\S+ resource '.*?' has a problem: /, "");
  const [, rule = null] = / ?\[([a-z][a-z-]*)\]$/.exec(text) ?? [];
  return { rule, resource: urn === undefined ? null : nameOf(urn), urn: urn ?? null, text };
}

function sortedOnce(messages: readonly Message[]): readonly Message[] {
  const key = ({ rule, urn, text }: Message) => JSON.stringify([rule, urn, text]);
  const unique = new Map(messages.map((message) => [key(message), message]));
  return [...unique].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, message]) => message);
}

/** Warnings of rules; those of other packages are not this report's business. */
export function warningsOf(diagnostics: readonly Diagnostic[]): readonly Message[] {
  const warnings = diagnostics.filter(({ severity }) => severity === "warning").map(read);
  return sortedOnce(warnings.filter(({ rule }) => rule !== null));
}

/** Every error, whoever it is from: any makes the preview fail. */
export function errorsOf(diagnostics: readonly Diagnostic[]): readonly Message[] {
  return sortedOnce(diagnostics.filter(({ severity }) => severity === "error").map(read));
}

/** A host or VM as messages call it: `host esx-01 (host-11)`. */
export interface Label {
  readonly kind: "host" | "VM";
  readonly name: string;
  readonly id: string;
}

const labels = /\b(host|VM) ((?:(?!\b(?:host|VM) )[^()])+) \(((?:host-|vm-)?\d+|ha-host)\)/g;

/** The hosts and VMs that a message names; for what neither URNs nor states tell. */
export function labelsIn(text: string): readonly Label[] {
  return [...text.matchAll(labels)].map(([, kind, name = "", id = ""]) => ({
    kind: kind === "host" ? "host" : "VM",
    name,
    id,
  }));
}

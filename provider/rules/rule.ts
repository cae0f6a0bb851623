import type { RuleId } from "./catalog";

export type { RuleId } from "./catalog";

/** What is wrong, in the four parts that every message has. Parts without content are left out of the text. */
export interface Problem {
  readonly wrong: string;
  readonly found?: string;
  /** The limit, or what was expected. */
  readonly expected?: string;
  /** What the user can do. */
  readonly advice?: string;
}

/** A plan is refused: which input, and the whole message. */
export interface Failure {
  readonly rule: RuleId;
  /** Input that is named first in the message; empty when the resource as a whole is meant. */
  readonly property: string;
  readonly message: string;
}

/** A plan goes on, and the user is told. */
export interface Flag {
  readonly rule: RuleId;
  readonly message: string;
}

/** One rule over one kind of write. `Property` is a key of the inputs, so a path that does not exist does not compile. */
export interface Rule<Case, Property extends string> {
  readonly id: RuleId;
  readonly property: Property;
  /** undefined: the write may go on, or what the rule needs is not known yet. */
  violated(subject: Case): Problem | undefined;
}

/** `<input>: <what is wrong>; found <x>; <limit or expected>; <what to do> [rule-id]` */
export function sentence(rule: RuleId, property: string, problem: Problem): string {
  const parts = [
    problem.wrong,
    problem.found === undefined ? undefined : `found ${problem.found}`,
    problem.expected,
    problem.advice,
  ].filter((part) => part !== undefined && part !== "");
  return `${property === "" ? "" : `${property}: `}${parts.join("; ")} [${rule}]`;
}

export function failure(rule: RuleId, property: string, problem: Problem): Failure {
  return { rule, property, message: sentence(rule, property, problem) };
}

export function flag(rule: RuleId, property: string, problem: Problem): Flag {
  return { rule, message: sentence(rule, property, problem) };
}

/** All failures of a write, in the order of the table. */
export function judge<Case, Property extends string>(
  rules: readonly Rule<Case, Property>[],
  subject: Case,
): readonly Failure[] {
  return rules.flatMap((rule) => {
    const problem = rule.violated(subject);
    return problem === undefined ? [] : [failure(rule.id, rule.property, problem)];
  });
}

/** The rules over resources of the `vsphere` package; the guard and the policy pack both judge with these. */

import { foreignMachineRules } from "./foreignMachine";
import { programOf } from "./foreignModel";
import { nameOf, type Recorded } from "./foreignRecorded";
import type { ForeignRule, ForeignRuleId, Offender } from "./foreignRule";
import { foreignVmotionRules } from "./foreignVmotion";
import { sentence } from "./rule";

export { notKnown, type Recorded, types, watchedProperties } from "./foreignRecorded";
export type { ForeignRule, ForeignRuleId, Offender } from "./foreignRule";

/** All rules, in the order of the messages. */
export const foreignRules: readonly ForeignRule[] = [...foreignVmotionRules, ...foreignMachineRules];

/** What is accepted: a rule, or a rule for one resource by its name in the program, `"vmotion-enabled:my-override"`. */
export type Accepted = ForeignRuleId | `${ForeignRuleId}:${string}`;

/** A rule that is violated, and by what. */
export interface Finding {
  readonly rule: ForeignRule;
  readonly offenders: readonly Offender[];
}

function byText(one: Offender, other: Offender): number {
  return one.found < other.found ? -1 : one.found > other.found ? 1 : 0;
}

/** All that is wrong in a program, in the order of the rules; the order of declaration does not matter. */
export function judgeForeign(
  recorded: readonly Recorded[],
  accepted: readonly Accepted[] = [],
  rules: readonly ForeignRule[] = foreignRules,
): readonly Finding[] {
  const program = programOf(recorded);
  return rules.flatMap((rule) => {
    const isAccepted = ({ urn }: Offender) =>
      accepted.some((one) => one === rule.id || one === `${rule.id}:${nameOf(urn)}`);
    const offenders = rule.offenders(program).filter((one) => !isAccepted(one));
    return offenders.length === 0 ? [] : [{ rule, offenders: [...offenders].sort(byText) }];
  });
}

/** The message of a finding, which names all its offenders. */
export function messageOf({ rule, offenders }: Finding): string {
  const { id, property, wrong, expected, advice } = rule;
  const found = offenders.map((one) => one.found).join(", ");
  return sentence(id, property, { wrong, found, expected, advice });
}

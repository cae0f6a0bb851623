/** The rules over resources of the `vsphere` package as policies. They read no server. */
import {
  type EnforcementLevel,
  type Policies,
  PolicyPack,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { ruleCatalog } from "../provider/rules/catalog";
import {
  type Accepted,
  type ForeignRuleId,
  foreignRules,
  judgeForeign,
  messageOf,
  watchedProperties,
} from "../provider/rules/foreign";
import { inputsOf, recordOf } from "./record";

export type { Accepted, ForeignRuleId } from "../provider/rules/foreign";

/** Options of `passthroughPolicies` and `passthroughPolicyPack`. */
export interface PassthroughPolicyOptions {
  /**
   * What is accepted: a rule (`"ha-restart"`), or a rule for one resource by its name in the program
   * (`"vmotion-enabled:my-override"`). Default: nothing.
   */
  readonly accept?: readonly Accepted[];
  /** Level of the rules that refuse a plan; those that only flag are advisory. Default `"mandatory"`. */
  readonly enforcementLevel?: EnforcementLevel;
}

type Inputs = Map<string, Readonly<Record<string, unknown>>>;

/** Stack policies see outputs only; this one sees inputs, and notes them for the others. It reports nothing. */
function inputsPolicy(inputs: Inputs): ResourceValidationPolicy {
  return {
    name: "passthrough-inputs",
    description: "Notes what the program says, for the other policies of this pack. Never violated.",
    enforcementLevel: "advisory",
    validateResource: (args) => {
      if (watchedProperties[args.type] !== undefined) inputs.set(args.urn, inputsOf(args));
    },
  };
}

function rulePolicy(
  id: ForeignRuleId,
  inputs: Inputs,
  { accept = [], enforcementLevel = "mandatory" }: PassthroughPolicyOptions,
): StackValidationPolicy {
  const rules = foreignRules.filter((rule) => rule.id === id);
  const { rule, why, advice } = ruleCatalog[id];
  return {
    name: `passthrough-${id}`,
    description: `${plainText(rule)} ${plainText(why)}`,
    remediationSteps: plainText(advice),
    enforcementLevel: rules.some(({ verdict }) => verdict === "refused") ? enforcementLevel : "advisory",
    validateStack: ({ resources }, reportViolation) => {
      const recorded = resources
        .filter(({ type }) => watchedProperties[type] !== undefined)
        .map((resource) => recordOf(resource, inputs));
      for (const finding of judgeForeign(recorded, accept, rules)) {
        // One by one, so that each stands at its resource.
        for (const one of finding.offenders) {
          reportViolation(messageOf({ rule: finding.rule, offenders: [one] }), one.urn);
        }
      }
    },
  };
}

/** The rule table is Markdown. */
function plainText(markdown: string): string {
  return markdown.replaceAll("`", "");
}

/** The rules as policies, to put into a pack of your own. Take all of them: the first feeds the others. */
export function passthroughPolicies(options: PassthroughPolicyOptions = {}): Policies {
  const inputs: Inputs = new Map();
  const ids = [...new Set(foreignRules.map(({ id }) => id))];
  return [inputsPolicy(inputs), ...ids.map((id) => rulePolicy(id, inputs, options))];
}

/** A pack of these rules and nothing else: the whole program of a policy pack folder. */
export function passthroughPolicyPack(
  name = "vsphere-passthrough",
  options: PassthroughPolicyOptions = {},
): PolicyPack {
  return new PolicyPack(name, { policies: passthroughPolicies(options) });
}

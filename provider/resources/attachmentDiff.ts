import { type Impact, type ImpactTable, impactByInput, replaces, when, worst } from "../rules/impact";
import { defaults } from "../rules/values";
import { flagAttachmentDrift } from "./attachmentDrift";
import type { AttachmentInputs } from "./attachmentInputs";
import { giveUp } from "./held";
import { guardServer, whenOther } from "./references";
import type { Context, Difference, Properties } from "./resource";
import { migratableKey, urnOf } from "./urn";

/** What the change of each input causes (docs: Public API). */
export const attachmentImpact: ImpactTable<keyof AttachmentInputs> = {
  vm: whenOther("replace", "vm", "vmId"),
  host: whenOther("replace", "host", "hostId"),
  address: when("replace", "address"),
  expect: when("record", "expect"),
  power: when("record", "power", defaults.power),
  powerTimeoutMinutes: when("record", "powerTimeoutMinutes", defaults.powerTimeoutMinutes),
  drsAutomation: when("update", "drsAutomation", defaults.drsAutomation),
  mmio64SizeGB: when("powerCycle", "mmio64SizeGB"),
};

/** A refreshed state that says DRS would migrate the VM is repaired: the override is set again. */
function repair(state: Properties): Impact {
  return state[migratableKey] === true ? "update" : "none";
}

export async function diffAttachment(
  context: Context,
  _id: string,
  state: Properties,
  news: Properties,
): Promise<Difference> {
  await guardServer(context, state);
  const found = impactByInput(attachmentImpact, state, news);
  const impact = worst([...found.values(), repair(state)]);
  const urn = urnOf(news);
  if (!replaces(impact)) await flagAttachmentDrift(context, news);
  else if (urn !== undefined) giveUp(context, urn, state);
  return {
    changes: impact !== "none",
    replaces: [...found].filter(([, one]) => replaces(one)).map(([input]) => input),
  };
}

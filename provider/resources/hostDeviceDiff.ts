import { type Impact, type ImpactTable, impactByInput, replaces, when, whenOtherMembers, worst } from "../rules/impact";
import type { Failure } from "../rules/rule";
import { defaults } from "../rules/values";
import { agreedReboot } from "./agreed";
import { giveUp } from "./held";
import { flagDeviceDrift } from "./hostDeviceDrift";
import { fetchHostDevice } from "./hostDeviceFacts";
import { type HostDeviceInputs, parseForApply } from "./hostDeviceInputs";
import { enable, finish, type Located } from "./hostDevicePlan";
import { guardServer, whenOther } from "./references";
import { refuseIfAny } from "./refuse";
import type { Context, Difference, Properties } from "./resource";
import { urnOf } from "./urn";

/** What the change of each input causes (docs: Public API). */
export const hostDeviceImpact: ImpactTable<keyof HostDeviceInputs> = {
  host: whenOther("replaceWithReboot", "host", "hostId"),
  address: when("replaceWithReboot", "address"),
  // What it selects is the address.
  match: () => "none",
  expect: when("record", "expect"),
  hardwareLabel: when("update", "hardwareLabel"),
  reboot: (old, news) => {
    const impact = when("record", "reboot", defaults.reboot)(old, news);
    return impact !== "none" && news["reboot"] === "ifNeeded" && old["enabled"] !== old["active"] ? "update" : impact;
  },
  evacuate: when("record", "evacuate", defaults.evacuate),
  rebootTimeoutMinutes: when("record", "rebootTimeoutMinutes", defaults.rebootTimeoutMinutes),
  allowCritical: whenOtherMembers("record", "allowCritical"),
};

/** A refreshed state that says the device was disabled, or waits for a reboot that is ours to do, is repaired. */
function repair(state: Properties, news: Properties): Impact {
  if (state["enabled"] === false) return "update";
  return state["active"] === false && news["reboot"] === "ifNeeded" ? "update" : "none";
}

/** A repair is a write that only diff knows of: check does not see the state. */
async function judgeRepair(context: Context, located: Located): Promise<readonly Failure[]> {
  const { host, inputs, facts } = located;
  if (facts.info?.enabled !== true) return enable(context, located);
  const { reboot } = agreedReboot(context, host.id, inputs);
  return facts.info.active || reboot === "never" ? [] : finish(context, located);
}

/** Nothing moves: what is repaired is judged, and what has gone bad otherwise is said. */
async function judgeStaying(context: Context, state: Properties, news: Properties): Promise<void> {
  const inputs = parseForApply(news);
  const facts = await fetchHostDevice(context, inputs, news);
  const { host, address } = facts;
  if (address === undefined) return;
  if (host !== undefined && repair(state, news) !== "none") {
    refuseIfAny(await judgeRepair(context, { host, address, inputs, facts, urn: urnOf(news) }));
  } else await flagDeviceDrift(context, inputs, facts, urnOf(news));
}

export async function diffHostDevice(
  context: Context,
  _id: string,
  state: Properties,
  news: Properties,
): Promise<Difference> {
  await guardServer(context, state);
  const found = impactByInput(hostDeviceImpact, state, news);
  const impact = worst([...found.values(), repair(state, news)]);
  const urn = urnOf(news);
  if (!replaces(impact)) await judgeStaying(context, state, news);
  else if (urn !== undefined) giveUp(context, urn, state);
  return {
    changes: impact !== "none",
    replaces: [...found].filter(([, one]) => replaces(one)).map(([input]) => input),
  };
}

import { type Impact, type ImpactTable, impactByInput, replaces, when, worst } from "../rules/impact";
import type { Failure } from "../rules/rule";
import { defaults } from "../rules/values";
import { agreedReboot } from "./agreed";
import { giveUp } from "./held";
import type { HostDeviceInputs } from "./hostDeviceInputs";
import { planReboot } from "./hostPlan";
import { guardServer, whenOther } from "./references";
import { refuseIfAny } from "./refuse";
import type { Context, Difference, Properties } from "./resource";
import { text, urnOf } from "./urn";

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
  allowCritical: when("record", "allowCritical", []),
};

/** A refreshed state that says the device was disabled, or waits for a reboot that is ours to do, is repaired. */
function repair(state: Properties, news: Properties): Impact {
  if (state["enabled"] === false) return "update";
  return state["active"] === false && news["reboot"] === "ifNeeded" ? "update" : "none";
}

/** A repair that reboots is known here only: check does not see the state. */
async function judgeRepair(context: Context, state: Properties, news: Properties): Promise<readonly Failure[]> {
  const [hostId, address] = [text(state["hostId"]), text(state["address"])];
  if (hostId === undefined || address === undefined) return [];
  const host = await context.vsphere.host(hostId);
  const info = host?.passthru.find((one) => one.address === address);
  const policy = agreedReboot(context, hostId, news as HostDeviceInputs);
  if (host === undefined || info === undefined || policy.reboot === "never" || info.enabled === info.active) return [];
  return planReboot(context, host, { change: "finish", address }, policy, urnOf(news));
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
  if (replaces(impact) && urn !== undefined) giveUp(context, urn, state);
  if (impact === "update") refuseIfAny(await judgeRepair(context, state, news));
  return {
    changes: impact !== "none",
    replaces: [...found].filter(([, one]) => replaces(one)).map(([input]) => input),
  };
}

import { hostReboot } from "../rules/flags";
import { type Impact, type ImpactTable, impactByInput, replaces, when, worst } from "../rules/impact";
import { defaults } from "../rules/values";
import type { HostFacts } from "../vsphere/types";
import { giveUp } from "./held";
import { type HostDeviceInputs, rebootPolicy } from "./hostDeviceInputs";
import { guardServer } from "./references";
import type { Context, Difference, Properties } from "./resource";
import { text, urnOf } from "./urn";

/** What the change of each input causes (docs: Public API). */
export const hostDeviceImpact: ImpactTable<keyof HostDeviceInputs> = {
  // The same host written in another way is no change.
  host: when("replaceWithReboot", "hostId"),
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

/** Warns that a change needs a reboot of the host, with what runs there. */
export async function flagReboot(
  context: Context,
  host: HostFacts,
  address: string,
  inputs: HostDeviceInputs,
  change: "enable" | "disable" | "finish",
  urn: string | undefined,
): Promise<void> {
  const { reboot, evacuate } = rebootPolicy(inputs);
  const running = (await context.vsphere.vms(host.vmIds)).filter((vm) => vm.powerState === "poweredOn");
  context.log.warn(hostReboot({ host, address, change, reboot, evacuate, running }).message, urn);
}

/** A replacement gives the old device back, and that always needs a reboot. */
async function flagDiff(context: Context, impact: Impact, state: Properties, news: Properties): Promise<void> {
  const [hostId, address] = [text(state["hostId"]), text(state["address"])];
  if (hostId === undefined || address === undefined || impact === "none") return;
  const host = await context.vsphere.host(hostId);
  const info = host?.passthru.find((one) => one.address === address);
  if (host === undefined || info === undefined) return;
  const inputs = news as HostDeviceInputs;
  if (replaces(impact) && (info.enabled || info.active)) {
    await flagReboot(context, host, address, inputs, "disable", urnOf(news));
  } else if (!replaces(impact) && rebootPolicy(inputs).reboot === "ifNeeded" && info.enabled !== info.active) {
    await flagReboot(context, host, address, inputs, "finish", urnOf(news));
  }
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
  await flagDiff(context, impact, state, news);
  return {
    changes: impact !== "none",
    replaces: [...found].filter(([, one]) => replaces(one)).map(([input]) => input),
  };
}

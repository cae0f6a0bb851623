/** Which hosts reboot, and for what. */
import { type EvacuatePolicy, evacuatePolicies, type RebootPolicy } from "../../provider/rules/values";
import { type Change, type Facts, settingOf, textOf } from "./changes";
import { byName, type Inventory, type Place } from "./inventory";
import type { DeviceChange, HostReport, Message } from "./model";
import { type Spoken, spokenOf } from "./spoken";

/** A device change with what decides on the reboot. */
interface Effect {
  readonly host: Place;
  readonly device: DeviceChange;
  readonly reboot: RebootPolicy;
  readonly evacuate: EvacuatePolicy;
}

export interface HostPlan {
  readonly place: Place;
  readonly report: HostReport;
}

function rebootOf(facts: Facts): RebootPolicy {
  return settingOf(facts, "reboot") === "ifNeeded" ? "ifNeeded" : "never";
}

function evacuateOf(facts: Facts): EvacuatePolicy {
  return evacuatePolicies.find((policy) => policy === settingOf(facts, "evacuate")) ?? "refuse";
}

/** Out of passthrough already, and not waiting for that either. */
function isOut(old: Facts): boolean {
  return old["enabled"] === false && old["active"] === false;
}

function addressKey(inventory: Inventory, change: Change, facts: Facts): string {
  return `${inventory.host(change, facts).key} ${textOf(facts["address"]) ?? change.urn}`;
}

/** What a deletion, or the first half of a replacement, gives back; nothing if another resource takes it over. */
function givenBack(change: Change, inventory: Inventory, taken: ReadonlyMap<string, string>): Facts | undefined {
  const { op, old, retained, urn } = change;
  if (old === undefined || retained || isOut(old) || (op !== "delete" && op !== "replace")) return undefined;
  const taker = taken.get(addressKey(inventory, change, old));
  return taker !== undefined && taker !== urn ? undefined : old;
}

/** How an update changes the device. */
function updated(old: Facts | undefined, next: Facts): DeviceChange["change"] {
  if (old?.["enabled"] === false) return "enable";
  const isPending = old?.["active"] === false;
  return isPending && rebootOf(next) === "ifNeeded" ? "finish" : "settings";
}

function effectsOf(change: Change, inventory: Inventory, taken: ReadonlyMap<string, string>): readonly Effect[] {
  const { op, old, next, name, urn } = change;
  const effect = (facts: Facts, policies: Facts, kind: DeviceChange["change"]): Effect => ({
    host: inventory.host(change, facts),
    device: { resource: name, urn, ...inventory.device(change, facts), change: kind },
    reboot: rebootOf(policies),
    evacuate: evacuateOf(policies),
  });
  const gone = givenBack(change, inventory, taken);
  // On the same host the second half of a replacement reboots for both.
  const isSameHost =
    gone !== undefined && next !== undefined && inventory.host(change, gone).key === inventory.host(change, next).key;
  return [
    ...(gone === undefined ? [] : [effect(gone, isSameHost ? next : gone, "disable")]),
    ...(next !== undefined && (op === "create" || op === "replace") ? [effect(next, next, "enable")] : []),
    ...(next !== undefined && op === "update" ? [effect(next, next, updated(old, next))] : []),
  ];
}

/** Who enables which address. */
function takers(devices: readonly Change[], inventory: Inventory): ReadonlyMap<string, string> {
  return new Map(
    devices
      .filter(({ op }) => op !== "delete")
      .flatMap((change) => (change.next ? [[addressKey(inventory, change, change.next), change.urn] as const] : [])),
  );
}

/** An unchanged device of which the preview says that it waits for a reboot. */
function waiting(message: Message): DeviceChange {
  const [address = null] = /\b[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]\b/.exec(message.text) ?? [];
  const { resource, urn } = message;
  return { resource: resource ?? "", urn: urn ?? "", address, deviceName: null, change: "wait" };
}

function rebootState(effects: readonly Effect[], spoken: readonly Spoken[], waits: number): HostReport["reboot"] {
  const moving = effects.filter(({ device }) => device.change !== "settings");
  const isNeeded =
    spoken.some(({ rule }) => rule === "host-reboot") || moving.some(({ device }) => device.change === "disable");
  if (!isNeeded) return waits > 0 ? "pending" : "none";
  // A preview that failed may have said so before it planned the resource: the worst is assumed then.
  return moving.length === 0 || moving.some(({ reboot }) => reboot === "ifNeeded") ? "planned" : "needed";
}

function worstEvacuation(effects: readonly Effect[]): EvacuatePolicy {
  const index = Math.max(0, ...effects.map(({ evacuate }) => evacuatePolicies.indexOf(evacuate)));
  return evacuatePolicies[index] ?? "refuse";
}

function deviceOrder(one: DeviceChange, other: DeviceChange): number {
  const key = ({ address, change, urn }: DeviceChange) => `${address ?? "~"} ${change} ${urn}`;
  return key(one) < key(other) ? -1 : 1;
}

function hostPlan(place: Place, effects: readonly Effect[], spoken: readonly Spoken[]): HostPlan {
  const own = effects.filter(({ host }) => host.key === place.key);
  const said = spoken.filter((message) => message.place.key === place.key);
  const changing = new Set(own.map(({ device }) => device.urn));
  const waits = said.filter(({ rule, urn }) => rule === "reboot-pending" && !changing.has(urn ?? "")).map(waiting);
  const reboot = rebootState(own, said, waits.length);
  const finished = waits.map((wait) => (reboot === "planned" ? { ...wait, change: "finish" as const } : wait));
  return {
    place,
    report: {
      id: place.id,
      name: place.name,
      reboot,
      evacuate: reboot === "planned" ? worstEvacuation(own) : null,
      devices: [...own.map(({ device }) => device), ...finished].sort(deviceOrder),
      messages: [...new Set(said.map(({ text }) => text))],
    },
  };
}

export function hostsOf(
  changes: readonly Change[],
  warnings: readonly Message[],
  inventory: Inventory,
): readonly HostPlan[] {
  const devices = changes.filter(({ kind }) => kind === "device");
  const taken = takers(devices, inventory);
  const effects = devices.flatMap((change) => effectsOf(change, inventory, taken));
  const spoken = spokenOf(
    warnings.filter(({ rule }) => rule === "host-reboot" || rule === "reboot-pending"),
    { changes: devices, kind: "host", place: inventory.host, known: effects.map(({ host }) => host) },
  );
  const places = new Map(
    [...effects.map(({ host }) => host), ...spoken.map(({ place }) => place)].map((p) => [p.key, p]),
  );
  return [...places.values()].sort(byName).map((place) => hostPlan(place, effects, spoken));
}

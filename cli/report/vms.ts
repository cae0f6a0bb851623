/** Which VMs lose power, and what they get and give up. */
import { canonical } from "../../provider/rules/impact";
import { type PowerPolicy, powerPolicies } from "../../provider/rules/values";
import { type Change, type Facts, settingOf, textOf } from "./changes";
import type { HostPlan } from "./hosts";
import { byName, type Inventory, type Place } from "./inventory";
import { labelsIn } from "./messages";
import type { AttachmentChange, Message, VmReport } from "./model";
import { type Spoken, spokenOf } from "./spoken";

interface Effect {
  readonly vm: Place;
  readonly device: AttachmentChange;
  readonly power: PowerPolicy;
  readonly isBorn: boolean;
  /** A deletion: the preview tells what it costs only through the plan resource. */
  readonly leaves: boolean;
}

export interface VmPlan {
  readonly place: Place;
  readonly report: VmReport;
}

function powerOf(facts: Facts): PowerPolicy {
  return powerPolicies.find((policy) => policy === settingOf(facts, "power")) ?? "requireOff";
}

function effectsOf(change: Change, inventory: Inventory): readonly Effect[] {
  const { op, old, next, name, urn, retained } = change;
  const effect = (facts: Facts, policy: Facts, kind: AttachmentChange["change"]): Effect => {
    const { id, name: hostName } = inventory.host(change, facts);
    return {
      vm: inventory.vm(change, facts),
      device: { resource: name, urn, ...inventory.device(change, facts), host: { id, name: hostName }, change: kind },
      power: powerOf(policy),
      isBorn: textOf(facts["vmId"]) !== undefined,
      leaves: op === "delete",
    };
  };
  const isResized = canonical(old?.["mmio64SizeGB"]) !== canonical(next?.["mmio64SizeGB"]);
  return [
    ...(old !== undefined && !retained && (op === "delete" || op === "replace") ? [effect(old, old, "detach")] : []),
    ...(next !== undefined && (op === "create" || op === "replace") ? [effect(next, next, "attach")] : []),
    ...(next !== undefined && op === "update" ? [effect(next, next, isResized ? "mmio" : "settings")] : []),
  ];
}

interface ShutDown {
  readonly vm: Place;
  readonly host: string;
}

/** Only the warning knows what runs on a host that this program empties by shutting VMs down. */
function shutDowns(hosts: readonly HostPlan[], inventory: Inventory): readonly ShutDown[] {
  return hosts
    .filter(({ report }) => report.reboot === "planned" && report.evacuate === "shutdown")
    .flatMap(({ place, report }) =>
      report.messages
        .filter((text) => text.endsWith("[host-reboot]"))
        .flatMap(labelsIn)
        .filter(({ kind }) => kind === "VM")
        .map((label) => ({ vm: inventory.labelled(label, place.site), host: place.name })),
    );
}

function powerState(effects: readonly Effect[], isCertain: boolean): VmReport["power"] {
  if (isCertain) return "lost";
  if (effects.some(({ isBorn }) => !isBorn)) return "unborn";
  return effects.some(({ leaves, power }) => leaves && power !== "requireOff") ? "ifRunning" : "kept";
}

/** The worst of the policies of what takes the VM down. */
function policyOf(effects: readonly Effect[]): PowerPolicy | null {
  const indexes = effects
    .filter(({ device }) => device.change !== "settings")
    .map(({ power }) => powerPolicies.indexOf(power));
  return powerPolicies[Math.max(...indexes)] ?? null;
}

function vmPlan(
  place: Place,
  effects: readonly Effect[],
  spoken: readonly Spoken[],
  stops: readonly ShutDown[],
): VmPlan {
  const own = effects.filter(({ vm }) => vm.key === place.key);
  const said = spoken.filter((message) => message.place.key === place.key);
  const stop = stops.find(({ vm }) => vm.key === place.key);
  const power = powerState(own, said.length > 0 || stop !== undefined);
  const key = ({ address, change, urn }: AttachmentChange) => `${address ?? "~"} ${change} ${urn}`;
  return {
    place,
    report: {
      id: place.id,
      name: place.name,
      power,
      policy: power === "kept" || (power === "lost" && said.length === 0) ? null : policyOf(own),
      devices: own.map(({ device }) => device).sort((one, other) => (key(one) < key(other) ? -1 : 1)),
      shutDownFor: stop?.host ?? null,
      messages: [...new Set(said.map(({ text }) => text))],
    },
  };
}

export function vmsOf(
  changes: readonly Change[],
  warnings: readonly Message[],
  hosts: readonly HostPlan[],
  inventory: Inventory,
): readonly VmPlan[] {
  const attachments = changes.filter(({ kind }) => kind === "attachment");
  const effects = attachments.flatMap((change) => effectsOf(change, inventory));
  const spoken = spokenOf(
    warnings.filter(({ rule }) => rule === "power-cycle"),
    { changes: attachments, kind: "VM", place: inventory.vm, known: effects.map(({ vm }) => vm) },
  );
  const stops = shutDowns(hosts, inventory);
  const all = [...effects.map(({ vm }) => vm), ...spoken.map(({ place }) => place), ...stops.map(({ vm }) => vm)];
  const places = new Map(all.reverse().map((place) => [place.key, place]));
  return [...places.values()].sort(byName).map((place) => vmPlan(place, effects, spoken, stops));
}

/** Hosts, VMs and devices that a preview speaks of, and what they are called. */
import { plainText } from "../../provider/errors/plainText";
import { type Change, type Facts, textOf } from "./changes";
import { type Label, labelsIn, nameOf } from "./messages";
import type { Message, ObjectRef } from "./model";

/** A host or VM; equal keys mean the same one. */
export interface Place extends ObjectRef {
  readonly key: string;
  readonly site: string;
}

export interface Inventory {
  host(change: Change, facts: Facts): Place;
  vm(change: Change, facts: Facts): Place;
  /** The VM that a message names, on the server of a host. */
  labelled(label: Label, site: string): Place;
  device(change: Change, facts: Facts): { readonly address: string | null; readonly deviceName: string | null };
}

/** Address, on a host or VM: an ID says which. */
function keyOf(site: string, ...parts: readonly string[]): string {
  return [site, ...parts].join("|");
}

function setOnce(names: Map<string, string>, key: string, name: string | undefined): void {
  if (name !== undefined && !names.has(key)) names.set(key, name);
}

/** What the server calls things, by ID; states know best, then messages. */
function collectNames(changes: readonly Change[], messages: readonly Message[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { site, old } of changes) {
    if (old === undefined) continue;
    const [hostId = "", vmId = "", address = ""] = [textOf(old["hostId"]), textOf(old["vmId"]), textOf(old["address"])];
    setOnce(names, keyOf(site, hostId), textOf(old["hostName"]));
    setOnce(names, keyOf(site, vmId), textOf(old["vmName"]));
    setOnce(names, keyOf(site, hostId, address), textOf(old["deviceName"]));
  }
  const sites = new Set(changes.map(({ site }) => site));
  for (const { id, name } of messages.flatMap(({ text }) => labelsIn(text))) {
    for (const site of sites.size === 0 ? [""] : sites) setOnce(names, keyOf(site, id), name);
  }
  return names;
}

/** The resource that a VM comes from that is not there yet: past reservations, which only pass it on. */
function sourceOf(changes: readonly Change[], facts: Facts, seen: readonly string[] = []): string | undefined {
  const source = textOf(facts["__vmSource"]);
  if (source === undefined || seen.includes(source)) return source;
  const between = changes.find(({ urn }) => urn === source)?.next;
  return (between && sourceOf(changes, between, [...seen, source])) ?? source;
}

function idsOf(facts: Facts): string | undefined {
  const expect = facts["expect"];
  if (typeof expect !== "object" || expect === null) return undefined;
  const { vendorId, deviceId } = expect as Facts;
  const [vendor, device] = [textOf(vendorId), textOf(deviceId)];
  return vendor === undefined || device === undefined ? undefined : `${vendor}:${device}`;
}

export function inventoryOf(changes: readonly Change[], messages: readonly Message[]): Inventory {
  const names = collectNames(changes, messages);
  /** `called`: by the program; `source`: what tells it from others that are not known yet either. */
  const place = (site: string, id: string | undefined, called: string, source = called): Place => ({
    id: id === undefined ? null : plainText(id),
    name: plainText((id === undefined ? undefined : names.get(keyOf(site, id))) ?? called, 200),
    key: keyOf(site, id ?? `of ${source}`),
    site,
  });
  return {
    host({ site }, facts) {
      const id = textOf(facts["hostId"]);
      return place(site, id, textOf(facts["host"]) ?? id ?? "not known yet");
    },
    vm({ site, urn }, facts) {
      const id = textOf(facts["vmId"]);
      const source = sourceOf(changes, facts) ?? urn;
      return place(site, id, id === undefined ? nameOf(source) : (textOf(facts["vm"]) ?? id), source);
    },
    labelled: ({ id, name }, site) => place(site, id, name),
    device({ site }, facts) {
      const address = textOf(facts["address"]);
      const known = names.get(keyOf(site, textOf(facts["hostId"]) ?? "", address ?? ""));
      const name = known ?? idsOf(facts);
      return {
        address: address === undefined ? null : plainText(address),
        deviceName: name === undefined ? null : plainText(name, 200),
      };
    },
  };
}

/** Which of the places a message is about: its resource's; if there are several, or none, the one that it names. */
export function placeOf(
  message: Message,
  ofResource: readonly Place[],
  all: readonly Place[],
  named: readonly Label[],
): Place | undefined {
  const isNamed = ({ id }: Place) => named.some((label) => label.id === id);
  if (ofResource.length > 0) return ofResource.find(isNamed) ?? ofResource[0];
  const known = all.find(({ id }) => named[0]?.id === id);
  if (known !== undefined || named[0] === undefined) return known;
  const { id, name } = named[0];
  return { id, name, key: keyOf(message.urn ?? "", id), site: "" };
}

export function byName(one: Place, other: Place): number {
  const [first, second] = [`${one.name}\n${one.key}`, `${other.name}\n${other.key}`];
  return first < second ? -1 : first > second ? 1 : 0;
}

import { isTold } from "../rules/capability";
import { canonical } from "../rules/impact";
import { type Failure, failure } from "../rules/rule";
import type { PciIds } from "../rules/values";
import { wording } from "../rules/wording";
import type { HostFacts, PassthruInfo, PciDevice } from "../vsphere/types";
import { describeMatch, fits, type HostDeviceInputs, type Match } from "./hostDeviceInputs";
import { resolveReference } from "./references";
import type { Context, Properties } from "./resource";
import { hasUnknown, known } from "./unknown";
import { text } from "./urn";

/** What the inputs mean on the live host. */
export interface HostDeviceFacts {
  readonly hostId: string | undefined;
  readonly host: HostFacts | undefined;
  readonly address: string | undefined;
  readonly device: PciDevice | undefined;
  readonly info: PassthruInfo | undefined;
  readonly expect: PciIds | undefined;
  readonly failures: readonly Failure[];
}

interface Addressed {
  readonly address: string | undefined;
  readonly failures: readonly Failure[];
}

/** The address found stays while it still fits; an unchanged `match` whose card is gone keeps it too: nothing is written. */
function bindMatch(host: HostFacts | undefined, wanted: Match, olds: Properties, isSameHost: boolean): Addressed {
  const bound = isSameHost ? text(olds["address"]) : undefined;
  const isSameMatch = canonical(olds["match"]) === canonical(wanted);
  if (host === undefined) return { address: isSameMatch ? bound : undefined, failures: [] };
  const candidates = host.devices.filter((device) => fits(wanted, device));
  if (bound !== undefined && candidates.some((device) => device.address === bound))
    return { address: bound, failures: [] };
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return { address: only.address, failures: [] };
  if (bound !== undefined && isSameMatch) return { address: bound, failures: [] };
  if (!isTold(host)) {
    return { address: undefined, failures: [failure("not-connected", "host", wording.notConnected(host))] };
  }
  const sought = describeMatch(wanted);
  const problem =
    candidates.length === 0 ? wording.noMatch(host, sought) : wording.severalMatch(host, sought, candidates);
  return { address: undefined, failures: [failure("ambiguous", "match", problem)] };
}

export function findAddress(
  inputs: Pick<HostDeviceInputs, "address" | "match">,
  host: HostFacts | undefined,
  olds: Properties,
  isSameHost: boolean,
): Addressed {
  if (inputs.address !== undefined) return { address: known(inputs.address), failures: [] };
  const wanted = known(inputs.match);
  if (wanted === undefined || hasUnknown(wanted)) return { address: undefined, failures: [] };
  return bindMatch(host, wanted, olds, isSameHost);
}

export function knownIds(value: unknown): PciIds | undefined {
  if (typeof value !== "object" || value === null || hasUnknown(value)) return undefined;
  const { vendorId, deviceId } = value as Partial<PciIds>;
  return typeof vendorId === "string" && typeof deviceId === "string" ? { vendorId, deviceId } : undefined;
}

/** What the user expects; else the card found when it was first enabled; else the card that is there now. */
export function expectedIds(
  given: unknown,
  olds: Properties,
  device: PciDevice | undefined,
  isSame: boolean,
): PciIds | undefined {
  if (given !== undefined) return knownIds(given);
  const recorded = isSame ? knownIds(olds["expect"]) : undefined;
  if (recorded !== undefined || device === undefined) return recorded;
  return { vendorId: device.vendorId, deviceId: device.deviceId };
}

export async function fetchHostDevice(
  context: Context,
  inputs: HostDeviceInputs,
  olds: Properties,
): Promise<HostDeviceFacts> {
  const resolved = await resolveReference(context, "host", inputs.host, { text: olds["host"], id: olds["hostId"] });
  const host = resolved.id === undefined ? undefined : await context.vsphere.host(resolved.id);
  const isSameHost = resolved.id !== undefined && resolved.id === olds["hostId"];
  const { address, failures } = findAddress(inputs, host, olds, isSameHost);
  const device = host?.devices.find((one) => one.address === address);
  return {
    hostId: resolved.id,
    host,
    address,
    device,
    info: host?.passthru.find((one) => one.address === address),
    expect: expectedIds(inputs.expect, olds, device, isSameHost && address === olds["address"]),
    failures: [...resolved.failures, ...failures],
  };
}

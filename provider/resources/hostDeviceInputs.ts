import * as z from "zod";
import { RefusedError } from "../errors";
import { type Failure, failure } from "../rules/rule";
import {
  criticalReasons,
  defaults,
  type EvacuatePolicy,
  evacuatePolicies,
  type RebootPolicy,
  rebootPolicies,
} from "../rules/values";
import type { PciDevice } from "../vsphere/types";
import { minutes, oneOf, orUnknown, type Parsed, parseInputs, pciAddress, pciId, pciIds, reference } from "./inputs";
import type { Properties } from "./resource";
import { isUnknown, known } from "./unknown";

const matchFields = z.strictObject(
  {
    vendorId: orUnknown(pciId).optional(),
    deviceId: orUnknown(pciId).optional(),
    subVendorId: orUnknown(pciId).optional(),
    subDeviceId: orUnknown(pciId).optional(),
    classId: orUnknown(pciId).optional(),
    name: orUnknown(z.string({ error: "expected a part of the device name" }).trim().min(1)).optional(),
  },
  {
    error: (issue) => (issue.code === "invalid_type" ? "expected an object such as { vendorId, deviceId }" : undefined),
  },
);

const match = matchFields.refine((wanted) => Object.values(wanted).some((value) => value !== undefined), {
  error: "expected at least one of vendorId, deviceId, subVendorId, subDeviceId, classId, name",
});

export type Match = z.output<typeof match>;

/** What a lookup filters by; nothing given fits every device. */
export function parseMatch(wanted: Readonly<Record<string, unknown>>): Match {
  const parsed = parseInputs(matchFields, wanted, []);
  if (parsed.inputs === undefined) throw new RefusedError(parsed.failures.map(({ message }) => message));
  return parsed.inputs;
}

/** The inputs of HostPassthroughDevice; a leaf may not be known yet. */
export const hostDeviceInputs = z.strictObject({
  host: orUnknown(reference),
  address: orUnknown(pciAddress).optional(),
  match: orUnknown(match).optional(),
  expect: orUnknown(pciIds).optional(),
  hardwareLabel: orUnknown(
    z
      .string({ error: "expected text of at most 255 characters" })
      .min(1, { error: "expected text of at most 255 characters" })
      .max(255, { error: "expected text of at most 255 characters" }),
  ).optional(),
  reboot: orUnknown(oneOf(rebootPolicies)).optional(),
  evacuate: orUnknown(oneOf(evacuatePolicies)).optional(),
  rebootTimeoutMinutes: orUnknown(minutes).optional(),
  allowCritical: orUnknown(
    z.array(orUnknown(oneOf(criticalReasons)), { error: "expected a list of reasons" }),
  ).optional(),
});

export type HostDeviceInputs = z.output<typeof hostDeviceInputs>;

/** What check adds to the inputs; `address` and `expect` too, when the user did not give them. */
export const addedByCheck = ["hostId"] as const;

function addressOrMatch(raw: Properties): readonly Failure[] {
  const isGiven = (key: "address" | "match") => raw[key] !== undefined && raw[key] !== null;
  if (isGiven("address") !== isGiven("match")) return [];
  return [
    failure("input", "address", {
      wrong: "which device is meant must be said once",
      found: !isGiven("address") ? "neither `address` nor `match`" : "both `address` and `match`",
      expected: "exactly one of `address` and `match`",
    }),
  ];
}

export function parseHostDevice(raw: Properties): Parsed<HostDeviceInputs> {
  const parsed = parseInputs(hostDeviceInputs, raw, addedByCheck);
  const failures = [...parsed.failures, ...addressOrMatch(raw)];
  return { inputs: failures.length === 0 ? parsed.inputs : undefined, failures };
}

/** Checked inputs, as they come to diff and apply: check has put the address beside the `match` it was found by. */
export function parseForApply(raw: Properties): HostDeviceInputs {
  const { address, ...rest } = raw;
  const { inputs, failures } = parseHostDevice(raw["match"] === undefined ? { ...rest, address } : rest);
  if (inputs === undefined) throw new RefusedError(failures.map(({ message }) => message));
  return inputs;
}

/** Whether a device has all that `match` asks for; what is not known yet asks for nothing. */
export function fits(wanted: Match, device: PciDevice): boolean {
  const { name, ...byId } = wanted;
  const idsFit = Object.entries(byId).every(
    ([key, id]) => id === undefined || isUnknown(id) || device[key as keyof typeof byId] === id,
  );
  if (!idsFit || name === undefined || isUnknown(name)) return idsFit;
  return device.deviceName.toLowerCase().includes(name.toLowerCase());
}

export function describeMatch(wanted: Match): string {
  return Object.entries(wanted)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${isUnknown(value) ? "(not known yet)" : JSON.stringify(value)}`)
    .join(", ");
}

export interface RebootSettings {
  readonly reboot: RebootPolicy;
  readonly evacuate: EvacuatePolicy;
  readonly rebootTimeoutMs: number;
}

/** How the host may be rebooted, with what is not given or not known yet at its default. */
export function rebootPolicy(
  inputs: Pick<HostDeviceInputs, "reboot" | "evacuate" | "rebootTimeoutMinutes">,
): RebootSettings {
  return {
    reboot: known(inputs.reboot) ?? defaults.reboot,
    evacuate: known(inputs.evacuate) ?? defaults.evacuate,
    rebootTimeoutMs: (known(inputs.rebootTimeoutMinutes) ?? defaults.rebootTimeoutMinutes) * 60_000,
  };
}

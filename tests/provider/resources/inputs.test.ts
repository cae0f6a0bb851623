import assert from "node:assert/strict";
import { parseAttachment } from "../../../provider/resources/attachmentInputs";
import { parseHostDevice } from "../../../provider/resources/hostDeviceInputs";
import type { Properties } from "../../../provider/resources/resource";
import type { Failure } from "../../../provider/rules/rule";
import { gpu } from "../facts";

type Parse = (raw: Properties) => { readonly inputs: unknown; readonly failures: readonly Failure[] };

interface Bad {
  readonly what: string;
  readonly given: Properties;
  readonly property: string;
  readonly message: string;
  readonly rule?: string;
}

const referenceText = "expected a managed object ID, an inventory path, a name or a UUID";
const addressText = "expected a PCI address such as 0000:3b:00.0 (hex, SSSS:BB:DD.F or BB:DD.F)";
const idText = 'expected a PCI id: hex text such as "10de" or "0x10de", or a number such as 0x10de';
const minutesText = "expected minutes, a number from 1 to 1440";
const sizeText = "expected a size in GB, a whole number from 1 to 65536";
const deviceInputs =
  "host, address, match, expect, hardwareLabel, reboot, evacuate, rebootTimeoutMinutes, allowCritical";
const attachmentNames = "vm, address, host, expect, power, powerTimeoutMinutes, drsAutomation, mmio64SizeGB";

const device = { host: "esx-01", address: gpu };
const attachment = { vm: "vm-42", address: gpu };
const matched = (match: unknown) => ({ host: "esx-01", match });

const badDevices: readonly Bad[] = [
  { what: "no host", given: { address: gpu }, property: "host", message: `a value is required; ${referenceText}` },
  {
    what: "a host of null",
    given: { host: null, address: gpu },
    property: "host",
    message: `a value is required; ${referenceText}`,
  },
  {
    what: "an empty host",
    given: { ...device, host: " " },
    property: "host",
    message: `not valid; found " "; ${referenceText}`,
  },
  {
    what: "a number as host",
    given: { ...device, host: 12 },
    property: "host",
    message: `not valid; found 12; ${referenceText}`,
  },
  {
    what: "no address",
    given: { ...device, address: "3b:00" },
    property: "address",
    message: `not valid; found "3b:00"; ${addressText}`,
  },
  {
    what: "a number as address",
    given: { ...device, address: 3 },
    property: "address",
    message: `not valid; found 3; ${addressText}`,
  },
  {
    what: "neither address nor match",
    given: { host: "esx-01" },
    property: "address",
    message:
      "which device is meant must be said once; found neither `address` nor `match`; exactly one of `address` and `match`",
  },
  {
    what: "both address and match",
    given: { ...device, match: { name: "A100" } },
    property: "address",
    message:
      "which device is meant must be said once; found both `address` and `match`; exactly one of `address` and `match`",
  },
  {
    what: "a misspelt input",
    given: { ...device, evacuation: "drs" },
    property: "evacuation",
    message: `no such input; found "drs"; inputs are ${deviceInputs}; check the spelling`,
  },
  {
    what: "a bad enum",
    given: { ...device, reboot: "yes" },
    property: "reboot",
    message: 'not valid; found "yes"; expected "never" or "ifNeeded"',
  },
  {
    what: "a bad evacuate",
    given: { ...device, evacuate: true },
    property: "evacuate",
    message: 'not valid; found true; expected "refuse" or "drs" or "shutdown"',
  },
  {
    what: "a timeout of 0",
    given: { ...device, rebootTimeoutMinutes: 0 },
    property: "rebootTimeoutMinutes",
    message: `not valid; found 0; ${minutesText}`,
  },
  {
    what: "a timeout as text",
    given: { ...device, rebootTimeoutMinutes: "30" },
    property: "rebootTimeoutMinutes",
    message: `not valid; found "30"; ${minutesText}`,
  },
  {
    what: "an unknown reason",
    given: { ...device, allowCritical: ["usb", "disk"] },
    property: "allowCritical.1",
    message:
      'not valid; found "disk"; expected "management" or "uplink" or "datastore" or "boot" or "usb" or "graphics"',
  },
  {
    what: "no list of reasons",
    given: { ...device, allowCritical: "usb" },
    property: "allowCritical",
    message: 'not valid; found "usb"; expected a list of reasons',
  },
  {
    what: "an empty label",
    given: { ...device, hardwareLabel: "" },
    property: "hardwareLabel",
    message: 'not valid; found ""; expected text of at most 255 characters',
  },
  {
    what: "half an expect",
    given: { ...device, expect: { vendorId: "10de" } },
    property: "expect.deviceId",
    message: `a value is required; ${idText}`,
  },
  {
    what: "a bad id in expect",
    given: { ...device, expect: { vendorId: "10de", deviceId: "xyz" } },
    property: "expect.deviceId",
    message: `not valid; found "xyz"; ${idText}`,
  },
  {
    what: "an expect that is text",
    given: { ...device, expect: "10de:20b5" },
    property: "expect",
    message: 'not valid; found "10de:20b5"; expected { vendorId, deviceId }',
  },
  {
    what: "a misspelt key in expect",
    given: { ...device, expect: { vendorId: "10de", deviceId: "20b5", classID: "0302" } },
    property: "expect.classID",
    message: 'no such input; found "0302"; inputs are vendorId, deviceId; check the spelling',
  },
  {
    what: "a misspelt key in match",
    given: matched({ vendor: "10de", name: "A100" }),
    property: "match.vendor",
    message:
      'no such input; found "10de"; inputs are vendorId, deviceId, subVendorId, subDeviceId, classId, name; check the spelling',
  },
  {
    what: "a bad id in match",
    given: matched({ vendorId: 65536 }),
    property: "match.vendorId",
    message: `not valid; found 65536; ${idText}`,
  },
  {
    what: "a fraction as id",
    given: matched({ deviceId: 1.5 }),
    property: "match.deviceId",
    message: `not valid; found 1.5; ${idText}`,
  },
  {
    what: "an empty match",
    given: matched({}),
    property: "match",
    message:
      "not valid; found {}; expected at least one of vendorId, deviceId, subVendorId, subDeviceId, classId, name",
  },
  {
    what: "an empty name in match",
    given: matched({ name: "" }),
    property: "match.name",
    message: 'not valid; found ""; expected a part of the device name',
  },
  {
    what: "a match that is text",
    given: matched("A100"),
    property: "match",
    message: 'not valid; found "A100"; expected an object such as { vendorId, deviceId }',
  },
];

const badAttachments: readonly Bad[] = [
  { what: "no VM", given: { address: gpu }, property: "vm", message: `a value is required; ${referenceText}` },
  {
    what: "neither device nor address",
    given: { vm: "vm-42" },
    property: "address",
    message: `a value is required; ${addressText}`,
  },
  {
    what: "no PCI address",
    given: { vm: "vm-42", address: "gpu" },
    property: "address",
    message: `not valid; found "gpu"; ${addressText}`,
  },
  {
    what: "a misspelt input",
    given: { ...attachment, powerTimeout: 5 },
    property: "powerTimeout",
    message: `no such input; found 5; inputs are ${attachmentNames}; check the spelling`,
  },
  ...(["dynamic", "vgpuProfile"] as const).map((key) => ({
    what: `the reserved ${key}`,
    given: { ...attachment, [key]: "x" },
    property: key,
    message: 'this input is reserved for a later release; found "x"; leave it out',
  })),
  {
    what: "a bad power",
    given: { ...attachment, power: "off" },
    property: "power",
    message: 'not valid; found "off"; expected "requireOff" or "shutdown" or "powerOff"',
  },
  {
    what: "a bad DRS level",
    given: { ...attachment, drsAutomation: "none" },
    property: "drsAutomation",
    message: 'not valid; found "none"; expected "disabled" or "manual" or "unmanaged"',
  },
  ...(["fullyAutomated", "partiallyAutomated"] as const).map((level) => ({
    what: `the DRS level ${level}`,
    given: { ...attachment, drsAutomation: level },
    property: "drsAutomation",
    rule: "vmotion-enabled",
    message: `this level would enable vMotion for a VM with a passthrough device; found "${level}"; expected "disabled", "manual" or "unmanaged"; use "disabled" (the default)`,
  })),
  {
    what: "half a gigabyte",
    given: { ...attachment, mmio64SizeGB: 0.5 },
    property: "mmio64SizeGB",
    message: `not valid; found 0.5; ${sizeText}`,
  },
  {
    what: "a size as text",
    given: { ...attachment, mmio64SizeGB: "64" },
    property: "mmio64SizeGB",
    message: `not valid; found "64"; ${sizeText}`,
  },
  {
    what: "a timeout of two days",
    given: { ...attachment, powerTimeoutMinutes: 2880 },
    property: "powerTimeoutMinutes",
    message: `not valid; found 2880; ${minutesText}`,
  },
];

const kinds: readonly (readonly [string, Parse, readonly Bad[]])[] = [
  ["HostPassthroughDevice", parseHostDevice, badDevices],
  ["VmPciAttachment", parseAttachment, badAttachments],
];
for (const [kind, parse, rows] of kinds) {
  describe(`a ${kind} refuses`, () => {
    for (const { what, given, property, message, rule = "input" } of rows) {
      it(what, () => {
        assert.deepEqual(parse(given), {
          inputs: undefined,
          failures: [{ rule, property, message: `${property}: ${message} [${rule}]` }],
        });
      });
    }
  });
}

describe("inputs that are wrong in several ways", () => {
  it("are told of all of them at once", () => {
    assert.deepEqual(
      parseHostDevice({ reboot: "yes" }).failures.map(({ property }) => property),
      ["host", "reboot", "address"],
    );
    assert.deepEqual(
      parseAttachment({ address: "zz", drsAutomation: "fullyAutomated" }).failures.map(({ rule, property }) => [
        rule,
        property,
      ]),
      [
        ["vmotion-enabled", "drsAutomation"],
        ["input", "vm"],
        ["input", "address"],
      ],
    );
  });
});

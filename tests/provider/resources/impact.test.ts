import assert from "node:assert/strict";
import fc from "fast-check";
import { attachmentImpact } from "../../../provider/resources/attachmentDiff";
import { attachmentInputs } from "../../../provider/resources/attachmentInputs";
import { hostDeviceImpact } from "../../../provider/resources/hostDeviceDiff";
import { hostDeviceInputs } from "../../../provider/resources/hostDeviceInputs";
import { unknown } from "../../../provider/resources/unknown";
import { memoryImpact } from "../../../provider/resources/vmMemoryReservation";
import { type ImpactTable, impactByInput, type Values } from "../../../provider/rules/impact";

const device = {
  host: "esx-01",
  hostId: "host-12",
  address: "0000:3b:00.0",
  expect: { vendorId: "10de", deviceId: "20b5" },
  enabled: true,
  active: true,
};
const attachment = { vm: "trainer", vmId: "vm-42", hostId: "host-12", address: "0000:3b:00.0", expect: device.expect };
const memory = { vm: "trainer", vmId: "vm-42" };

interface Row {
  readonly what: string;
  readonly old?: Values;
  readonly news: Values;
  readonly impact: Readonly<Record<string, string>>;
}

const devices: readonly Row[] = [
  { what: "nothing", news: {}, impact: {} },
  { what: "another host", news: { host: "esx-02", hostId: "host-13" }, impact: { host: "replaceWithReboot" } },
  { what: "the host written in another way", news: { host: "host-12" }, impact: {} },
  {
    what: "a host that is not known yet",
    news: { host: unknown, hostId: unknown },
    impact: { host: "replaceWithReboot" },
  },
  {
    what: "a host that is not known while the old one is replaced",
    news: { host: unknown },
    impact: { host: "replaceWithReboot" },
  },
  { what: "another address", news: { address: "0000:5e:00.0" }, impact: { address: "replaceWithReboot" } },
  { what: "an address that is not known yet", news: { address: unknown }, impact: { address: "replaceWithReboot" } },
  { what: "a match that selects the same device", news: { match: { name: "A100" } }, impact: {} },
  {
    what: "another expected card",
    news: { expect: { vendorId: "10de", deviceId: "2235" } },
    impact: { expect: "record" },
  },
  { what: "a label", news: { hardwareLabel: "gpu" }, impact: { hardwareLabel: "update" } },
  { what: "a label less", old: { hardwareLabel: "gpu" }, news: {}, impact: { hardwareLabel: "update" } },
  { what: "reboot", news: { reboot: "ifNeeded" }, impact: { reboot: "record" } },
  {
    what: "accepted reasons in another order, one of them twice",
    old: { allowCritical: ["usb", "boot"] },
    news: { allowCritical: ["boot", "usb", "boot"] },
    impact: {},
  },
  {
    what: "an accepted reason less",
    old: { allowCritical: ["usb", "boot"] },
    news: { allowCritical: ["usb"] },
    impact: { allowCritical: "record" },
  },
  {
    what: "reboot while one is pending",
    old: { active: false },
    news: { reboot: "ifNeeded" },
    impact: { reboot: "update" },
  },
  {
    what: "no reboot while one is pending",
    old: { active: false, reboot: "ifNeeded" },
    news: {},
    impact: { reboot: "record" },
  },
  { what: "evacuate", news: { evacuate: "drs" }, impact: { evacuate: "record" } },
  { what: "rebootTimeoutMinutes", news: { rebootTimeoutMinutes: 60 }, impact: { rebootTimeoutMinutes: "record" } },
  { what: "allowCritical", news: { allowCritical: ["usb"] }, impact: { allowCritical: "record" } },
  {
    what: "defaults written out",
    news: { reboot: "never", evacuate: "refuse", rebootTimeoutMinutes: 30, allowCritical: [] },
    impact: {},
  },
];

const attachments: readonly Row[] = [
  { what: "nothing", news: {}, impact: {} },
  { what: "another VM", news: { vm: "other", vmId: "vm-43" }, impact: { vm: "replace" } },
  { what: "the VM written in another way", news: { vm: "/DC0/vm/trainer" }, impact: {} },
  { what: "a VM that is not known yet", news: { vm: unknown, vmId: unknown }, impact: { vm: "replace" } },
  {
    what: "a VM that is not known while its reservation is replaced",
    news: { vm: unknown },
    impact: { vm: "replace" },
  },
  { what: "another host", news: { host: "esx-02", hostId: "host-13" }, impact: { host: "replace" } },
  { what: "the host it is on, written out", news: { host: "esx-01" }, impact: {} },
  {
    what: "a host that is not known while its device is replaced",
    news: { host: unknown },
    impact: { host: "replace" },
  },
  { what: "another address", news: { address: "0000:5e:00.0" }, impact: { address: "replace" } },
  { what: "an address that is not known yet", news: { address: unknown }, impact: { address: "replace" } },
  {
    what: "another expected card",
    news: { expect: { vendorId: "10de", deviceId: "2235" } },
    impact: { expect: "record" },
  },
  { what: "power", news: { power: "shutdown" }, impact: { power: "record" } },
  { what: "powerTimeoutMinutes", news: { powerTimeoutMinutes: 1 }, impact: { powerTimeoutMinutes: "record" } },
  { what: "drsAutomation", news: { drsAutomation: "manual" }, impact: { drsAutomation: "update" } },
  { what: "mmio64SizeGB", news: { mmio64SizeGB: 64 }, impact: { mmio64SizeGB: "powerCycle" } },
  {
    what: "defaults written out",
    news: { power: "requireOff", powerTimeoutMinutes: 10, drsAutomation: "disabled" },
    impact: {},
  },
];

const memories: readonly Row[] = [
  { what: "nothing", news: {}, impact: {} },
  { what: "another VM", news: { vm: "other", vmId: "vm-43" }, impact: { vm: "replace" } },
  { what: "the VM written in another way", news: { vm: "5001-42" }, impact: {} },
  { what: "a VM that is not known yet", news: { vm: unknown, vmId: unknown }, impact: { vm: "replace" } },
  { what: "a VM that is not known while it is replaced", news: { vm: unknown }, impact: { vm: "replace" } },
];

const kinds = [
  {
    kind: "HostPassthroughDevice",
    table: hostDeviceImpact as ImpactTable<string>,
    state: device,
    rows: devices,
    shape: hostDeviceInputs.shape,
  },
  {
    kind: "VmPciAttachment",
    table: attachmentImpact as ImpactTable<string>,
    state: attachment,
    rows: attachments,
    shape: attachmentInputs.shape,
  },
  {
    kind: "VmMemoryReservation",
    table: memoryImpact as ImpactTable<string>,
    state: memory,
    rows: memories,
    shape: { vm: true },
  },
] as const;

/** The same value with the keys of all objects in another order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

for (const { kind, table, state, rows, shape } of kinds) {
  describe(`impact on a ${kind} of`, () => {
    for (const { what, old = {}, news, impact } of rows) {
      it(`${what}: ${Object.values(impact).join() || "none"}`, () => {
        assert.deepEqual(Object.fromEntries(impactByInput(table, { ...state, ...old }, { ...state, ...news })), impact);
      });
    }

    it("hidden inputs: none", () => {
      const changed = { ...state, __urn: "urn:2", __vmSource: "urn:3", __provider: "text" };
      assert.deepEqual([...impactByInput(table, state, changed)], []);
    });

    it("every input has a row, and a test", () => {
      assert.deepEqual(Object.keys(table).sort(), Object.keys(shape).sort());
      const tested = new Set(rows.flatMap(({ impact, news }) => [...Object.keys(impact), ...Object.keys(news)]));
      assert.deepEqual(
        Object.keys(table).filter((input) => !tested.has(input)),
        [],
      );
    });

    it("the order of keys: none", () => {
      fc.assert(
        fc.property(fc.constantFrom(...rows), ({ news }) => {
          const turned = impactByInput(table, reversed(state) as Values, reversed({ ...state, ...news }) as Values);
          assert.deepEqual(turned, impactByInput(table, state, { ...state, ...news }));
        }),
      );
    });
  });
}

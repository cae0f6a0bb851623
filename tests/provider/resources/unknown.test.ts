import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import fc from "fast-check";
import type { Properties } from "../../../provider/resources/resource";
import { hasUnknown, unknown } from "../../../provider/resources/unknown";
import { attached, cluster, gpu, host, vm } from "../facts";
import { fakedTime } from "./clock";
import type { Engine } from "./engine";
import { type Kind, kinds, urnFor } from "./operation";

type Path = readonly (string | number)[];

/** Every place where a value can be unknown: leaves, and the lists and objects that hold them. */
function places(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [
    ...(path.length > 0 ? [path] : []),
    ...keys.flatMap((key) => places((value as Record<string, unknown>)[key], [...path, key])),
  ];
}

function withUnknown(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined || typeof value !== "object" || value === null) return unknown;
  const inner = withUnknown((value as Record<string, unknown>)[key], rest);
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
}

const ids = { vendorId: "10de", deviceId: "20b5" };
const device = {
  host: "esx-01",
  expect: ids,
  reboot: "ifNeeded",
  evacuate: "shutdown",
  rebootTimeoutMinutes: 10,
  allowCritical: ["usb", "boot"],
};
const full: readonly (readonly [Kind, Properties])[] = [
  ["HostPassthroughDevice", { ...device, hardwareLabel: "gpu", address: gpu }],
  [
    "HostPassthroughDevice",
    { ...device, match: { ...ids, subVendorId: "10de", subDeviceId: "1533", classId: "0302", name: "A100" } },
  ],
  [
    "VmPciAttachment",
    {
      vm: "trainer",
      address: gpu,
      host: "esx-01",
      expect: ids,
      power: "shutdown",
      powerTimeoutMinutes: 5,
      drsAutomation: "manual",
      mmio64SizeGB: 64,
    },
  ],
  ["VmMemoryReservation", { vm: "trainer" }],
];

/** A world in which the full inputs are refused for nothing. */
function world(time: ReturnType<typeof fakedTime>): Engine {
  return time.engine(cluster(), host({ pci: [{ address: gpu, enabled: true }] }), vm());
}

describe("what is not known yet", () => {
  const time = fakedTime();

  it("is what Pulumi sends", () => {
    assert.equal(unknown, runtime.unknownValue);
  });

  for (const [kind, inputs] of full) {
    const what = `${kind} by ${inputs["match"] === undefined ? "address" : "match"}`;
    const news = { __urn: urnFor(kind, "it"), ...inputs };

    it(`is refused nowhere, and throws nowhere: ${what}`, async () => {
      const state = { ...inputs, vmId: "vm-42", hostId: "host-12", address: gpu };
      const somewhere = fc.array(fc.constantFrom(...places(inputs)), { minLength: 1, maxLength: 3 });
      await fc.assert(
        fc.asyncProperty(somewhere, fc.boolean(), async (paths, isFirst) => {
          const { context } = world(time).start();
          const blurred = paths.reduce<unknown>((value, path) => withUnknown(value, path), news) as Properties;
          const { inputs: checked, failures } = await kinds[kind].check(context, isFirst ? {} : state, blurred);
          assert.deepEqual(failures, []);
          await kinds[kind].diff(context, "id", state, checked);
        }),
        { numRuns: 60 },
      );
    });

    it(`is passed on by check where it was: ${what}`, async () => {
      for (const path of places(inputs)) {
        const { context } = world(time).start();
        const { inputs: checked } = await kinds[kind].check(context, {}, withUnknown(news, path) as Properties);
        const there = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], checked);
        assert.equal(there, unknown, path.join("."));
      }
    });

    it(`leaves nothing unknown when all is known: ${what}`, async () => {
      const { context } = world(time).start();
      const { inputs: checked } = await kinds[kind].check(context, {}, news);
      assert.equal(hasUnknown(checked), false);
    });
  }

  it("counts as changed where it replaces", async () => {
    const state = { vm: "trainer", vmId: "vm-42", hostId: "host-12", address: gpu };
    const { context } = time.engine(host(), vm({ devices: [attached(gpu)] })).start();
    const { inputs } = await kinds.VmPciAttachment.check(context, {}, { vm: unknown, address: unknown });
    assert.deepEqual(await kinds.VmPciAttachment.diff(context, "vm-42/x", state, inputs), {
      changes: true,
      replaces: ["vm", "host", "address"],
    });
  });
});

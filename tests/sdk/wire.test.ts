import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { HostPassthroughDevice, VmMemoryReservation, VmPassthrough, VmPciAttachment } from "../../sdk";
import { providerText } from "../../sdk/dynamic";
import { type Registered, runProgram } from "./mocked";

const gpu = "0000:3b:00.0";
const prefix = "urn:pulumi:dev::demo::";
const token = (kind: string) => `pulumi-nodejs:dynamic/vsphere-passthrough:${kind}`;
const urn = (kind: string, name: string) => `${prefix}${token(kind)}::${name}`;
const named = (seen: readonly Registered[], name: string) => seen.find((one) => one.name === name);

/** What the provider of a device adds. */
const found = ({ type }: Registered) =>
  type.endsWith("Device") ? { address: gpu, expect: { vendorId: "10de", deviceId: "20b5" } } : {};

describe("on the wire", () => {
  it("a resource is registered without a stack trace for each property, and the limit is as it was, come what may", async () => {
    const limit = Error.stackTraceLimit;
    const limits: number[] = [];
    const note = () => {
      limits.push(Error.stackTraceLimit);
      throw new Error("not this one");
    };
    const opts = { transformations: [note] };
    await runProgram(() => {
      const makers = [
        () => new HostPassthroughDevice("card", { host: "esx-01", address: gpu }, opts),
        () => new VmMemoryReservation("memory", { vm: "vm-42" }, opts),
        () => new VmPciAttachment("gpu", { vm: "vm-42", address: gpu }, opts),
      ];
      for (const make of makers) assert.throws(make, { message: "not this one" });
    });
    assert.deepEqual([limits, Error.stackTraceLimit], [[0, 0, 0], limit]);
  });

  it("a device has its inputs, its URN and the provider's text", async () => {
    const args = {
      host: "esx-01",
      match: { vendorId: 0x10de, name: "A100" },
      expect: { vendorId: "10de", deviceId: "20b5" },
      hardwareLabel: "gpu",
      reboot: "ifNeeded",
      evacuate: "drs",
      rebootTimeoutMinutes: 20,
      allowCritical: ["usb"],
    } as const;
    const seen = await runProgram(() => new HostPassthroughDevice("card", { ...args, allowCritical: ["usb"] }));
    assert.deepEqual(named(seen, "card"), {
      type: token("HostPassthroughDevice"),
      name: "card",
      id: undefined,
      inputs: {
        ...args,
        __urn: urn("HostPassthroughDevice", "card"),
        __provider: providerText("HostPassthroughDevice"),
      },
    });
  });

  it("a reservation has its VM", async () => {
    const seen = await runProgram(() => new VmMemoryReservation("memory", { vm: "vm-42" }));
    assert.deepEqual(named(seen, "memory")?.inputs, {
      vm: "vm-42",
      __urn: urn("VmMemoryReservation", "memory"),
      __provider: providerText("VmMemoryReservation"),
    });
  });

  it("an attachment has host, address and card of its device, and where they come from", async () => {
    const seen = await runProgram(() => {
      const card = new HostPassthroughDevice("card", { host: "esx-01", match: { name: "A100" } });
      const memory = new VmMemoryReservation("memory", { vm: "vm-42" });
      new VmPciAttachment("gpu", { vm: memory.vm, device: card, power: "shutdown" });
    }, found);
    assert.deepEqual(named(seen, "gpu")?.inputs, {
      vm: "vm-42",
      host: "esx-01",
      address: gpu,
      expect: { vendorId: "10de", deviceId: "20b5" },
      power: "shutdown",
      __urn: urn("VmPciAttachment", "gpu"),
      __vmSource: urn("VmMemoryReservation", "memory"),
      __deviceSource: urn("HostPassthroughDevice", "card"),
      __provider: providerText("VmPciAttachment"),
    });
  });

  it("an attachment by address has nothing of a device", async () => {
    const seen = await runProgram(() => new VmPciAttachment("gpu", { vm: "vm-42", address: gpu }));
    assert.deepEqual(named(seen, "gpu")?.inputs, {
      vm: "vm-42",
      address: gpu,
      __urn: urn("VmPciAttachment", "gpu"),
      __provider: providerText("VmPciAttachment"),
    });
  });

  it("a VM of another package's resource is known by that", async () => {
    const type = "vsphere:index/virtualMachine:VirtualMachine";
    const seen = await runProgram(
      () => {
        class VirtualMachine extends pulumi.CustomResource {
          declare readonly moid: pulumi.Output<string>;
          constructor() {
            super(type, "clone", { moid: undefined });
          }
        }
        const { moid } = new VirtualMachine();
        new VmMemoryReservation("memory", { vm: moid.apply((id) => id) });
      },
      (one) => (one.type === type ? { moid: "vm-77" } : {}),
    );
    const { vm, __vmSource } = named(seen, "memory")?.inputs ?? {};
    assert.deepEqual({ vm, __vmSource }, { vm: "vm-77", __vmSource: `${prefix}${type}::clone` });
  });

  const both = [
    ["address", { address: gpu }],
    ["host", { host: "esx-01" }],
    ["address, host, expect", { address: gpu, host: "esx-01", expect: { vendorId: 1, deviceId: 2 } }],
  ] as const;
  for (const [names, given] of both) {
    it(`a device and ${names} beside it are refused`, async () => {
      await runProgram(() => {
        const device = new HostPassthroughDevice("card", { host: "esx-01", address: gpu });
        assert.throws(
          () => new VmPciAttachment("gpu", { vm: "vm-42", device, ...given }),
          (error: Error) => {
            assert.ok(pulumi.RunError.isInstance(error));
            assert.equal(
              error.message,
              `VmPciAttachment "gpu": device: it fills address, host and expect; found ${names} beside it; give one or the other [input]`,
            );
            return true;
          },
        );
      });
    });
  }
});

describe("the classes", () => {
  const classes = [
    ["HostPassthroughDevice", HostPassthroughDevice, `host-12/${gpu}`],
    ["VmPciAttachment", VmPciAttachment, `vm-42/${gpu}`],
    ["VmMemoryReservation", VmMemoryReservation, "vm-42"],
  ] as const;
  for (const [kind, type, id] of classes) {
    it(`${kind}.get reads by its ID, and is no part of the plan`, async () => {
      const seen = await runProgram(() => type.get("it", id));
      const read = named(seen, "it");
      assert.deepEqual([read?.type, read?.id, read?.inputs], [token(kind), id, { __provider: providerText(kind) }]);
      assert.deepEqual(
        seen.filter((one) => one.type === token("PassthroughPlan")),
        [],
      );
    });

    it(`${kind}.isInstance knows its own, also from another copy of the package`, async () => {
      await runProgram(() => {
        const own = type.get("it", id);
        const copy = { __pulumiType: token(kind) };
        const others = [undefined, null, "x", {}, { __pulumiType: token("Other") }];
        assert.deepEqual(
          [own, copy, ...others].map((one) => type.isInstance(one)),
          [true, true, ...others.map(() => false)],
        );
      });
    });
  }

  it("have their outputs, those that check fills in too", async () => {
    let known: Promise<unknown> | undefined;
    await runProgram(() => {
      const { address, expect, host } = new HostPassthroughDevice("card", { host: "esx-01", match: { name: "A100" } });
      known = new Promise((resolve) => pulumi.output({ address, expect, host }).apply(resolve));
    }, found);
    assert.deepEqual(await known, { address: gpu, expect: { vendorId: "10de", deviceId: "20b5" }, host: "esx-01" });
  });
});

describe("a VmPassthrough", () => {
  it("makes a reservation, devices and attachments with their names, parents and order", async () => {
    const seen = await runProgram(
      () =>
        new VmPassthrough("vm", {
          vm: "vm-42",
          host: "esx-01",
          devices: { a: { address: gpu }, b: { match: { name: "L40" } } },
          reboot: "ifNeeded",
          power: "shutdown",
        }),
      found,
    );
    const component = "vsphere-passthrough:index:VmPassthrough";
    const child = (kind: string, name: string) => `${prefix}${component}$${token(kind)}::${name}`;
    const names = seen
      .filter((one) => one.type.startsWith("pulumi-nodejs:") && !one.type.endsWith("Plan"))
      .map(({ name }) => name);
    assert.deepEqual([...names].sort(), ["vm-a", "vm-a-device", "vm-b", "vm-b-device", "vm-memory"]);
    const { __provider, ...inputs } = named(seen, "vm-a")?.inputs ?? {};
    assert.deepEqual(inputs, {
      vm: "vm-42",
      host: "esx-01",
      address: gpu,
      expect: { vendorId: "10de", deviceId: "20b5" },
      power: "shutdown",
      __urn: child("VmPciAttachment", "vm-a"),
      __vmSource: child("VmMemoryReservation", "vm-memory"),
      __deviceSource: child("HostPassthroughDevice", "vm-a-device"),
    });
    assert.deepEqual(named(seen, "vm-b-device")?.inputs["reboot"], "ifNeeded");
  });
});

import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { HostPassthroughDevice, Provider, VmMemoryReservation, VmPciAttachment } from "../../sdk";
import { expectedUrn, sourceOf, urnOf } from "../../sdk/urn";
import { type Registered, runProgram } from "./mocked";

const gpu = "0000:3b:00.0";
const token = (kind: string) => `pulumi-nodejs:dynamic/vsphere-passthrough:${kind}`;
const urn = (kind: string, name: string) => `urn:pulumi:dev::demo::${token(kind)}::${name}`;
const plans = (seen: readonly Registered[]) =>
  seen
    .filter(({ type }) => type === token("PassthroughPlan"))
    .map((one) => ({ ...one, declared: JSON.parse(one.inputs["declared"] as string) as readonly { urn: string }[] }));

describe("the plan resource", () => {
  it("is registered once, before all others, with the list of what the program declares, in its order", async () => {
    const seen = await runProgram(() => {
      const memory = new VmMemoryReservation("memory", { vm: "vm-42" }, { retainOnDelete: true });
      const card = new HostPassthroughDevice("card", {
        host: "esx-01",
        address: gpu,
        reboot: "ifNeeded",
        evacuate: "drs",
      });
      new VmPciAttachment("gpu", {
        vm: memory.vm,
        device: card,
        power: "powerOff",
        drsAutomation: "manual",
        mmio64SizeGB: 64,
      });
      new HostPassthroughDevice("another", {
        host: pulumi.output("esx-02"),
        match: { name: "x" },
        rebootTimeoutMinutes: 20,
        allowCritical: memory.locked.apply((): "usb"[] => ["usb"]),
      });
    });
    const ours = seen.filter(({ type }) => type.startsWith("pulumi-nodejs:"));
    assert.deepEqual(
      ours.map(({ type }) => type === token("PassthroughPlan")),
      [true, false, false, false, false],
    );
    assert.deepEqual(
      plans(seen).map(({ name, declared }) => [name, declared]),
      [
        [
          "vsphere-passthrough-plan",
          [
            { kind: "memory", urn: urn("VmMemoryReservation", "memory"), vm: "vm-42", retained: true },
            {
              kind: "device",
              urn: urn("HostPassthroughDevice", "card"),
              host: "esx-01",
              address: gpu,
              reboot: "ifNeeded",
              evacuate: "drs",
            },
            {
              kind: "attachment",
              urn: urn("VmPciAttachment", "gpu"),
              vmSource: urn("VmMemoryReservation", "memory"),
              device: urn("HostPassthroughDevice", "card"),
              power: "powerOff",
              drsAutomation: "manual",
              mmio64SizeGB: 64,
            },
            {
              kind: "device",
              urn: urn("HostPassthroughDevice", "another"),
              host: "esx-02",
              match: { name: "x" },
              open: ["allowCritical"],
            },
          ],
        ],
      ],
    );
  });

  it("is not there when nothing of ours is declared", async () => {
    assert.deepEqual(plans(await runProgram(() => undefined)), []);
  });

  it("is one for each provider, with what that provider is for", async () => {
    const seen = await runProgram(() => {
      const provider = new Provider("site", { vsphereServer: "other.test", user: "u", password: "p" });
      new HostPassthroughDevice("here", { host: "esx-01", address: gpu });
      new HostPassthroughDevice("there", { host: "esx-01", address: gpu }, { provider });
    });
    const lists = plans(seen).map(({ name, declared }) => [name, declared.map(({ urn }) => urn)]);
    assert.deepEqual(lists.sort(), [
      ["vsphere-passthrough-plan", [urn("HostPassthroughDevice", "here")]],
      ["vsphere-passthrough-plan-site", [urn("HostPassthroughDevice", "there")]],
    ]);
  });
});

describe("the URN that a resource is going to have", () => {
  class Group extends pulumi.ComponentResource {
    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
      super("my:index:Group", name, {}, opts);
    }
  }

  it("has the types of all parents but the stack", async () => {
    const urns: (string | undefined)[][] = [];
    await runProgram(() => {
      const outer = new Group("outer");
      const inner = new Group("inner", { parent: outer });
      const device = new HostPassthroughDevice("device", { host: "h", address: gpu }, { parent: inner });
      for (const parent of [undefined, outer, inner, device]) {
        const child = new VmMemoryReservation("memory", { vm: "vm-42" }, parent === undefined ? {} : { parent });
        urns.push([expectedUrn("memory", token("VmMemoryReservation"), parent), urnOf(child)]);
      }
    });
    const group = "my:index:Group$";
    const paths = ["", group, `${group}${group}`, `${group}${group}${token("HostPassthroughDevice")}$`];
    const expected = paths.map((path) => `urn:pulumi:dev::demo::${path}${token("VmMemoryReservation")}::memory`);
    assert.deepEqual(
      urns,
      expected.map((one) => [one, one]),
    );
  });

  it("is not known of what is no resource", () => {
    assert.equal(urnOf({} as pulumi.Resource), undefined);
  });

  it("of the source of a value is found through apply and interpolation, and of a literal is none", async () => {
    const names: (string | undefined)[] = [];
    await runProgram(() => {
      const memory = new VmMemoryReservation("memory", { vm: "vm-42" });
      const inputs = [
        memory.vm,
        memory.vm.apply((vm) => vm.trim()),
        pulumi.interpolate`${memory.vm}`,
        pulumi.output("vm-42"),
        "vm-42",
        undefined,
      ];
      for (const input of inputs) {
        const source = sourceOf(input);
        names.push(source === undefined ? undefined : urnOf(source));
      }
    });
    const from = urn("VmMemoryReservation", "memory");
    assert.deepEqual(names, [from, from, from, undefined, undefined, undefined]);
  });
});

describe("an explicit provider", () => {
  it("has the keys of stack configuration, as text, and a secret password", async () => {
    let isSecret: boolean | undefined;
    const seen = await runProgram(async () => {
      const provider = new Provider("site", {
        vsphereServer: "other.test",
        user: "u",
        password: "hush",
        allowUnverifiedSsl: true,
        apiTimeout: 3,
        maxDevicesPerVm: "platform",
        refuse: ["reboot", "replace"],
      });
      isSecret = JSON.stringify(provider).includes("hush");
    });
    const provider = seen.find(({ name }) => name === "site");
    assert.equal(provider?.type, "pulumi:providers:pulumi-nodejs");
    const { "vsphere:password": password, ...inputs } = provider?.inputs ?? {};
    assert.deepEqual(inputs, {
      "vsphere:vsphereServer": "other.test",
      "vsphere:user": "u",
      "vsphere:allowUnverifiedSsl": "true",
      "vsphere:apiTimeout": "3",
      "vsphere-passthrough:maxDevicesPerVm": "platform",
      "vsphere-passthrough:refuse": "reboot,replace",
    });
    assert.equal((password as { value?: string }).value ?? password, "hush");
    assert.equal(isSecret, false);
  });
});

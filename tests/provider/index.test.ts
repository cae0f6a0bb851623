import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as provider from "../../provider";
import { type Kind, providerText, typeToken } from "../../sdk/dynamic";
import { isWrite, type Simulator, startSimulator } from "../../simulator";
import { Plugin } from "./plugin";

const texts: Readonly<Record<Kind, string>> = {
  HostPassthroughDevice: 'exports.handler=()=>require("pulumi-vsphere-passthrough/provider").HostPassthroughDevice',
  VmPciAttachment: 'exports.handler=()=>require("pulumi-vsphere-passthrough/provider").VmPciAttachment',
  VmMemoryReservation: 'exports.handler=()=>require("pulumi-vsphere-passthrough/provider").VmMemoryReservation',
  PassthroughPlan: 'exports.handler=()=>require("pulumi-vsphere-passthrough/provider").PassthroughPlan',
};
const exported = new Map<string, object>(Object.entries(provider));
const methods = ["check", "configure", "create", "delete", "diff", "read", "update"];

describe("the text that state keeps for years", () => {
  for (const [kind, text] of Object.entries(texts) as [Kind, string][]) {
    it(`of a ${kind} is this, byte for byte, and short`, () => {
      assert.equal(providerText(kind), text);
      assert.ok(Buffer.byteLength(text) < 150);
      assert.equal(typeToken(kind), `pulumi-nodejs:dynamic/vsphere-passthrough:${kind}`);
    });

    it(`of a ${kind} names an export with every method`, () => {
      assert.deepEqual(Object.keys(exported.get(kind) ?? {}).sort(), methods);
    });
  }

  it("names a path that the package exports", async () => {
    const manifest = JSON.parse(await readFile(join(__dirname, "..", "..", "package.json"), "utf8"));
    assert.equal(manifest.name, "pulumi-vsphere-passthrough");
    assert.deepEqual(manifest.exports["./provider"], {
      types: "./dist/provider/index.d.ts",
      default: "./dist/provider/index.js",
    });
  });

  it("names nothing that is not there, and all that is", () => {
    assert.deepEqual([...exported.keys()].sort(), Object.keys(texts).sort());
  });
});

describe("Pulumi's dynamic provider with the literal text of this release", function () {
  this.timeout(60_000);
  let simulator: Simulator;
  let plugin: Plugin;

  before(async () => {
    simulator = await startSimulator({ timeScale: 0.01 });
    const { host, user, password, thumbprint } = simulator;
    plugin = await Plugin.start({
      "vsphere:vsphereServer": host,
      "vsphere:user": user,
      "vsphere:password": password,
      "vsphere-passthrough:thumbprint": thumbprint,
    });
  });
  after(async () => {
    await plugin?.stop();
    await simulator?.stop();
  });

  const urn = (kind: Kind, name: string) => `urn:pulumi:dev::demo::${typeToken(kind)}::${name}`;
  const inputs = (kind: Kind, name: string, given: object) => ({
    ...given,
    __urn: urn(kind, name),
    __provider: texts[kind],
  });
  const gpu = "0000:3b:00.0";
  const cards: Readonly<Record<Exclude<Kind, "PassthroughPlan">, () => object>> = {
    HostPassthroughDevice: () => ({ host: "host-14", address: gpu, allowCritical: ["graphics"] }),
    VmMemoryReservation: () => ({ vm: "edge-01" }),
    VmPciAttachment: () => ({ vm: "edge-01", address: gpu }),
  };

  for (const kind of ["HostPassthroughDevice", "VmMemoryReservation", "VmPciAttachment"] as const) {
    it(`${kind}: check, diff, create, read, update; nothing changes on a second look`, async () => {
      const news = inputs(kind, "it", cards[kind]());
      const { inputs: checked, failures } = await plugin.check({}, news);
      assert.deepEqual(failures, []);
      assert.equal(checked["__provider"], texts[kind]);
      const { id, state } = await plugin.create(checked);
      assert.equal(state["__provider"], texts[kind]);
      assert.equal(state["serverId"], "5a0f7d3e-6f0c-4a58-9a43-0c1d5b8e7f21");
      const unchanged = { changes: false, replaces: [], deleteBeforeReplace: true };
      assert.deepEqual(await plugin.diff(id, state, checked), unchanged);
      const found = await plugin.read(id, state);
      assert.deepEqual([found.id, found.state], [id, state]);
      assert.deepEqual(await plugin.diff(id, found.state, { ...checked, ...found.inputs }), unchanged);
      assert.deepEqual(await plugin.update(id, state, checked), state);
      const other = { ...checked, hostId: "host-99", vmId: "vm-99" };
      const { changes, replaces } = await plugin.diff(id, state, other);
      assert.deepEqual([changes, replaces.length > 0], [true, true]);
    });
  }

  it("hides all of its own in one property, in inputs, outputs and what a read finds", async () => {
    const hiddenOf = (properties: Record<string, unknown>) =>
      Object.keys(properties).filter((key) => key.startsWith("__") && key !== "__provider");
    for (const kind of ["HostPassthroughDevice", "VmMemoryReservation", "VmPciAttachment"] as const) {
      const { inputs: checked } = await plugin.check({}, inputs(kind, "it", cards[kind]()));
      const { id, state } = await plugin.create(checked);
      const found = await plugin.read(id, state);
      for (const properties of [checked, state, found.state, found.inputs ?? {}]) {
        assert.deepEqual(hiddenOf(properties), ["__hidden"]);
        assert.ok(
          String(properties["__hidden"]).startsWith(`{"__urn":"${urn(kind, "it")}"`),
          String(properties["__hidden"]),
        );
      }
    }
  });

  it("PassthroughPlan: every method, and a plan is never a change of its own", async () => {
    const news = { declared: "[]", __provider: texts.PassthroughPlan };
    assert.deepEqual(await plugin.check({}, news), { inputs: news, failures: [] });
    assert.deepEqual(await plugin.create(news), { id: "vsphere-passthrough-plan", state: news });
    assert.deepEqual(await plugin.diff("x", news, news), { changes: false, replaces: [], deleteBeforeReplace: true });
    assert.deepEqual(await plugin.update("x", news, news), news);
    assert.deepEqual((await plugin.read("vsphere-passthrough-plan", news)).state, news);
    await plugin.delete("x", news);
  });

  it("says warnings through the engine, once, with the resource's URN", async () => {
    const kind = "HostPassthroughDevice";
    const news = inputs(kind, "warned", { host: "host-11", address: gpu });
    const first = await plugin.check({}, news);
    await plugin.check({}, news);
    const warnings = plugin.logged.filter((one) => one.urn === urn(kind, "warned") && one.severity === "warning");
    const reboots = warnings.filter(({ message }) => message.endsWith("[host-reboot]"));
    assert.deepEqual([first.failures, reboots.length], [[], 1]);
  });

  it("refuses with no property, so that Pulumi prints no value", async () => {
    const news = inputs("VmPciAttachment", "bad", { vm: "nobody", address: gpu, pwoer: "off" });
    const { failures } = await plugin.check({}, news);
    assert.deepEqual(failures, [
      {
        property: "",
        reason:
          'pwoer: no such input; found "off"; inputs are vm, address, host, expect, power, powerTimeoutMinutes, drsAutomation, mmio64SizeGB; check the spelling [input]',
      },
    ]);
  });

  it("gives an error that is only its message, without a stack", async () => {
    plugin.printed.length = 0;
    await assert.rejects(plugin.read("nonsense", inputs("VmPciAttachment", "it", {})), {
      details:
        'id: no ID of this resource; found "nonsense"; expected <object ID>/<PCI address>, such as host-12/0000:3b:00.0 or vm-42/0000:3b:00.0 [input]',
    });
    assert.deepEqual(
      plugin.printed.filter((line) => /^ +at /.test(line)),
      [],
    );
  });

  it("tells what is gone", async () => {
    const news = inputs("VmMemoryReservation", "gone", {});
    assert.equal((await plugin.read("vm-999", news)).id, "");
  });

  for (const kind of ["VmPciAttachment", "VmMemoryReservation", "HostPassthroughDevice"] as const) {
    it(`${kind}: delete, and delete again without a write`, async () => {
      const { inputs: checked } = await plugin.check({}, inputs(kind, "it", cards[kind]()));
      const { id, state } = await plugin.create(checked);
      await plugin.delete(id, state);
      simulator.calls.length = 0;
      await plugin.delete(id, state);
      assert.deepEqual(
        simulator.calls.filter(({ method }) => isWrite(method)).map(({ method }) => method),
        [],
      );
    });
  }
});

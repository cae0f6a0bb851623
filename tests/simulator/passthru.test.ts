import assert from "node:assert/strict";
import type { Simulator } from "../../simulator";
import { type Client, one, passthru, started, stopAll } from "./client";

const gpu = "0000:3b:00.0";
const pair = ["0000:5e:00.0", "0000:5e:00.1"] as const;

describe("simulator: passthrough configuration", () => {
  let client: Client;
  let simulator: Simulator;

  beforeEach(async () => {
    ({ client, simulator } = await started());
  });
  afterEach(stopAll);

  const update = (host: number, inner: string) =>
    client.ok(`HostPciPassthruSystem:pciPassthruSystem-${host}`, "UpdatePassthruConfig", inner);
  const refused = (host: number, inner: string) =>
    client.fails(`HostPciPassthruSystem:pciPassthruSystem-${host}`, "UpdatePassthruConfig", inner);
  const state = (host: number, address: string) => {
    const device = simulator.state().hosts[`host-${host}`]?.devices.find((each) => each.address === address);
    return { enabled: device?.enabled, active: device?.active };
  };
  const on = { enabled: true, active: true };
  const off = { enabled: false, active: false };
  const pendingOn = { enabled: true, active: false };
  const pendingOff = { enabled: false, active: true };

  it("enables at once where the host can rebind and applyNow is not false", async () => {
    await update(12, passthru([gpu], true));
    assert.deepEqual(state(12, gpu), on);
    await update(14, passthru([gpu], true, "<applyNow>true</applyNow>"));
    assert.deepEqual(state(14, gpu), on);
  });

  it("leaves enabling pending where the host cannot rebind, or applyNow is false", async () => {
    await update(11, passthru([gpu], true, "<applyNow>true</applyNow>"));
    assert.deepEqual(state(11, gpu), pendingOn);
    await update(12, passthru([gpu], true, "<applyNow>false</applyNow>"));
    assert.deepEqual(state(12, gpu), pendingOn);
  });

  it("leaves disabling pending in any case, and forgets a change that is taken back", async () => {
    await update(12, passthru([gpu], true));
    await update(12, passthru([gpu], false, "<applyNow>true</applyNow>"));
    assert.deepEqual(state(12, gpu), pendingOff);
    await update(11, passthru([gpu], true));
    await update(11, passthru([gpu], false));
    assert.deepEqual(state(11, gpu), off);
  });

  it("changes functions behind one dependent device together, and nothing else", async () => {
    await update(12, passthru([pair[1]], true));
    assert.deepEqual(state(12, pair[0]), on);
    assert.deepEqual(state(12, pair[1]), on);
    assert.deepEqual(state(12, gpu), off);
  });

  it("refuses a device that is not capable or not there, and then changes nothing", async () => {
    const bridge = passthru([gpu, "0000:3a:02.0"], true);
    assert.equal(await refused(12, bridge), "PlatformConfigFault: An error occurred during host configuration.");
    assert.deepEqual(state(12, gpu), off);
    const answer = await client.call(
      "HostPciPassthruSystem:pciPassthruSystem-13",
      "UpdatePassthruConfig",
      passthru([gpu], true),
    );
    assert.equal(one(answer.fault?.detail, "text")?.text, `PCI device ${gpu} is not capable of passthrough.`);
    assert.match(await refused(12, passthru(["0000:99:00.0"], true)), /^PlatformConfigFault: /);
  });

  it("shows the change in vCenter's copy a moment later, and asks for a reboot while something is pending", async () => {
    await update(11, passthru([gpu], true));
    await client.ok("HostPciPassthruSystem:pciPassthruSystem-11", "Refresh");
    await client.until("HostSystem:host-11", "summary.rebootRequired", (value) => value?.text === "true");
    const list = await client.property("HostSystem:host-11", "config.pciPassthruInfo");
    const info = list?.children.find((each) => one(each, "id")?.text === gpu);
    assert.equal(one(info, "passthruEnabled")?.text, "true");
    assert.equal(one(info, "passthruActive")?.text, "false");
    await update(11, passthru([gpu], false));
    await client.until("HostSystem:host-11", "summary.rebootRequired", (value) => value?.text === "false");
  });

  it("sets and removes a hardware label", async () => {
    const label = () => simulator.state().hosts["host-12"]?.devices.find((each) => each.address === gpu)?.hardwareLabel;
    await update(12, passthru([gpu], true, "<hardwareLabel>gpu-a</hardwareLabel>"));
    assert.equal(label(), "gpu-a");
    await update(12, passthru([gpu], true));
    assert.equal(label(), "gpu-a");
    await update(12, passthru([gpu], true, "<hardwareLabel></hardwareLabel>"));
    assert.equal(label(), undefined);
  });

  it("takes SR-IOV settings, which wait for the reboot", async () => {
    const config =
      '<config xsi:type="HostSriovConfig"><id>0000:af:00.0</id><passthruEnabled>false</passthruEnabled><sriovEnabled>true</sriovEnabled><numVirtualFunction>4</numVirtualFunction></config>';
    await update(11, config);
    const infos = await client.property("HostPciPassthruSystem:pciPassthruSystem-11", "pciPassthruInfo");
    const info = infos?.children.find((each) => one(each, "id")?.text === "0000:af:00.0");
    const read = ["sriovEnabled", "sriovActive", "numVirtualFunctionRequested", "numVirtualFunction"];
    assert.deepEqual(
      read.map((name) => one(info, name)?.text),
      ["true", "false", "4", "0"],
    );
    assert.match(await refused(11, config.replace("af:00", "3b:00")), /^PlatformConfigFault: /);
  });

  it("offers only what is in force to VMs, under a system id that is not the hardware UUID", async () => {
    await update(12, passthru([gpu], true));
    await update(11, passthru([gpu], true));
    const target = async (inner: string) => {
      const answer = await client.ok("EnvironmentBrowser:envbrowser-domain-c8", "QueryConfigTarget", inner);
      const rows = answer.values[0]?.children.filter((each) => each.name === "pciPassthrough") ?? [];
      return rows.map((row) => [one(row, "pciDevice", "id")?.text, one(row, "systemId")?.text]);
    };
    const { systemId } = simulator.state().hosts["host-12"] ?? {};
    assert.deepEqual(await target('<host type="HostSystem">host-12</host>'), [[gpu, systemId]]);
    assert.deepEqual(await target('<host type="HostSystem">host-11</host>'), []);
    assert.deepEqual(await target(""), [[gpu, systemId]]);
    assert.notEqual(systemId, await client.text("HostSystem:host-12", "hardware.systemInfo.uuid"));
  });

  it("tells how many passthrough devices a hardware version may have", async () => {
    const limit = async (key: string, method: string, inner: string) => {
      const answer = await client.ok("EnvironmentBrowser:envbrowser-domain-c8", method, inner);
      assert.equal(one(answer.values[0], "version")?.text, key);
      const options = one(answer.values[0], "hardwareOptions")?.children.filter(
        (each) => each.name === "virtualDeviceOption",
      );
      return options
        ?.map((each) => one(each, "numPCIPassthroughDevices", "max")?.text)
        .find((each) => each !== undefined);
    };
    const versions = ["vmx-10", "vmx-19", "vmx-20", "vmx-21"];
    const key = (version: string) => `<key>${version}</key>`;
    for (const limits of [
      versions.map((version) => limit(version, "QueryConfigOptionEx", `<spec>${key(version)}</spec>`)),
      versions.map((version) => limit(version, "QueryConfigOption", key(version))),
    ]) {
      assert.deepEqual(await Promise.all(limits), ["6", "16", "64", "128"]);
    }
  });

  it("answers for a host that is not connected with a communication fault", async () => {
    simulator.admin.setConnection("host-12", "disconnected");
    assert.match(await refused(12, passthru([gpu], true)), /^HostNotConnected: /);
    simulator.admin.setConnection("host-12", "notResponding");
    assert.match(await refused(12, passthru([gpu], true)), /^HostNotReachable: /);
  });

  it("takes host options of their own type only", async () => {
    const manager = "OptionManager:EsxHostAdvSettings-11";
    const option = (key: string, type: string, value: string) =>
      `<changedValue><key>${key}</key><value xsi:type="xsd:${type}">${value}</value></changedValue>`;
    await client.ok(manager, "UpdateOptions", option("VMkernel.Boot.disableACSCheck", "boolean", "true"));
    assert.equal(simulator.state().hosts["host-11"]?.options["VMkernel.Boot.disableACSCheck"], true);
    assert.equal(
      await client.fails(manager, "UpdateOptions", option("Mem.ShareScanTime", "int", "30")),
      "InvalidArgument: A specified parameter was not correct: changedValue[0].value",
    );
    await client.ok(manager, "UpdateOptions", option("Mem.ShareScanTime", "long", "30"));
    assert.equal(
      await client.fails(manager, "QueryOptions", "<name>Mem.Nothing</name>"),
      "InvalidName: The name 'Mem.Nothing' is invalid.",
    );
    const boot = await client.ok(manager, "QueryOptions", "<name>VMkernel.Boot.</name>");
    assert.equal(boot.values.length, 3);
  });
});

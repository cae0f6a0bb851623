import assert from "node:assert/strict";
import { addDevice, Client, collector, filterSpec, passthru, retrieve, started, stopAll } from "./client";

const vm = "VirtualMachine:vm-102";
const pci = "HostPciPassthruSystem:pciPassthruSystem-11";

describe("simulator: what it refuses to read", () => {
  let client: Client;

  beforeEach(async () => {
    ({ client } = await started());
  });
  afterEach(stopAll);

  it("elements out of order", async () => {
    const inner = "<config><passthruEnabled>true</passthruEnabled><id>0000:3b:00.0</id></config>";
    assert.equal(
      await client.fails(pci, "UpdatePassthruConfig", inner),
      "InvalidRequest: Required property id is missing while parsing serialized DataObject of type vim.HostPciPassthruConfig while parsing call information for method UpdatePassthruConfig",
    );
  });

  it("unknown elements", async () => {
    const inner = passthru(["0000:3b:00.0"], true, "<applyLater>true</applyLater>");
    assert.equal(
      await client.fails(pci, "UpdatePassthruConfig", inner),
      'InvalidRequest: Unexpected element tag "applyLater" seen (expected one of: applyNow, hardwareLabel) while parsing serialized DataObject of type vim.HostPciPassthruConfig while parsing call information for method UpdatePassthruConfig',
    );
  });

  it("elements newer than the version that the call asks for", async () => {
    const now = passthru(["0000:3b:00.0"], false, "<applyNow>true</applyNow>");
    assert.match(
      await client.fails(pci, "UpdatePassthruConfig", now, { version: "6.7.3" }),
      /^InvalidRequest: Unexpected element tag "applyNow" seen/,
    );
    const label = passthru(["0000:3b:00.0"], false, "<hardwareLabel>a</hardwareLabel>");
    assert.match(
      await client.fails(pci, "UpdatePassthruConfig", label, { version: "7.0.1.0" }),
      /^InvalidRequest: Unexpected element tag "hardwareLabel" seen/,
    );
    assert.equal((await client.call(pci, "UpdatePassthruConfig", label, { version: "7.0.2.0" })).status, 200);
  });

  it("elements newer than the server, whatever version is asked for", async () => {
    const inner = "<spec><metroFtEnabled>true</metroFtEnabled></spec>";
    assert.match(
      await client.fails(vm, "ReconfigVM_Task", inner, { version: "9.1.0.0" }),
      /^InvalidRequest: Unexpected element tag "metroFtEnabled" seen/,
    );
  });

  it("types newer than the version, in the server as in the call", async () => {
    const backing = 'xsi:type="VirtualPCIPassthroughDvxBackingInfo"';
    const device = `<deviceChange><operation>add</operation><device xsi:type="VirtualPCIPassthrough"><key>-1</key><backing ${backing}/></device></deviceChange>`;
    const refusal =
      "InvalidType: The request refers to an unexpected or unknown type: VirtualPCIPassthroughDvxBackingInfo";
    assert.equal(await client.fails(vm, "ReconfigVM_Task", `<spec>${device}</spec>`, { version: "7.0.3.0" }), refusal);
    const { simulator } = await started({ profile: "7.0U3" });
    const old = await new Client(simulator, "8.0.2.0").login();
    assert.equal(await old.fails(vm, "ReconfigVM_Task", `<spec>${device}</spec>`), refusal);
  });

  it("elements of another namespace, xsi:nil, and text between elements", async () => {
    const other = passthru(["0000:3b:00.0"], false, '<applyNow xmlns="urn:other">true</applyNow>');
    assert.match(
      await client.fails(pci, "UpdatePassthruConfig", other),
      /^InvalidRequest: Unexpected element tag "applyNow" seen/,
    );
    const nil = passthru(["0000:3b:00.0"], false, '<applyNow xsi:nil="true"/>');
    assert.match(await client.fails(pci, "UpdatePassthruConfig", nil), /^InvalidRequest: applyNow is nil, parsing /);
    const text = passthru(["0000:3b:00.0"], false, "now");
    assert.match(await client.fails(pci, "UpdatePassthruConfig", text), /^InvalidRequest: Unexpected text "now" in /);
  });

  it("two elements where one is declared", async () => {
    const twice = passthru(["0000:3b:00.0"], false, "<applyNow>true</applyNow><applyNow>false</applyNow>");
    assert.match(
      await client.fails(pci, "UpdatePassthruConfig", twice),
      /^InvalidRequest: Unexpected element tag "applyNow" seen \(expected one of: hardwareLabel\)/,
    );
  });

  it("one device key for two new devices, negative or not", async () => {
    for (const key of [-1, 0, 13000]) {
      const devices = ["0000:3b:00.0", "0000:5e:00.0"].map((address) => addDevice(address, "x", { key })).join("");
      assert.equal(
        await client.task(vm, "ReconfigVM_Task", `<spec>${devices}</spec>`),
        "InvalidArgument: A specified parameter was not correct: deviceChange[1].device.key",
      );
    }
  });

  it("missing required arguments", async () => {
    assert.equal(
      await client.fails("HostSystem:host-11", "RebootHost_Task"),
      "InvalidRequest: Required property force is missing while parsing call information for method RebootHost_Task",
    );
    assert.equal(
      await client.fails(pci, "UpdatePassthruConfig"),
      "InvalidRequest: Required property config is missing while parsing call information for method UpdatePassthruConfig",
    );
  });

  it("a missing xsi:type where the declared type is abstract or any", async () => {
    const device = addDevice("0000:3b:00.0", "x").replace(' xsi:type="VirtualPCIPassthroughDeviceBackingInfo"', "");
    assert.match(
      await client.fails(vm, "ReconfigVM_Task", `<spec>${device}</spec>`),
      /^InvalidRequest: xsi:type is missing on backing, declared vim\.VirtualDeviceBackingInfo, while parsing /,
    );
    const option = "<spec><extraConfig><key>a</key><value>b</value></extraConfig></spec>";
    assert.match(
      await client.fails(vm, "ReconfigVM_Task", option),
      /^InvalidRequest: xsi:type is missing on value, declared anyType, while parsing /,
    );
  });

  it("types that do not exist, or do not fit", async () => {
    const wrong = addDevice("0000:3b:00.0", "x").replace("VirtualPCIPassthroughDeviceBackingInfo", "HostPciDevice");
    assert.match(
      await client.fails(vm, "ReconfigVM_Task", `<spec>${wrong}</spec>`),
      /^InvalidType: HostPciDevice is not assignable to VirtualDeviceBackingInfo while parsing /,
    );
    const unknown = addDevice("0000:3b:00.0", "x").replace("VirtualPCIPassthroughDeviceBackingInfo", "Nonsense");
    assert.equal(
      await client.fails(vm, "ReconfigVM_Task", `<spec>${unknown}</spec>`),
      "InvalidType: The request refers to an unexpected or unknown type: Nonsense",
    );
    assert.equal(
      await client.fails("Nonsense:x", "Fetch", "<prop>name</prop>"),
      "InvalidType: The request refers to an unexpected or unknown type: Nonsense",
    );
  });

  it("values that are not of their type", async () => {
    assert.match(
      await client.fails("HostSystem:host-11", "RebootHost_Task", "<force>yes</force>"),
      /^InvalidRequest: "yes" is no boolean: force, while parsing /,
    );
    const vendor = addDevice("0000:3b:00.0", "x", { vendorId: 0x8086 });
    assert.match(
      await client.fails(vm, "ReconfigVM_Task", `<spec>${vendor}</spec>`),
      /^InvalidRequest: "32902" is no short: vendorId, while parsing /,
    );
    for (const [created, why] of [
      ["1", '"1" is no dateTime'],
      ["2026-13-01T00:00:00Z", '"2026-13-01T00:00:00Z" is no dateTime'],
    ] as const) {
      assert.match(
        await client.fails(vm, "ReconfigVM_Task", `<spec><createDate>${created}</createDate></spec>`),
        new RegExp(`^InvalidRequest: ${why}: createDate, while parsing `),
      );
    }
    const spec = (value: string) => `<spec><extraConfig><key>a</key>${value}</extraConfig></spec>`;
    for (const [value, why] of [
      ['<value xsi:type="xsd:double">a</value>', '"a" is no double'],
      ['<value xsi:type="xsd:base64Binary">?</value>', '"\\?" is no base64Binary'],
      ['<value xsi:type="DrsBehavior">never</value>', '"never" is no value of enumeration vim.DrsBehavior'],
      ['<value xsi:type="xsd:token">a</value>', "unknown type xsd:token"],
    ] as const) {
      assert.match(
        await client.fails(vm, "ReconfigVM_Task", spec(value)),
        new RegExp(`^Invalid(Request|Type): ${why}`),
      );
    }
    const operation = addDevice("0000:3b:00.0", "x").replace(">add<", ">attach<");
    assert.match(
      await client.fails(vm, "ReconfigVM_Task", `<spec>${operation}</spec>`),
      /^InvalidRequest: "attach" is no value of enumeration vim\.VirtualDeviceConfigSpecOperation, parsing /,
    );
  });

  it("references of the wrong type", async () => {
    assert.match(
      await client.fails(vm, "PowerOnVM_Task", '<host type="VirtualMachine">vm-101</host>'),
      /^InvalidType: host: expected a HostSystem, found a VirtualMachine, parsing /,
    );
  });

  it("objects that do not exist, and methods that an object does not have", async () => {
    assert.equal(
      await client.fails("VirtualMachine:vm-999", "PowerOffVM_Task"),
      "ManagedObjectNotFound: The object 'vim.VirtualMachine:vm-999' has already been deleted or has not been completely created",
    );
    assert.equal(
      await client.fails("HostSystem:host-11", "PowerOffVM_Task"),
      "MethodNotFound: HostSystem:host-11 does not implement: PowerOffVM_Task",
    );
    assert.equal(
      await client.fails("VirtualMachine:vm-101", "CloneVM_Task"),
      "MethodNotFound: VirtualMachine:vm-101 does not know, or the simulator does not serve: CloneVM_Task",
    );
    assert.equal(
      await client.fails("HostSystem:vm-101", "Fetch", "<prop>name</prop>"),
      "ManagedObjectNotFound: The object 'vim.HostSystem:vm-101' has already been deleted or has not been completely created",
    );
  });

  it("property paths and types that do not exist", async () => {
    const ask = (object: string, ...paths: string[]) =>
      client.fails(collector(client.simulator), "RetrievePropertiesEx", retrieve(object, ...paths));
    assert.equal(
      await ask("HostSystem:host-11", "name", "nonsense"),
      "InvalidProperty: The property 'nonsense' is not valid.",
    );
    assert.equal(
      await ask("HostSystem:host-11", "config.nonsense"),
      "InvalidProperty: The property 'config.nonsense' is not valid.",
    );
    assert.equal(await ask("HostSystem:host-11", "vm.name"), "InvalidProperty: The property 'vm.name' is not valid.");
    const unknownType = `<specSet>${filterSpec("HostSystem:host-11", "name").replace("<type>HostSystem", "<type>Hosts")}</specSet><options/>`;
    assert.equal(
      await client.fails(collector(client.simulator), "RetrievePropertiesEx", unknownType),
      "InvalidType: The request refers to an unexpected or unknown type.",
    );
  });

  it("properties that the version does not have yet", async () => {
    const path = "capability.deviceRebindWithoutRebootSupported";
    const inner = retrieve("HostSystem:host-11", path);
    assert.equal(
      await client.fails(collector(client.simulator), "RetrievePropertiesEx", inner, { version: "6.7.3" }),
      `InvalidProperty: The property '${path}' is not valid.`,
    );
    assert.equal(await client.text("HostSystem:host-11", path), "false");
  });

  it("leaves newer data out of answers to an older version", async () => {
    const inner = "<prop>capability</prop>";
    const old = await client.call("HostSystem:host-11", "Fetch", inner, { version: "6.5" });
    const recent = await client.call("HostSystem:host-11", "Fetch", inner);
    assert.ok(!old.text.includes("deviceRebindWithoutRebootSupported"));
    assert.ok(recent.text.includes("<deviceRebindWithoutRebootSupported>false<"));
  });
});

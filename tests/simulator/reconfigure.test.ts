import assert from "node:assert/strict";
import type { Simulator } from "../../simulator";
import { addDevice, all, type Client, one, removeDevice, started, stopAll, xsiType } from "./client";

const gpu = "0000:3b:00.0";

describe("simulator: reconfiguring a VM", () => {
  let client: Client;
  let simulator: Simulator;
  let systemId: string;

  beforeEach(async () => {
    ({ client, simulator } = await started());
    systemId = simulator.state().hosts["host-12"]?.systemId ?? "";
  });
  afterEach(stopAll);

  const reconfigure = (vm: string, spec: string) =>
    client.task(`VirtualMachine:${vm}`, "ReconfigVM_Task", `<spec>${spec}</spec>`);
  const vm = (id: string) => {
    const found = simulator.state().vms[id];
    assert.ok(found);
    return found;
  };
  const version = (id: string) => `<changeVersion>${vm(id).changeVersion}</changeVersion>`;
  const option = (key: string, value: string, type = "string") =>
    `<extraConfig><key>${key}</key><value xsi:type="xsd:${type}">${value}</value></extraConfig>`;
  const reserve = (megabytes: number) => `<memoryAllocation><reservation>${megabytes}</reservation></memoryAllocation>`;
  const locked = (value: boolean) => `<memoryReservationLockedToMax>${value}</memoryReservationLockedToMax>`;

  it("adds a device under a key and unit of the server's choice", async () => {
    assert.equal(await reconfigure("vm-111", version("vm-111") + addDevice(gpu, systemId)), "success");
    assert.deepEqual(
      vm("vm-111").devices.map(({ key, address }) => [key, address]),
      [[13000, gpu]],
    );
    const devices = await client.property("VirtualMachine:vm-111", "config.hardware.device");
    const device = devices?.children.find((each) => xsiType(each) === "VirtualPCIPassthrough");
    const read = ["key", "controllerKey", "unitNumber"].map((name) => one(device, name)?.text);
    assert.deepEqual(read, ["13000", "100", "18"]);
    assert.equal(one(device, "deviceInfo", "label")?.text, "PCI device 0");
    assert.equal(xsiType(one(device, "backing")), "VirtualPCIPassthroughDeviceBackingInfo");
  });

  it("uses the gap that a removed device leaves", async () => {
    await reconfigure("vm-111", addDevice(gpu, systemId) + addDevice("0000:b1:00.0", systemId, { key: -2 }));
    await reconfigure("vm-111", removeDevice(13000));
    assert.deepEqual(
      vm("vm-111").devices.map(({ key }) => key),
      [13001],
    );
    await reconfigure("vm-111", addDevice(gpu, systemId));
    assert.deepEqual(
      vm("vm-111").devices.map(({ key }) => key),
      [13001, 13000],
    );
  });

  it("gives the VM another changeVersion, and refuses an old one", async () => {
    const old = version("vm-111");
    assert.equal(await reconfigure("vm-111", old + option("a", "1")), "success");
    assert.notEqual(version("vm-111"), old);
    assert.equal(
      await reconfigure("vm-111", old + option("a", "2")),
      "ConcurrentAccess: Cannot complete operation due to concurrent modification by another operation.",
    );
    assert.deepEqual(vm("vm-111").extraConfig, { a: "1" });
  });

  it("refuses devices while the VM runs, with the messages of ESXi", async () => {
    const answer = await client.ok(
      "VirtualMachine:vm-112",
      "ReconfigVM_Task",
      `<spec>${addDevice(gpu, systemId)}</spec>`,
    );
    const id = answer.values[0]?.text ?? "";
    assert.equal(await client.taskEnd(id), "GenericVmConfigFault: The hot-plug operation failed. ");
    const fault = await client.property(`Task:${id}`, "info.error");
    const keys = all(one(fault, "fault"), "faultMessage").map((each) => one(each, "key")?.text);
    assert.deepEqual(keys, ["msg.devices.hotplug.failed", "msg.pciPassthru.noMigration"]);
    assert.deepEqual(vm("vm-112").devices, []);
  });

  it("refuses two new devices with the same key, and then does nothing", async () => {
    const spec = addDevice(gpu, systemId) + addDevice("0000:b1:00.0", systemId);
    assert.equal(
      await reconfigure("vm-111", spec),
      "InvalidArgument: A specified parameter was not correct: deviceChange[1].device.key",
    );
    assert.deepEqual(vm("vm-111").devices, []);
  });

  it("refuses to remove a device that is not there", async () => {
    assert.equal(await reconfigure("vm-111", removeDevice(13005)), "DeviceNotFound: Device '0' was not found.");
  });

  it("replaces a device in one step", async () => {
    await reconfigure("vm-111", addDevice(gpu, systemId));
    assert.equal(await reconfigure("vm-111", removeDevice(13000) + addDevice("0000:b1:00.0", systemId)), "success");
    assert.deepEqual(
      vm("vm-111").devices.map(({ address }) => address),
      ["0000:b1:00.0"],
    );
  });

  it("refuses a device without a backing, or on another controller", async () => {
    const bare =
      '<deviceChange><operation>add</operation><device xsi:type="VirtualPCIPassthrough"><key>-1</key></device></deviceChange>';
    assert.equal(
      await reconfigure("vm-111", bare),
      "InvalidDeviceBacking: Incompatible device backing specified for device '0'.",
    );
    const elsewhere = addDevice(gpu, systemId).replace("</device>", "<controllerKey>1000</controllerKey></device>");
    assert.equal(await reconfigure("vm-111", elsewhere), "InvalidController: Invalid controller for device '0'.");
  });

  it("refuses devices below hardware version 7", async () => {
    assert.equal(
      await reconfigure("vm-113", addDevice(gpu, systemId)),
      "DeviceUnsupportedForVmVersion: The device is not supported by the virtual machine's hardware version vmx-04; it needs vmx-07.",
    );
  });

  it("refuses more devices than the platform allows", async () => {
    simulator.admin.editVm("vm-111", { hardwareVersion: 10 });
    const seven = [1, 2, 3, 4, 5, 6, 7].map((key) => addDevice(gpu, systemId, { key: -key })).join("");
    assert.equal(
      await reconfigure("vm-111", seven),
      "TooManyDevices: The maximum number of devices has been exceeded.",
    );
    assert.deepEqual(vm("vm-111").devices, []);
  });

  it("refuses devices under nested virtualisation", async () => {
    simulator.admin.editVm("vm-111", { nestedHV: true });
    assert.equal(
      await reconfigure("vm-111", addDevice(gpu, systemId)),
      "GenericVmConfigFault: PCI passthrough devices cannot be added when Nested Hardware-Assisted Virtualization is enabled.",
    );
  });

  it("reserves memory, and under the lock all of it", async () => {
    assert.equal(await reconfigure("vm-102", reserve(1024)), "success");
    assert.deepEqual([vm("vm-102").reservationMB, vm("vm-102").reservationLocked], [1024, false]);
    assert.equal(await reconfigure("vm-102", locked(true)), "success");
    assert.deepEqual([vm("vm-102").reservationMB, vm("vm-102").reservationLocked], [8192, true]);
    assert.equal(await reconfigure("vm-102", "<memoryMB>4096</memoryMB>"), "success");
    assert.equal(vm("vm-102").reservationMB, 4096);
  });

  it("refuses a lower reservation under the lock, unless the same change takes the lock off", async () => {
    const refused = "InvalidArgument: A specified parameter was not correct: configSpec.memoryAllocation.reservation";
    assert.equal(await reconfigure("vm-111", reserve(0)), refused);
    assert.equal(await reconfigure("vm-111", reserve(0) + locked(false)), "success");
    assert.deepEqual([vm("vm-111").reservationMB, vm("vm-111").reservationLocked], [0, false]);
    assert.equal(await reconfigure("vm-111", reserve(16384)), refused);
  });

  it("refuses another memory size while the VM runs", async () => {
    assert.equal(
      await reconfigure("vm-101", "<memoryMB>8192</memoryMB>"),
      "MemoryHotPlugNotSupported: Memory hot plug is not supported for this virtual machine.",
    );
  });

  it("keeps text in extraConfig, removes a key with an empty one, and refuses other types", async () => {
    await reconfigure("vm-102", option("pciPassthru.use64bitMMIO", "TRUE") + option("b", "2"));
    assert.deepEqual(vm("vm-102").extraConfig, { "pciPassthru.use64bitMMIO": "TRUE", b: "2" });
    await reconfigure("vm-102", option("b", ""));
    assert.deepEqual(vm("vm-102").extraConfig, { "pciPassthru.use64bitMMIO": "TRUE" });
    assert.equal(
      await reconfigure("vm-102", option("c", "true", "boolean")),
      "InvalidArgument: A specified parameter was not correct: configSpec.extraConfig[0].value",
    );
  });

  it("refuses a second reconfigure while the first one is on its way", async () => {
    const slow = (await started({ timeScale: 30 })).client;
    const first = await slow.ok("VirtualMachine:vm-102", "ReconfigVM_Task", `<spec>${option("a", "1")}</spec>`);
    const second = await slow.call("VirtualMachine:vm-102", "ReconfigVM_Task", `<spec>${option("a", "2")}</spec>`);
    assert.equal(second.fault?.message, "Another task is already in progress.");
    assert.equal(one(second.fault?.detail, "task")?.text, first.values[0]?.text);
    assert.equal(await slow.taskEnd(first.values[0]?.text ?? ""), "success");
  });

  it("refuses what it does not model rather than dropping it", async () => {
    assert.equal(
      await reconfigure("vm-102", "<swapPlacement>inherit</swapPlacement>"),
      "NotSupported: The operation is not supported on the object: the simulator does not reconfigure swapPlacement",
    );
  });

  it("upgrades the hardware version of a VM that is off", async () => {
    const upgrade = (id: string, to: string) => client.task(`VirtualMachine:${id}`, "UpgradeVM_Task", to);
    assert.equal(await upgrade("vm-113", "<version>vmx-14</version>"), "success");
    assert.equal(await client.text("VirtualMachine:vm-113", "config.version"), "vmx-14");
    assert.equal(await upgrade("vm-113", ""), "success");
    assert.equal(vm("vm-113").hardwareVersion, 21);
    assert.equal(await upgrade("vm-113", ""), "AlreadyUpgraded: The virtual machine is already up-to-date.");
    assert.match(await upgrade("vm-101", ""), /^InvalidPowerState: /);
  });
});

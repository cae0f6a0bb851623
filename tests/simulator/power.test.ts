import assert from "node:assert/strict";
import type { Simulator } from "../../simulator";
import { addDevice, type Client, one, started, stopAll } from "./client";

const gpu = "0000:3b:00.0";
const mismatch =
  "GenericVmConfigFault: The systemId does not match the current system or the deviceId, and the vendorId does not match the device currently at 3b:00.0.";

describe("simulator: power", () => {
  let client: Client;
  let simulator: Simulator;
  let systemId: string;

  beforeEach(async () => {
    ({ client, simulator } = await started());
    systemId = simulator.state().hosts["host-12"]?.systemId ?? "";
    simulator.admin.setPassthrough("host-12", gpu, { enabled: true, active: true });
  });
  afterEach(stopAll);

  const powerOn = (vm: string) => client.task(`VirtualMachine:${vm}`, "PowerOnVM_Task");
  const powerOff = (vm: string) => client.task(`VirtualMachine:${vm}`, "PowerOffVM_Task");
  const add = (vm: string, more = {}, id = systemId) =>
    client.task(`VirtualMachine:${vm}`, "ReconfigVM_Task", `<spec>${addDevice(gpu, id, more)}</spec>`);
  const power = (vm: string) => simulator.state().vms[vm]?.power;

  it("turns VMs on and off, and refuses what is so already", async () => {
    assert.equal(await powerOn("vm-102"), "success");
    assert.equal(power("vm-102"), "poweredOn");
    assert.equal(
      await powerOn("vm-102"),
      "InvalidPowerState: The attempted operation cannot be performed in the current state (Powered on).",
    );
    assert.equal(await powerOff("vm-102"), "success");
    assert.equal(
      await powerOff("vm-102"),
      "InvalidPowerState: The attempted operation cannot be performed in the current state (Powered off).",
    );
  });

  it("starts several through their datacenter, each with a task of its own, and none twice at a time", async () => {
    const vm = (id: string) => `<vm type="VirtualMachine">${id}</vm>`;
    const inner = ["vm-102", "vm-111", "vm-102"].map(vm).join("");
    const { values } = await client.ok("Datacenter:datacenter-3", "PowerOnMultiVM_Task", inner);
    const id = values[0]?.text ?? "";
    assert.equal(await client.taskEnd(id), "success");
    const { text } = await client.ok(`Task:${id}`, "Fetch", "<prop>info.result</prop>");
    const started = [...text.matchAll(/<attempted><vm[^>]*>([^<]+)<\/vm><task[^>]*>([^<]+)</g)];
    assert.deepEqual(
      started.map(([, name]) => name),
      ["vm-102", "vm-111"],
    );
    for (const [, , task = ""] of started) assert.equal(await client.taskEnd(task), "success");
    assert.match(text, /<notAttempted><vm[^>]*>vm-102<\/vm><fault><fault xsi:type="TaskInProgress">/);
    assert.deepEqual([power("vm-102"), power("vm-111")], ["poweredOn", "poweredOn"]);
  });

  it("starts a VM with an active device and all its memory reserved", async () => {
    await add("vm-111");
    assert.equal(await powerOn("vm-111"), "success");
  });

  it("takes the device id as hex in any of its forms, and an empty one", async () => {
    for (const deviceId of ["1EB8", "0x1eb8", ""]) {
      await add("vm-111", { deviceId });
      assert.equal(await powerOn("vm-111"), "success");
      await powerOff("vm-111");
      simulator.admin.detachDevice("vm-111", 13000);
    }
  });

  it("refuses a backing that does not fit the card: decimal text, another system, another vendor", async () => {
    const wrong = [
      [{ deviceId: String(0x1eb8) }, systemId],
      [{}, "00000000-0000-0000-0000-000000000000"],
      [{ vendorId: 0x1002 }, systemId],
    ] as const;
    for (const [more, id] of wrong) {
      assert.equal(await add("vm-111", more, id), "success");
      assert.equal(await powerOn("vm-111"), mismatch);
      simulator.admin.detachDevice("vm-111", 13000);
    }
  });

  it("refuses a card that was swapped", async () => {
    await add("vm-111");
    const card = {
      vendorId: "10de",
      deviceId: "20b5",
      classId: "0302",
      vendorName: "NVIDIA Corporation",
      deviceName: "A100",
    };
    simulator.admin.putCard("host-12", { address: gpu, ...card, enabled: true });
    assert.equal(await powerOn("vm-111"), mismatch);
    simulator.admin.pullCard("host-12", gpu);
    assert.equal(await powerOn("vm-111"), mismatch);
  });

  it("refuses a device whose passthrough is not in force", async () => {
    await add("vm-111");
    simulator.admin.setPassthrough("host-12", gpu, { active: false });
    assert.equal(await powerOn("vm-111"), `GenericVmConfigFault: PCI device ${gpu} is not available for passthrough.`);
  });

  it("refuses a VM whose memory is not all reserved", async () => {
    await client.task(
      "VirtualMachine:vm-111",
      "ReconfigVM_Task",
      "<spec><memoryReservationLockedToMax>false</memoryReservationLockedToMax></spec>",
    );
    await client.task(
      "VirtualMachine:vm-111",
      "ReconfigVM_Task",
      "<spec><memoryAllocation><reservation>8188</reservation></memoryAllocation></spec>",
    );
    await add("vm-111");
    assert.equal(
      await powerOn("vm-111"),
      "GenericVmConfigFault: Invalid memory setting: memory reservation (sched.mem.min) should be equal to memsize(8192).",
    );
  });

  it("lets two VMs have a device, and one of them run", async () => {
    simulator.admin.setPower("vm-112", "poweredOff");
    simulator.admin.editVm("vm-112", { reservationMB: 8192 });
    await add("vm-111");
    await add("vm-112");
    assert.equal(await powerOn("vm-111"), "success");
    assert.equal(
      await powerOn("vm-112"),
      `GenericVmConfigFault: PCI device ${gpu} is in use by virtual machine ml-01.`,
    );
    await powerOff("vm-111");
    assert.equal(await powerOn("vm-112"), "success");
  });

  it("refuses a VM that has one device twice", async () => {
    await add("vm-111");
    await add("vm-111");
    assert.equal(
      await powerOn("vm-111"),
      `GenericVmConfigFault: PCI device ${gpu} is in use by virtual machine ml-01.`,
    );
    assert.equal(power("vm-111"), "poweredOff");
  });

  it("gives slots at the first start, which changes the configuration", async () => {
    await add("vm-111");
    const before = simulator.state().vms["vm-111"]?.changeVersion;
    await powerOn("vm-111");
    const after = simulator.state().vms["vm-111"]?.changeVersion;
    assert.notEqual(after, before);
    await powerOff("vm-111");
    await powerOn("vm-111");
    assert.equal(simulator.state().vms["vm-111"]?.changeVersion, after);
  });

  it("refuses to reserve more memory than the host has", async () => {
    simulator.admin.editVm("vm-111", { memoryMB: 524288, reservationMB: 524288 });
    assert.equal(
      await powerOn("vm-111"),
      "InsufficientMemoryResourcesFault: The available Memory resources in the parent resource pool are insufficient for the operation.",
    );
  });

  it("suspends and resumes a VM, but none with a passthrough device", async () => {
    const suspend = (vm: string) => client.task(`VirtualMachine:${vm}`, "SuspendVM_Task");
    assert.equal(
      await suspend("vm-102"),
      "InvalidPowerState: The attempted operation cannot be performed in the current state (Powered off).",
    );
    await powerOn("vm-102");
    assert.deepEqual([await suspend("vm-102"), power("vm-102")], ["success", "suspended"]);
    assert.deepEqual([await powerOn("vm-102"), power("vm-102")], ["success", "poweredOn"]);
    await add("vm-111");
    await powerOn("vm-111");
    assert.equal(
      await suspend("vm-111"),
      "NotSupported: The operation is not supported on the object: a PCI DirectPath I/O device excludes suspending",
    );
    assert.equal(power("vm-111"), "poweredOn");
  });

  it("resets a VM that runs, with its device", async () => {
    const reset = () => client.task("VirtualMachine:vm-111", "ResetVM_Task");
    assert.equal(
      await reset(),
      "InvalidPowerState: The attempted operation cannot be performed in the current state (Powered off).",
    );
    await add("vm-111");
    await powerOn("vm-111");
    assert.deepEqual([await reset(), power("vm-111")], ["success", "poweredOn"]);
  });

  it("shuts a guest down after a while, which needs Tools and a guest that obeys", async () => {
    await client.ok("VirtualMachine:vm-112", "ShutdownGuest");
    await client.until("VirtualMachine:vm-112", "runtime.powerState", (value) => value?.text === "poweredOff");
    assert.equal(
      await client.fails("VirtualMachine:vm-104", "ShutdownGuest"),
      "ToolsUnavailable: Cannot complete operation because VMware Tools is not running in this virtual machine.",
    );
    assert.match(await client.fails("VirtualMachine:vm-112", "ShutdownGuest"), /^InvalidPowerState: /);
    await client.ok("VirtualMachine:vm-123", "ShutdownGuest");
    await client.ok("VirtualMachine:vm-101", "ShutdownGuest");
    await client.until("VirtualMachine:vm-101", "runtime.powerState", (value) => value?.text === "poweredOff");
    assert.equal(power("vm-123"), "poweredOn");
  });

  it("starts Tools some time after the VM", async () => {
    await powerOn("vm-102");
    const guest = await client.until(
      "VirtualMachine:vm-102",
      "guest",
      (value) => one(value, "toolsRunningStatus")?.text === "guestToolsRunning",
    );
    assert.equal(one(guest, "guestState")?.text, "running");
  });

  it("moves a VM between hosts, but none with a passthrough device", async () => {
    const move = '<host type="HostSystem">host-11</host><priority>defaultPriority</priority>';
    assert.equal(await client.task("VirtualMachine:vm-112", "MigrateVM_Task", move), "success");
    assert.equal(simulator.state().vms["vm-112"]?.host, "host-11");
    await add("vm-111");
    const refused = "DisallowedMigrationDeviceAttached: The virtual machine is using a device that prevents migration.";
    assert.equal(await client.task("VirtualMachine:vm-111", "MigrateVM_Task", move), refused);
    const relocate = '<spec><host type="HostSystem">host-11</host></spec>';
    assert.equal(await client.task("VirtualMachine:vm-111", "RelocateVM_Task", relocate), refused);
    assert.equal(simulator.state().vms["vm-111"]?.host, "host-12");
  });
});

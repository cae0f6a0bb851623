import assert from "node:assert/strict";
import { collect } from "../../../provider/vsphere/factCache";
import type { VmFacts } from "../../../provider/vsphere/types";
import { configSpec, readVms } from "../../../provider/vsphere/virtualMachine";
import { objects, stubSession } from "./stubSession";

const ref = { type: "VirtualMachine", id: "vm-1" };
const read = async (values: Record<string, unknown>) => {
  const { session } = stubSession(() => objects({ ref, values }));
  return (await collect<VmFacts>((tell) => readVms(session, ["vm-1"], tell))).get("vm-1");
};
const runtime = { "runtime.connectionState": "connected", "runtime.powerState": "poweredOff" };

describe("a VM's facts", () => {
  it("of an inaccessible VM claim nothing that its configuration would say", async () => {
    assert.deepEqual(await read({ name: "a%2fb", ...runtime, "runtime.connectionState": "inaccessible" }), {
      id: "vm-1",
      name: "a/b",
      instanceUuid: "",
      biosUuid: "",
      template: false,
      hardwareVersion: 0,
      firmware: "bios",
      memoryMB: 0,
      reservationMB: 0,
      reservationLocked: false,
      changeVersion: "",
      nestedHV: false,
      devices: [],
      extraConfig: {},
      connectionState: "inaccessible",
      powerState: "poweredOff",
      toolsRunning: false,
      faultTolerance: false,
      hasSnapshots: false,
    });
  });

  it("hold every kind of passthrough device, and no other device", async () => {
    const device = (key: number, type: string, backing: unknown, $type = "VirtualPCIPassthrough") => ({
      $type,
      key: String(key),
      deviceInfo: { label: `PCI device ${key}`, summary: "" },
      backing: { $type: type, ...(backing as object) },
    });
    const fixed = { id: "0000:5E:00.0", deviceId: "0xE211", systemId: "sys", vendorId: "-32634", deviceName: "" };
    const vm = await read({
      name: "a",
      ...runtime,
      "config.hardware.device": [
        device(500, "X", {}, "VirtualMachineVideoCard"),
        device(1, "VirtualPCIPassthroughDeviceBackingInfo", fixed),
        device(2, "VirtualPCIPassthroughDeviceBackingInfo", { ...fixed, deviceId: "" }),
        device(3, "VirtualPCIPassthroughDynamicBackingInfo", { deviceName: "" }),
        device(4, "VirtualPCIPassthroughVmiopBackingInfo", { vgpu: "grid_t4" }),
        device(5, "VirtualPCIPassthroughDvxBackingInfo", {}),
        device(6, "SomethingNewer", {}),
      ],
    });
    const address = { address: "0000:5e:00.0", systemId: "sys", vendorId: "8086" };
    assert.deepEqual(vm?.devices, [
      { key: 1, backing: "fixed", label: "PCI device 1", ...address, deviceId: "e211" },
      { key: 2, backing: "fixed", label: "PCI device 2", ...address },
      { key: 3, backing: "dynamic", label: "PCI device 3" },
      { key: 4, backing: "vgpu", label: "PCI device 4" },
      { key: 5, backing: "dvx", label: "PCI device 5" },
      { key: 6, backing: "other", label: "PCI device 6" },
    ]);
  });

  it("tell what forbids passthrough", async () => {
    const vm = await read({
      name: "a",
      ...runtime,
      "runtime.question": { id: "1", text: "Moved or copied?" },
      "runtime.faultToleranceState": "running",
      "guest.toolsRunningStatus": "guestToolsRunning",
      snapshot: { rootSnapshotList: {} },
      "config.nestedHVEnabled": "true",
      "config.managedBy": { extensionKey: "com.vmware.vim.eam", type: "cluster-agent" },
      "config.version": "vmx-21",
      "config.firmware": "efi",
      "config.memoryAllocation.reservation": "4096",
      "config.extraConfig": { key: "a", value: "TRUE" },
    });
    const { question, faultTolerance, toolsRunning, hasSnapshots, nestedHV, managedBy, hardwareVersion } = vm ?? {};
    assert.deepEqual(
      { question, faultTolerance, toolsRunning, hasSnapshots, nestedHV, managedBy, hardwareVersion },
      {
        question: "Moved or copied?",
        faultTolerance: true,
        toolsRunning: true,
        hasSnapshots: true,
        nestedHV: true,
        managedBy: "com.vmware.vim.eam",
        hardwareVersion: 21,
      },
    );
    assert.deepEqual([vm?.firmware, vm?.reservationMB, vm?.extraConfig], ["efi", 4096, { a: "TRUE" }]);
  });

  it("that the server tells wrong are not believed", async () => {
    await assert.rejects(read({ name: "a", ...runtime, "config.hardware.device": [{ key: "x" }] }), {
      name: "ReplyError",
      message:
        "the server's answer to RetrievePropertiesEx cannot be used at vm-1 config.hardware.device[0].key: a whole number was expected",
    });
    await assert.rejects(read({ ...runtime }), {
      message:
        "the server's answer to RetrievePropertiesEx cannot be used at vm-1 name: Invalid input: expected string, received undefined",
    });
  });
});

describe("a VM's change", () => {
  const card = { deviceName: "T4", systemId: "sys", vendorId: "8086", deviceId: "00e2" };

  it("removes before it adds, each new device with a key of its own, ids signed or as hex text", () => {
    const spec = configSpec({
      changeVersion: "v",
      addDevices: [
        { ...card, address: "0000:5e:00.0" },
        { ...card, address: "0000:3b:00.0", vendorId: "10de", deviceId: "1eb8" },
      ],
      removeDevices: [13000],
    });
    const backing = { $type: "VirtualPCIPassthroughDeviceBackingInfo", deviceName: "T4", systemId: "sys" };
    assert.deepEqual(spec["deviceChange"], [
      { operation: "remove", device: { $type: "VirtualPCIPassthrough", key: 13000 } },
      {
        operation: "add",
        device: {
          $type: "VirtualPCIPassthrough",
          key: -1,
          backing: { ...backing, id: "0000:5e:00.0", deviceId: "e2", vendorId: -32634 },
        },
      },
      {
        operation: "add",
        device: {
          $type: "VirtualPCIPassthrough",
          key: -2,
          backing: { ...backing, id: "0000:3b:00.0", deviceId: "1eb8", vendorId: 4318 },
        },
      },
    ]);
  });

  it("says only what changes", () => {
    assert.deepEqual(configSpec({ changeVersion: "v" }), {
      changeVersion: "v",
      deviceChange: [],
      memoryAllocation: undefined,
      memoryReservationLockedToMax: undefined,
      extraConfig: [],
    });
    const spec = configSpec({
      changeVersion: "v",
      memory: { reservationMB: 0, locked: false },
      extraConfig: { a: "" },
    });
    assert.deepEqual(spec["memoryAllocation"], { reservation: 0 });
    assert.equal(spec["memoryReservationLockedToMax"], false);
    assert.deepEqual(spec["extraConfig"], [{ key: "a", value: "" }]);
  });
});

import type { Vm } from "../model/entities";
import type { World } from "../model/world";
import { deviceIdOf } from "../semantics/pciBacking";
import type { Data } from "../wire/values";

const description = (label: string, summary = label): Data => ({ label, summary });

function controller($type: string, key: number, label: string, device: readonly number[], more: Data = {}): Data {
  return { $type, key, deviceInfo: description(label), busNumber: 0, device, ...more };
}

/** What every VM has; real servers list more on these controllers. */
function standardDevices(vm: Vm): Data[] {
  const passthrough = vm.devices.map((device) => device.key);
  return [
    controller("VirtualIDEController", 200, "IDE 0", []),
    controller("VirtualPS2Controller", 300, "PS2 controller 0", [600, 700]),
    controller("VirtualPCIController", 100, "PCI controller 0", [500, 12000, 1000, 4000, ...passthrough]),
    controller("VirtualSIOController", 400, "SIO controller 0", []),
    { $type: "VirtualKeyboard", key: 600, deviceInfo: description("Keyboard"), controllerKey: 300, unitNumber: 0 },
    {
      $type: "VirtualPointingDevice",
      key: 700,
      deviceInfo: description("Pointing device", "Pointing device; Device"),
      backing: {
        $type: "VirtualPointingDeviceDeviceBackingInfo",
        deviceName: "",
        useAutoDetect: false,
        hostPointingDevice: "autodetect",
      },
      controllerKey: 300,
      unitNumber: 1,
    },
    {
      $type: "VirtualMachineVideoCard",
      key: 500,
      deviceInfo: description("Video card"),
      controllerKey: 100,
      unitNumber: 0,
      videoRamSizeInKB: 8192,
    },
    {
      $type: "VirtualMachineVMCIDevice",
      key: 12000,
      deviceInfo: description("VMCI device"),
      controllerKey: 100,
      unitNumber: 17,
    },
  ];
}

function storageAndNetwork(vm: Vm): Data[] {
  const datastore = vm.host.datastores[0];
  const network = vm.host.networks[0];
  const scsi = { controllerKey: 100, unitNumber: 3, sharedBus: "noSharing", scsiCtlrUnitNumber: 7 };
  return [
    controller("ParaVirtualSCSIController", 1000, "SCSI controller 0", [2000], scsi),
    {
      $type: "VirtualDisk",
      key: 2000,
      deviceInfo: description("Hard disk 1", "16,777,216 KB"),
      backing: {
        $type: "VirtualDiskFlatVer2BackingInfo",
        fileName: `[${datastore?.name ?? "datastore"}] ${vm.name}/${vm.name}.vmdk`,
        datastore: datastore?.ref,
        diskMode: "persistent",
        thinProvisioned: true,
      },
      controllerKey: 1000,
      unitNumber: 0,
      capacityInKB: 16 * 1024 ** 2,
    },
    {
      $type: "VirtualVmxnet3",
      key: 4000,
      deviceInfo: description("Network adapter 1", network?.name ?? "VM Network"),
      backing: {
        $type: "VirtualEthernetCardNetworkBackingInfo",
        deviceName: network?.name ?? "VM Network",
        network: network?.ref,
      },
      connectable: { startConnected: true, allowGuestControl: true, connected: vm.power === "poweredOn" },
      controllerKey: 100,
      unitNumber: 7,
      addressType: "assigned",
      macAddress: `00:50:56:8f:${vm.uuid.slice(0, 2)}:${vm.uuid.slice(2, 4)}`,
      wakeOnLanEnabled: true,
    },
  ];
}

/** A backing as it is read back. */
function readBack(backing: Data, { behaviours }: World): Data {
  if (behaviours.deviceIdText === "asWritten" || typeof backing.deviceId !== "string") return backing;
  const id = deviceIdOf(backing);
  return id === undefined ? backing : { ...backing, deviceId: `0x${id.toString(16)}` };
}

function passthroughDevices(vm: Vm, world: World): Data[] {
  return vm.devices.map(({ key, unitNumber, backing, slot }) => ({
    $type: "VirtualPCIPassthrough",
    key,
    deviceInfo: description(`PCI device ${key - 13000}`, ""),
    backing: readBack(backing, world),
    slotInfo: slot === undefined ? undefined : { $type: "VirtualDevicePciBusSlotInfo", pciSlotNumber: slot },
    controllerKey: 100,
    unitNumber,
  }));
}

/** `config.hardware.device`. */
export function vmDevices(vm: Vm, world: World): Data[] {
  return [...standardDevices(vm), ...storageAndNetwork(vm), ...passthroughDevices(vm, world)];
}

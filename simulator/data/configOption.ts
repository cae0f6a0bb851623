import { faults } from "../model/fault";
import { newestHardware, platformLimit } from "../semantics/limits";
import type { Data, Ref } from "../wire/values";
import { vmCapability } from "./vm";

const int = (max: number, min = 0, defaultValue = min): Data => ({ min, max, defaultValue });

function deviceOption($type: string, type: string, more: Data = {}): Data {
  return { $type, type, deprecated: false, plugAndPlay: false, hotRemoveSupported: false, ...more };
}

function deviceOptions(version: number, apiVersion: string): Data[] {
  const limit = platformLimit(version, apiVersion);
  const pciController = deviceOption("VirtualPCIControllerOption", "VirtualPCIController", {
    devices: int(2, 1, 1),
    numSCSIControllers: int(4),
    numEthernetCards: int(10),
    numVideoCards: int(1, 1, 1),
    numSoundCards: int(1),
    numVmiRoms: int(1),
    numVmciDevices: int(1, 1, 1),
    numPCIPassthroughDevices: int(limit),
    numSasSCSIControllers: int(4),
    numVmxnet3EthernetCards: int(10),
    numParaVirtualSCSIControllers: int(4),
    numSATAControllers: int(4),
  });
  if (version < 7) return [pciController];
  const backing = { $type: "VirtualPCIPassthroughDeviceBackingOption", type: "VirtualPCIPassthroughDeviceBackingInfo" };
  const more = { controllerType: "VirtualPCIController", backingOption: [{ ...backing, autoDetectAvailable: detect }] };
  return [pciController, deviceOption("VirtualPCIPassthroughOption", "VirtualPCIPassthrough", more)];
}

const detect = { $type: "BoolOption", supported: false, defaultValue: false };

function hardwareOptions(version: number, apiVersion: string): Data {
  const shares = { sharesOption: { sharesOption: int(1000000, 0, 1000), defaultLevel: "normal" } };
  return {
    hwVersion: version,
    virtualDeviceOption: deviceOptions(version, apiVersion),
    deviceListReadonly: false,
    numCPU: [1, 2, 4, 8, 16],
    numCoresPerSocket: int(64, 1, 1),
    numCpuReadonly: false,
    memoryMB: { min: 4, max: 25165824, defaultValue: 1024 },
    numPCIControllers: int(1, 1, 1),
    numIDEControllers: int(2),
    numUSBControllers: int(1),
    numUSBXHCIControllers: int(1),
    numSIOControllers: int(1, 1, 1),
    numPS2Controllers: int(1),
    resourceConfigOption: { cpuAllocationOption: shares, memoryAllocationOption: shares },
  };
}

/** GuestOsDescriptor. Real servers list a few hundred; every VM of the default inventory runs this one. */
const guest: Data = {
  id: "ubuntu64Guest",
  family: "linuxGuest",
  fullName: "Ubuntu Linux (64-bit)",
  supportedMaxCPUs: 128,
  numSupportedPhysicalSockets: 128,
  numSupportedCoresPerSocket: 64,
  supportedMinMemMB: 4,
  supportedMaxMemMB: 25165824,
  recommendedMemMB: 1024,
  recommendedColorDepth: 24,
  supportedDiskControllerList: ["ParaVirtualSCSIController"],
  recommendedDiskController: "ParaVirtualSCSIController",
  supportedNumDisks: 60,
  recommendedDiskSizeMB: 16384,
  recommendedCdromController: "VirtualIDEController",
  supportedEthernetCard: ["VirtualVmxnet3", "VirtualSriovEthernetCard"],
  smcRequired: false,
  supportsWakeOnLan: true,
  supportsVMI: false,
  supportsMemoryHotAdd: true,
  supportsCpuHotAdd: true,
  supportsCpuHotRemove: false,
  supportedFirmware: ["bios", "efi"],
  recommendedFirmware: "efi",
  supports3D: true,
  recommended3D: false,
  smcRecommended: false,
  ich7mRecommended: false,
  usbRecommended: false,
  supportLevel: "supported",
  supportedForCreate: true,
  vRAMSizeInKB: int(131072, 0, 4096),
  numSupportedFloppyDevices: 0,
  supportsPvscsiControllerForBoot: true,
  diskUuidEnabled: false,
  supportsHotPlugPCI: true,
};

/** VirtualMachineConfigOption of a hardware version such as `vmx-19`; the newest one by default. */
export function configOption(apiVersion: string, key: string | undefined): Data {
  const newest = newestHardware(apiVersion);
  const version = key === undefined || key === "" ? newest : Number(/^vmx-(\d+)$/.exec(key)?.[1]);
  if (!(version >= 3 && version <= newest)) throw faults.invalidArgument("spec.key");
  return {
    version: name(version),
    description: `ESXi virtual machine hardware ${version}`,
    guestOSDescriptor: [guest],
    guestOSDefaultIndex: 0,
    hardwareOptions: hardwareOptions(version, apiVersion),
    capabilities: vmCapability(),
    datastore: {},
    supportedMonitorType: ["release", "debug", "stats"],
  };
}

const name = (version: number) => `vmx-${String(version).padStart(2, "0")}`;

export function configOptionDescriptors(apiVersion: string, hosts: readonly Ref[]): Data[] {
  const newest = newestHardware(apiVersion);
  const versions = Array.from({ length: newest - 3 }, (_, index) => index + 4);
  return versions.map((version) => ({
    key: name(version),
    description: `ESXi virtual machine hardware ${version}`,
    host: hosts,
    createSupported: true,
    defaultConfigOption: version === newest,
    runSupported: true,
    upgradeSupported: true,
  }));
}

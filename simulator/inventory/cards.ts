import type { PciInput } from "./hardwareTypes";

/** A card without a slot. */
export type Card = Omit<PciInput, "address">;

const intel = { vendorId: "8086", vendorName: "Intel Corporation" };

/** Cards as they are in real servers, by what they are. */
export const cards = {
  hostBridge: { ...intel, deviceId: "09a2", classId: "0600", deviceName: "Ice Lake Memory Map/VT-d" },
  bridge: { ...intel, deviceId: "347a", classId: "0604", deviceName: "Ice Lake PCIe Root Port A" },
  usb: { ...intel, deviceId: "a1af", classId: "0c03", deviceName: "C620 Series xHCI Controller" },
  nic: {
    ...{ ...intel, deviceId: "1572", subDeviceId: "0008", classId: "0200" },
    deviceName: "Ethernet Controller X710 for 10GbE SFP+",
  },
  sriovNic: {
    ...{ vendorId: "15b3", vendorName: "Mellanox Technologies", deviceId: "1017", subDeviceId: "0007" },
    ...{ classId: "0200", deviceName: "MT27800 Family [ConnectX-5]" },
    sriov: { enabled: false, functions: 0, maxFunctions: 16 },
  },
  gpu: {
    ...{ vendorId: "10de", vendorName: "NVIDIA Corporation", deviceId: "1eb8", subDeviceId: "12a2" },
    ...{ classId: "0302", deviceName: "TU104GL [Tesla T4]" },
  },
  intelGpu: {
    ...{ ...intel, deviceId: "e211", subDeviceId: "1114", classId: "0302" },
    deviceName: "Battlemage G21 [Arc Pro B60]",
  },
  audio: {
    ...{ ...intel, deviceId: "e2f7", subDeviceId: "1114", classId: "0403" },
    deviceName: "Battlemage G21 HDMI Audio",
  },
  fibreChannel: {
    ...{ vendorId: "1077", vendorName: "QLogic Corp.", deviceId: "2261", subDeviceId: "0299", classId: "0c04" },
    deviceName: "ISP2722-based 16/32Gb Fibre Channel to PCIe Adapter",
  },
  raid: {
    ...{ vendorId: "1000", vendorName: "Broadcom / LSI", deviceId: "10e2", subVendorId: "1028", subDeviceId: "1ae1" },
    ...{ classId: "0104", deviceName: "MegaRAID 12GSAS/PCIe Secure SAS39xx" },
  },
  nvme: {
    ...{ vendorId: "144d", vendorName: "Samsung Electronics Co Ltd", deviceId: "a824", subDeviceId: "a801" },
    ...{ classId: "0108", deviceName: "NVMe SSD Controller PM173X" },
  },
  faxModem: {
    ...{ vendorId: "12c7", vendorName: "Dialogic Corp", deviceId: "0561", classId: "0703" },
    deviceName: "Brooktrout TR1034 Fax Modem",
  },
} as const satisfies Record<string, Card>;

/** The name of a well-known card. */
export type CardName = keyof typeof cards;

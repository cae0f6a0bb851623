import * as pulumi from "@pulumi/pulumi";
import { HostPassthroughDevice, VmMemoryReservation, VmPciAttachment } from "pulumi-vsphere-passthrough";

const config = new pulumi.Config();

const memory = new VmMemoryReservation("memory", { vm: config.require("vm") });

const gpu = new HostPassthroughDevice("gpu", {
  host: config.require("host"),
  address: "0000:3b:00.0",
  // Written down, so that another card in this slot is never taken for it.
  expect: { vendorId: "10de", deviceId: "1eb8" },
});

const attachment = new VmPciAttachment("gpu", {
  vm: memory.vm,
  device: gpu,
  power: "shutdown",
  powerTimeoutMinutes: 5,
  // One card with 16 GB: 16 is a power of two already, times two.
  mmio64SizeGB: 32,
});

export const card = gpu.deviceName;
export const key = attachment.deviceKey;

import * as pulumi from "@pulumi/pulumi";
import { HostPassthroughDevice, VmMemoryReservation, VmPciAttachment } from "pulumi-vsphere-passthrough";

const config = new pulumi.Config();

const memory = new VmMemoryReservation("memory", { vm: config.require("vm") });

const modem = new HostPassthroughDevice("modem", {
  host: config.require("host"),
  match: { vendorId: "12c7", name: "fax" },
  reboot: "ifNeeded",
  evacuate: "shutdown",
  rebootTimeoutMinutes: 20,
});

const attachment = new VmPciAttachment("modem", { vm: memory.vm, device: modem, power: "shutdown" });

export const modemName = attachment.deviceName;

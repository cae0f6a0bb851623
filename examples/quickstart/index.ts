// PCI devices of one host, passed through to one VM. Which ones is stack configuration: see Pulumi.yaml.
import * as pulumi from "@pulumi/pulumi";
import { HostPassthroughDevice, VmMemoryReservation, VmPciAttachment } from "pulumi-vsphere-passthrough";

const config = new pulumi.Config();
const host = config.require("host");

// A VM with a passthrough device needs all of its memory reserved.
const memory = new VmMemoryReservation("memory", { vm: config.require("vm") });

const attachments = config.requireObject<string[]>("devices").map((address, index) => {
  // Takes the device from the hypervisor, and reboots the host if it cannot do so at once.
  const device = new HostPassthroughDevice(`device-${index}`, {
    host,
    address,
    reboot: "ifNeeded",
    evacuate: "shutdown",
  });
  // `memory.vm` and `device` put the three in order: reserve, enable, attach; and backwards when they go.
  return new VmPciAttachment(`attachment-${index}`, { vm: memory.vm, device, power: "shutdown" });
});

export const reservedMB = memory.reservationMB;
export const devices = attachments.map(
  ({ deviceName, address, deviceKey }) => pulumi.interpolate`${deviceName} at ${address}, key ${deviceKey}`,
);

import * as pulumi from "@pulumi/pulumi";
import { VmPassthrough } from "pulumi-vsphere-passthrough";

const config = new pulumi.Config();

// The component makes reservation, device and attachment, and puts them in order.
const edge = new VmPassthrough("edge", {
  vm: config.require("vm"),
  host: config.require("host"),
  devices: {
    nic: { match: { vendorId: "8086", deviceId: "1572", subDeviceId: "0000", name: "10GbE" } },
  },
});

export const port = edge.devices["nic"]?.address;

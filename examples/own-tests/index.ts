import * as pulumi from "@pulumi/pulumi";
import { VmPassthrough } from "pulumi-vsphere-passthrough";

const config = new pulumi.Config();

const ml = new VmPassthrough("ml", {
  vm: config.require("vm"),
  host: config.require("host"),
  devices: { gpu: { match: { vendorId: "10de", classId: "0302" } } },
  power: "shutdown",
});

export const address = ml.devices["gpu"]?.address;

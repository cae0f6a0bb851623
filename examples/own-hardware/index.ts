import * as pulumi from "@pulumi/pulumi";
import { VmPassthrough } from "pulumi-vsphere-passthrough";

const config = new pulumi.Config();

const render = new VmPassthrough("render", {
  vm: config.require("vm"),
  host: config.require("host"),
  devices: { gpu: { match: { vendorId: "10de", name: "T4" } } },
  reboot: "ifNeeded",
  evacuate: "shutdown",
  power: "shutdown",
});

export const gpu = render.devices["gpu"]?.address;

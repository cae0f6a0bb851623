import * as pulumi from "@pulumi/pulumi";
import { VmPassthrough } from "pulumi-vsphere-passthrough";

const config = new pulumi.Config();

const two = { gpu: { address: "0000:3b:00.0" }, fax: { address: "0000:b1:00.0" } };
const third = { hba: { address: "0000:65:00.0" } };

const ml = new VmPassthrough("ml", {
  vm: config.require("vm"),
  host: config.require("host"),
  devices: config.getBoolean("third") ? { ...two, ...third } : two,
});

export const devices = Object.values(ml.attachments).map(({ deviceName }) => deviceName);

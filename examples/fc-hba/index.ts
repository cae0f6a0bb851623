import * as pulumi from "@pulumi/pulumi";
import { getHostPciDevices, VmPassthrough } from "pulumi-vsphere-passthrough";

const config = new pulumi.Config();
const host = config.require("host");

/** The address of the first Fibre Channel adapter that the host does not need. */
async function spareAdapter(): Promise<string> {
  const adapters = await getHostPciDevices({ host, classId: "0c04" });
  // What this program has taken already is "used" by its VM, and stays the choice.
  const spare = adapters.find(({ critical, capable }) => capable && critical.length === 0);
  if (spare !== undefined) return spare.address;
  const reasons = adapters.map(({ address, reason }) => `${address}: ${reason}`);
  throw new pulumi.RunError(`no Fibre Channel adapter of ${host} can be spared; found ${reasons.join(", ") || "none"}`);
}

const backup = new VmPassthrough("backup", {
  vm: config.require("vm"),
  host,
  devices: { hba: { address: spareAdapter() } },
});

export const adapter = backup.devices["hba"]?.deviceName;

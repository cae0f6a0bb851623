import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";
import { guardPassthrough, HostPassthroughDevice, VmPciAttachment } from "pulumi-vsphere-passthrough";

// First of all: it sees what is declared after it.
guardPassthrough();

const config = new pulumi.Config();

const datacenter = vsphere.getDatacenterOutput({ name: config.require("datacenter") });
const inDatacenter = { datacenterId: datacenter.id };
const host = vsphere.getHostOutput({ name: config.require("host"), ...inDatacenter });
const datastore = vsphere.getDatastoreOutput({ name: config.require("datastore"), ...inDatacenter });
const network = vsphere.getNetworkOutput({ name: config.require("network"), ...inDatacenter });
const cluster = vsphere.getComputeClusterOutput({ name: config.require("cluster"), ...inDatacenter });

const memory = 8192;
const vm = new vsphere.VirtualMachine(
  "ml",
  {
    hostSystemId: host.id,
    resourcePoolId: host.resourcePoolId,
    datastoreId: datastore.id,
    guestId: "ubuntu64Guest",
    memory,
    memoryReservation: memory,
    memoryReservationLockedToMax: true,
    networkInterfaces: [{ networkId: network.id }],
    disks: [{ label: "disk0", size: 40 }],
    waitForGuestNetTimeout: 0,
  },
  { ignoreChanges: ["pciDeviceIds"] },
);

new vsphere.DrsVmOverride("ml", {
  computeClusterId: cluster.id,
  virtualMachineId: vm.id,
  drsEnabled: true,
  drsAutomationLevel: config.require("level"),
});

const gpu = new HostPassthroughDevice("gpu", { host: host.id, address: "0000:3b:00.0" });
new VmPciAttachment("gpu", { vm: vm.moid, device: gpu, power: "powerOff" });

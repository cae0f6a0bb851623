import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";
import { HostPassthroughDevice, VmPciAttachment } from "pulumi-vsphere-passthrough";

const config = new pulumi.Config();

const datacenter = vsphere.getDatacenterOutput({ name: config.require("datacenter") });
const inDatacenter = { datacenterId: datacenter.id };
const host = vsphere.getHostOutput({ name: config.require("host"), ...inDatacenter });
const datastore = vsphere.getDatastoreOutput({ name: config.require("datastore"), ...inDatacenter });
const network = vsphere.getNetworkOutput({ name: config.require("network"), ...inDatacenter });

const memory = 8192;
const vm = new vsphere.VirtualMachine(
  "ml",
  {
    hostSystemId: host.id,
    resourcePoolId: host.resourcePoolId,
    datastoreId: datastore.id,
    guestId: "ubuntu64Guest",
    firmware: "efi",
    numCpus: 4,
    memory,
    // All of it: what a VM with a passthrough device needs. Here, since this provider resets what it is not told.
    memoryReservation: memory,
    memoryReservationLockedToMax: true,
    networkInterfaces: [{ networkId: network.id }],
    disks: [{ label: "disk0", size: 40 }],
    waitForGuestNetTimeout: 0,
  },
  // The attachment owns the VM's passthrough devices, not this resource.
  { ignoreChanges: ["pciDeviceIds"] },
);

const gpu = new HostPassthroughDevice("gpu", { host: host.id, address: "0000:3b:00.0" });
const attachment = new VmPciAttachment("gpu", { vm: vm.moid, device: gpu, power: "powerOff" });

export const card = attachment.deviceName;

import type { FullHost } from "../inventory/schema";
import type { Data } from "../wire/values";

const pnicKey = (device: string) => `key-vim.host.PhysicalNic-${device}`;
const vnicKey = (device: string) => `key-vim.host.VirtualNic-${device}`;
const switchKey = (name: string) => `key-vim.host.VirtualSwitch-${name}`;
const portgroupKey = (name: string) => `key-vim.host.PortGroup-${name}`;

type Switch = FullHost["switches"][number];

/** Port groups with the uplinks that they use: all of the switch unless it says otherwise. */
function portgroupsOf({
  portgroups,
  uplinks,
}: Switch): readonly { readonly name: string; readonly uplinks: readonly string[] }[] {
  return portgroups.map((group) => (typeof group === "string" ? { name: group, uplinks } : group));
}

/** Names of the port groups of a host. */
export function portgroupNames({ switches }: FullHost): readonly string[] {
  return switches.flatMap(portgroupsOf).map(({ name }) => name);
}

function physicalNic(nic: FullHost["nics"][number]): Data {
  return {
    key: pnicKey(nic.device),
    device: nic.device,
    pci: nic.address,
    driver: nic.driver,
    linkSpeed: nic.speedMb > 0 ? { speedMb: nic.speedMb, duplex: true } : undefined,
    spec: {},
    wakeOnLanSupported: false,
    mac: nic.mac,
  };
}

function teaming(uplinks: readonly string[]): Data {
  return { nicTeaming: { policy: "loadbalance_srcid", nicOrder: { activeNic: uplinks, standbyNic: [] } } };
}

function standardSwitch(each: Switch): Data {
  const bridge =
    each.uplinks.length > 0 ? { $type: "HostVirtualSwitchBondBridge", nicDevice: each.uplinks } : undefined;
  return {
    name: each.name,
    key: switchKey(each.name),
    numPorts: 2560,
    numPortsAvailable: 2545,
    mtu: 1500,
    portgroup: portgroupsOf(each).map(({ name }) => portgroupKey(name)),
    pnic: each.uplinks.map(pnicKey),
    spec: { numPorts: 128, bridge, policy: teaming(each.uplinks), mtu: 1500 },
  };
}

function portgroups(each: Switch): Data[] {
  return portgroupsOf(each).map(({ name, uplinks }) => ({
    key: portgroupKey(name),
    vswitch: switchKey(each.name),
    computedPolicy: teaming(uplinks),
    spec: { name, vlanId: 0, vswitchName: each.name, policy: {} },
  }));
}

function proxySwitch(each: FullHost["distributedSwitches"][number]): Data {
  const pnicSpec = each.uplinks.map((pnicDevice) => ({ pnicDevice }));
  return {
    dvsUuid: each.uuid,
    dvsName: each.name,
    key: `key-vim.host.HostProxySwitch-DvsPortset-${each.name}`,
    numPorts: 2560,
    numPortsAvailable: 2540,
    mtu: 1500,
    pnic: each.uplinks.map(pnicKey),
    spec: { backing: { $type: "DistributedVirtualSwitchHostMemberPnicBacking", pnicSpec } },
  };
}

function virtualNic(nic: FullHost["vmkernel"][number]): Data {
  const port = nic.switchUuid
    ? { switchUuid: nic.switchUuid, portgroupKey: "dvportgroup-1", portKey: "1", connectionCookie: 1 }
    : undefined;
  return {
    device: nic.device,
    key: vnicKey(nic.device),
    portgroup: nic.portgroup ?? "",
    spec: {
      ip: { dhcp: false, ipAddress: nic.ip, subnetMask: "255.255.255.0" },
      mac: nic.mac,
      distributedVirtualPort: port,
      portgroup: nic.portgroup,
      mtu: 1500,
      netStackInstanceKey: "defaultTcpipStack",
    },
  };
}

/** HostNetworkInfo. */
export function networkInfo(host: FullHost): Data {
  return {
    vswitch: host.switches.map(standardSwitch),
    proxySwitch: host.distributedSwitches.map(proxySwitch),
    portgroup: host.switches.flatMap(portgroups),
    pnic: host.nics.map(physicalNic),
    vnic: host.vmkernel.map(virtualNic),
  };
}

const services = [
  "vmotion",
  "faultToleranceLogging",
  "vSphereReplication",
  "management",
  "vsan",
  "vSphereProvisioning",
];

/** HostVirtualNicManagerInfo: which vmkernel port carries which service, by keys that embed the port's key. */
export function virtualNicManagerInfo(host: FullHost): Data {
  const netConfig = services.map((nicType) => {
    const key = (device: string) => `${nicType}.${vnicKey(device)}`;
    return {
      nicType,
      multiSelectAllowed: nicType !== "vmotion",
      candidateVnic: host.vmkernel.map((nic) => ({ ...virtualNic(nic), key: key(nic.device) })),
      selectedVnic: host.vmkernel.filter((nic) => nic.services.includes(nicType)).map((nic) => key(nic.device)),
    };
  });
  return { netConfig };
}

import { parsePciAddress } from "../../provider/vsphere/pciAddress";
import type { HostInput, PortgroupInput } from "../../simulator";
import type { HostExtras } from "./hostSchema";

type Network = Required<Pick<HostInput, "nics" | "switches" | "distributedSwitches" | "vmkernel">>;

/** NICs, switches and VMkernel ports of a host. NICs that are not on the PCI bus are left out, as uplinks too. */
export function networkOf(extras: HostExtras): Network {
  const nics = extras["config.network.pnic"].flatMap(({ device, pci, mac, driver, linkSpeed }) => {
    const address = parsePciAddress(pci);
    if (address === undefined) return [];
    return [{ device, address, mac, ...(driver ? { driver } : {}), speedMb: linkSpeed?.speedMb ?? 0 }];
  });
  const devices = new Map(extras["config.network.pnic"].flatMap(({ key, device }) => (key ? [[key, device]] : [])));
  const uplinks = (keys: readonly string[]) =>
    [...new Set(keys.map((key) => devices.get(key) ?? key))].filter((name) =>
      nics.some(({ device }) => device === name),
    );
  return {
    nics,
    switches: extras["config.network.vswitch"].map(({ name, pnic, spec }) => {
      const own = uplinks([...pnic, ...(spec?.bridge?.nicDevice ?? [])]);
      return { name, uplinks: own, portgroups: portgroupsOf(extras, name, own) };
    }),
    distributedSwitches: extras["config.network.proxySwitch"].map(({ dvsName, dvsUuid, pnic }) => ({
      ...{ name: dvsName, uuid: dvsUuid },
      uplinks: uplinks(pnic),
    })),
    vmkernel: vmkernelOf(extras),
  };
}

/** By name; with its uplinks where it does not use all of its switch. */
function portgroupsOf(
  extras: HostExtras,
  name: string,
  uplinks: readonly string[],
): readonly (string | PortgroupInput)[] {
  const own = extras["config.network.portgroup"].filter(({ spec }) => spec.vswitchName === name);
  return own.map(({ spec, computedPolicy }) => {
    const order = spec.policy?.nicTeaming?.nicOrder ?? computedPolicy?.nicTeaming?.nicOrder;
    const used = order === undefined ? [] : [...order.activeNic, ...order.standbyNic];
    const some = uplinks.filter((uplink) => used.includes(uplink));
    return used.length === 0 || some.length === uplinks.length ? spec.name : { name: spec.name, uplinks: some };
  });
}

function vmkernelOf(extras: HostExtras): Network["vmkernel"] {
  const services = extras["config.virtualNicManagerInfo.netConfig"].flatMap(
    ({ nicType, candidateVnic, selectedVnic }) =>
      candidateVnic.filter(({ key }) => selectedVnic.includes(key)).map(({ device }) => ({ device, nicType })),
  );
  return extras["config.network.vnic"].map(({ device, portgroup, spec }) => ({
    device,
    ip: spec?.ip?.ipAddress ?? "",
    ...(spec?.mac ? { mac: spec.mac } : {}),
    ...(portgroup ? { portgroup } : {}),
    ...(spec?.distributedVirtualPort ? { switchUuid: spec.distributedVirtualPort.switchUuid } : {}),
    services: services.filter((service) => service.device === device).map(({ nicType }) => nicType),
  }));
}

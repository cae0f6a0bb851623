/** Small servers to walk on: one host that needs a reboot to enable a device, one that does not, one all by itself. */
import type { Inventory, VmInput } from "../../simulator";
import { defaultHost } from "../../simulator/inventory/defaultHost";

export type Where = "reboots" | "rebinds" | "lone";
export type Power = "poweredOn" | "poweredOff";

export const gpu = "0000:3b:00.0";
export const port = "0000:18:00.1";
export const nic = "0000:af:00.0";
export const modem = "0000:b1:00.0";
export const hba = "0000:65:00.0";

export const trainer = "trainer";

function vms(where: Where, power: Power): readonly VmInput[] {
  const id = (number: number) => (where === "lone" ? `${number}` : `vm-${100 + number}`);
  const drsOverride = { enabled: true, behavior: "partiallyAutomated" } as const;
  return [
    {
      id: id(1),
      name: trainer,
      memoryMB: 8192,
      reservationMB: 1024,
      power,
      hardwareVersion: 20,
      ...(where === "lone" ? {} : { drsOverride }),
    },
    { id: id(2), name: "web", power: "poweredOn", hardwareVersion: 19 },
    { id: id(3), name: "idle", hardwareVersion: 19 },
  ];
}

/** The host under test is `esx-01`; in a cluster `esx-02` stands beside it. */
export function inventory(where: Where, power: Power): Inventory {
  const rebindWithoutReboot = where === "rebinds";
  const id = where === "lone" ? "ha-host" : "host-11";
  const host = defaultHost({ number: 1, id, vms: vms(where, power), rebindWithoutReboot });
  if (where === "lone") {
    return { server: { apiType: "HostAgent" }, datacenters: [{ name: "ha-datacenter", hosts: [host] }] };
  }
  const other = defaultHost({ number: 2, id: "host-12", vms: [] });
  return { datacenters: [{ name: "DC0", clusters: [{ id: "domain-c8", name: "Cluster0", hosts: [host, other] }] }] };
}

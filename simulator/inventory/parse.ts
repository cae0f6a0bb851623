import type { z } from "zod";
import { type FullInventory, inventorySchema } from "./schema";

/** An inventory that cannot be used: where in it, and what was found there. */
export class InventoryError extends Error {}

/** Checks an inventory and fills in defaults. The first problem is the error. */
export function parseInventory(input: unknown): FullInventory {
  const result = inventorySchema.safeParse(input, { reportInput: true });
  if (!result.success) throw new InventoryError(describe(result.error.issues[0]));
  checkNames(result.data);
  if (result.data.server.apiType === "HostAgent") checkLoneHost(result.data);
  return result.data;
}

function describe(issue: z.core.$ZodIssue | undefined): string {
  if (!issue) return "inventory: not valid";
  const path = ["inventory", ...issue.path.map(String)].join(".");
  const found = issue.code === "unrecognized_keys" ? issue.keys.join(", ") : show(issue.input);
  return `${path}: ${issue.message}; found ${found}`;
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Managed object ids, and the PCI addresses of one host, are unique. */
function checkNames({ datacenters }: FullInventory): void {
  const ids = new Set<string>();
  const unique = (id: string | undefined, path: string) => {
    if (id === undefined) return;
    if (ids.has(id)) throw new InventoryError(`${path}.id: used twice; found "${id}"`);
    ids.add(id);
  };
  datacenters.forEach((datacenter, d) => {
    const at = `inventory.datacenters.${d}`;
    unique(datacenter.id, at);
    datacenter.clusters.forEach((cluster, c) => {
      unique(cluster.id, `${at}.clusters.${c}`);
      cluster.hosts.forEach((host, h) => {
        checkHost(host, `${at}.clusters.${c}.hosts.${h}`, unique);
      });
    });
    datacenter.hosts.forEach((host, h) => {
      checkHost(host, `${at}.hosts.${h}`, unique);
    });
  });
}

type FullHost = FullInventory["datacenters"][number]["hosts"][number];

function checkHost(host: FullHost, path: string, unique: (id: string | undefined, path: string) => void): void {
  unique(host.id, path);
  const addresses = new Set<string>();
  host.pci.forEach(({ address }, index) => {
    if (addresses.has(address))
      throw new InventoryError(`${path}.pci.${index}.address: used twice; found "${address}"`);
    addresses.add(address);
  });
  host.vms.forEach((vm, v) => {
    unique(vm.id, `${path}.vms.${v}`);
    vm.passthrough.forEach((address, index) => {
      if (addresses.has(address)) return;
      throw new InventoryError(
        `${path}.vms.${v}.passthrough.${index}: the host has no such PCI device; found "${address}"`,
      );
    });
  });
}

function checkLoneHost({ datacenters }: FullInventory): void {
  const [first, second] = datacenters;
  if (first && !second && first.clusters.length === 0 && first.hosts.length === 1) return;
  throw new InventoryError(
    "inventory.datacenters: a server of apiType HostAgent has one datacenter with one host and no cluster; found another shape",
  );
}

import { InventoryError, type InventoryProblem, shown } from "./inventoryError";
import type { FullHost, FullInventory } from "./schema";
import { checkText } from "./text";

type Path = InventoryProblem["path"];
type Unique = (id: string | undefined, path: Path) => void;

/** What a schema cannot say of an inventory. The first problem is the error. */
export function checkInventory(inventory: FullInventory): void {
  checkText(inventory, ["inventory"]);
  const ids = new Set<string>();
  const unique: Unique = (id, path) => {
    if (id !== undefined && ids.has(id))
      usedTwice([...path, "id"], id, "expected IDs that are unique in the whole inventory");
    if (id !== undefined) ids.add(id);
  };
  inventory.datacenters.forEach((datacenter, d) => {
    const at = ["inventory", "datacenters", d];
    unique(datacenter.id, at);
    datacenter.clusters.forEach((cluster, c) => {
      unique(cluster.id, [...at, "clusters", c]);
      cluster.hosts.forEach((host, h) => {
        checkHost(host, [...at, "clusters", c, "hosts", h], unique);
      });
    });
    datacenter.hosts.forEach((host, h) => {
      checkHost(host, [...at, "hosts", h], unique);
    });
  });
  if (inventory.server.apiType === "HostAgent") checkLoneHost(inventory);
}

function usedTwice(path: Path, value: string, expected: string): never {
  throw new InventoryError({ path, wrong: "used twice", found: shown(value), expected, advice: "give it another one" });
}

function checkHost(host: FullHost, path: Path, unique: Unique): void {
  unique(host.id, path);
  if (host.pciFromEsxcli !== undefined) {
    throw new InventoryError({
      path: [...path, "pciFromEsxcli"],
      wrong: "cannot be followed here",
      found: shown(host.pciFromEsxcli),
      expected: "expected in a file that readInventory reads",
      advice: "in code, give the text to hardwareFromEsxcli and spread what it answers",
    });
  }
  const addresses = new Set<string>();
  host.pci.forEach(({ address }, index) => {
    if (addresses.has(address)) {
      usedTwice([...path, "pci", index, "address"], address, "expected one device per address of a host");
    }
    addresses.add(address);
  });
  host.vms.forEach((vm, v) => {
    unique(vm.id, [...path, "vms", v]);
    vm.passthrough.forEach((address, index) => {
      if (addresses.has(address)) return;
      throw new InventoryError({
        path: [...path, "vms", v, "passthrough", index],
        wrong: "the host has no such PCI device",
        found: shown(address),
        expected:
          addresses.size === 0 ? "expected a host with devices" : `expected one of ${[...addresses].join(", ")}`,
        advice: "correct the address, or add the device to `pci`",
      });
    });
  });
}

function checkLoneHost({ datacenters }: FullInventory): void {
  const [first, second] = datacenters;
  if (first && !second && first.clusters.length === 0 && first.hosts.length === 1) return;
  const hosts = datacenters.flatMap(({ hosts, clusters }) => [...hosts, ...clusters.flatMap((each) => each.hosts)]);
  const counts = [
    `${datacenters.length} datacenters`,
    `${datacenters.flatMap(({ clusters }) => clusters).length} clusters`,
    `${hosts.length} hosts`,
  ];
  throw new InventoryError({
    path: ["inventory", "datacenters"],
    wrong: "not the shape of a lone ESXi host",
    found: counts.join(", "),
    expected: "expected one datacenter with one host and no cluster, as apiType HostAgent has",
    advice: "leave the others out, or make it a VirtualCenter",
  });
}

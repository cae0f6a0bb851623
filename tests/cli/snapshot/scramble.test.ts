import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { scramble } from "../../../cli/snapshot/scramble";
import { build, type Inventory, parseInventory } from "../../../simulator";
import { schemaFile } from "../../../tools/inventorySchema/render";
import { telling } from "./inventories";

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

const whole = JSON.parse(readFileSync(schemaFile, "utf8")) as Schema & { $defs: Record<string, Schema> };

/** An inventory with everything in it that the schema knows; each text says where it stands. */
function sample(schema: Schema, path: string): unknown {
  if (schema.$ref !== undefined) return sample(whole.$defs[schema.$ref.replace("#/$defs/", "")] ?? {}, path);
  if (schema.anyOf !== undefined) return sample(schema.anyOf.at(-1) ?? {}, path);
  if (schema.items !== undefined) return [sample(schema.items, path)];
  if (schema.properties === undefined) return schema.type === "string" && !schema.enum ? `<${path}>` : undefined;
  const entries = Object.entries(schema.properties);
  return Object.fromEntries(entries.map(([key, inner]) => [key, sample(inner, `${path}.${key}`.replace(/^\./, ""))]));
}

describe("vsphere-passthrough snapshot: what is scrambled", () => {
  it("lets through what an inventory says of cards, machines and makers, IDs, and nothing else", () => {
    const full = sample(whole, "") as Inventory;
    const left = JSON.stringify(scramble(full)).match(/<[^>]*>/g) ?? [];
    const host = "datacenters.clusters.hosts";
    const ofHost = [
      ...["id", "vendor", "model"],
      ...["address", "vendorId", "deviceId", "subVendorId", "subDeviceId", "classId", "vendorName", "deviceName"].map(
        (key) => `pci.${key}`,
      ),
      ...["pci.parentBridge", "pci.dependentDevice", "nics.device", "nics.address", "nics.driver", "switches.uplinks"],
      ...["switches.portgroups.uplinks", "distributedSwitches.uplinks", "vmkernel.device", "vmkernel.services"],
      ...["adapters.device", "adapters.address", "adapters.driver", "adapters.model", "graphics.address"],
      ...["vms.id", "vms.guestId", "vms.managedBy.type", "vms.passthrough"],
    ];
    const wanted = [
      ...["server.apiVersion", "server.build", "datacenters.id", "datacenters.clusters.id"],
      ...ofHost.map((key) => `${host}.${key}`),
      ...ofHost.map((key) => `datacenters.hosts.${key}`),
    ];
    assert.deepEqual([...new Set(left)].sort(), wanted.map((key) => `<${key}>`).sort());
  });

  it("replaces the same text by the same one, whatever it names, and keeps what differs apart", () => {
    const scrambled = scramble(telling());
    const [first, second] = scrambled.datacenters[0]?.clusters?.[0]?.hosts ?? [];
    const [db, dns] = first?.vms ?? [];
    const [copy] = second?.vms ?? [];
    assert.equal(db?.name, copy?.name);
    assert.equal(db?.guestHostName, dns?.name);
    assert.equal(db?.folder?.split("/")[0], copy?.folder?.split("/")[0]);
    assert.notEqual(db?.folder, copy?.folder);
    assert.equal(first?.vmkernel?.[1]?.switchUuid, first?.distributedSwitches?.[0]?.uuid);
    assert.equal(first?.vmkernel?.[0]?.portgroup, first?.switches?.[0]?.portgroups?.[0]);
    assert.equal(first?.volumes?.[0]?.disks[0], first?.diagnosticDisk);
    assert.equal(first?.adapters?.[0]?.disks?.[0]?.name, first?.diagnosticDisk);
  });

  it("puts each kind into its own form", () => {
    const [host, other] = scramble(telling()).datacenters[0]?.clusters?.[0]?.hosts ?? [];
    const [db, , agent] = host?.vms ?? [];
    assert.deepEqual(
      {
        names: [host?.name, other?.name, db?.name, db?.guestHostName, db?.folder],
        addresses: [host?.vmkernel?.map(({ ip }) => ip), db?.ip, host?.nics?.[0]?.mac],
        disks: host?.volumes?.map(({ disks }) => disks),
        wwns: host?.adapters?.map(({ portWwn, nodeWwn }) => [portWwn, nodeWwn]),
        agent: [agent?.managedBy?.extensionKey, agent?.question],
        more: [host?.serialNumber, host?.pci?.find(({ hardwareLabel }) => hardwareLabel)?.hardwareLabel],
      },
      {
        names: ["esx-1.example.test", "198.18.0.2", "machine-1", "guest-1.example.test", "folder-1/folder-2"],
        addresses: [["198.18.0.1", "2001:db8::2"], "198.18.0.3", "02:00:00:00:00:01"],
        disks: [["naa.0000000000000001"], ["naa.0000000000000002"]],
        wwns: [
          [undefined, "2000000000000001"],
          ["2000000000000002", "2000000000000003"],
        ],
        agent: ["com.example.extension-1", "question-1"],
        more: ["serial-1", "label-1"],
      },
    );
  });

  it("keeps VMware's own extensions and disks that are known by their path alone", () => {
    const managedBy = { extensionKey: "com.vmware.vim.eam", type: "cluster-agent" };
    const host = build.host("esx", { vms: [build.vm("vCLS-1", { managedBy })] });
    const [scrambled] = scramble(build.vcenter({ hosts: [host] })).datacenters[0]?.hosts ?? [];
    assert.deepEqual(scrambled?.vms?.[0]?.managedBy, managedBy);
    assert.equal(scrambled?.diagnosticDisk, "mpx.vmhba0:C0:T0:L0");
  });

  it("never replaces one name by another one's", () => {
    const vms = ["machine-2", "machine-1", "x"].map((name) => build.vm(name));
    const inventory = build.vcenter({ name: "dc-1", hosts: [build.host("esx-1.example.test", { vms })] });
    const scrambled = scramble(inventory);
    assert.deepEqual(
      scrambled.datacenters[0]?.hosts?.[0]?.vms?.map(({ name }) => name),
      ["machine-3", "machine-4", "machine-5"],
    );
    assert.deepEqual(
      [scrambled.datacenters[0]?.name, scrambled.datacenters[0]?.hosts?.[0]?.name],
      ["dc-2", "esx-2.example.test"],
    );
  });

  it("makes an inventory that is valid", () => {
    assert.equal(parseInventory(JSON.parse(JSON.stringify(scramble(telling())))).datacenters.length, 1);
  });
});

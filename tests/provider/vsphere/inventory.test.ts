import assert from "node:assert/strict";
import { match, onlyOne, readInventory } from "../../../provider/vsphere/inventory";
import { objects, stubSession } from "./stubSession";

const ref = (type: string, id: string) => ({ type, id });
const own = (type: string, id: string, name: string, parent?: [string, string], more = {}) => ({
  ref: ref(type, id),
  values: { name, ...(parent === undefined ? {} : { parent: ref(...parent) }), ...more },
});

const above = [
  own("Folder", "group-d1", "Datacenters"),
  own("Folder", "group-d2", "Sites", ["Folder", "group-d1"]),
  own("Datacenter", "datacenter-1", "DC%2f1", ["Folder", "group-d2"]),
];
const hosts = objects(
  ...above,
  own("Folder", "group-h1", "host", ["Datacenter", "datacenter-1"]),
  own("ClusterComputeResource", "domain-c1", "gpu", ["Folder", "group-h1"]),
  own("ComputeResource", "domain-s1", "lone", ["Folder", "group-h1"]),
  own("HostSystem", "host-1", "esx-01.example.com", ["ClusterComputeResource", "domain-c1"]),
  own("HostSystem", "host-2", "esx-02.example.com", ["ClusterComputeResource", "domain-c1"]),
  own("HostSystem", "host-3", "lone", ["ComputeResource", "domain-s1"]),
);
const uuid = "564d0000-0000-0000-0000-00000000000";
const vms = objects(
  ...above,
  own("Folder", "group-v1", "vm", ["Datacenter", "datacenter-1"]),
  own("Folder", "group-v2", "team", ["Folder", "group-v1"]),
  own("VirtualApp", "resgroup-v1", "app", ["ResourcePool", "resgroup-1"], { parentFolder: ref("Folder", "group-v1") }),
  own("VirtualMachine", "vm-1", "render", ["Folder", "group-v2"], { "summary.config.uuid": `${uuid}1` }),
  own("VirtualMachine", "vm-2", "render", ["Folder", "group-v1"], { "summary.config.uuid": `${uuid}1` }),
  own("VirtualMachine", "vm-3", "a%2fb", ["Folder", "group-v1"], { "summary.config.instanceUuid": `${uuid}3` }),
  own("VirtualMachine", "vm-4", "inside", undefined, { parentVApp: ref("VirtualApp", "resgroup-v1") }),
);

describe("references", () => {
  const find = async (kind: "host" | "vm", reference: string) => {
    const all = await readInventory(stubSession(() => (kind === "host" ? hosts : vms)).session, kind);
    return onlyOne(kind, reference, match(kind, reference, all), all).id;
  };

  const found: readonly ["host" | "vm", string, string][] = [
    ["host", "/Sites/DC%2f1/host/gpu/esx-01.example.com", "host-1"],
    ["host", "Sites/DC%2F1/host/gpu/esx-01.example.com/", "host-1"],
    ["host", "esx-02.example.com", "host-2"],
    ["host", "ESX-02.example.com", "host-2"],
    ["host", "/Sites/DC%2f1/host/lone/lone", "host-3"],
    ["host", "/Sites/DC%2f1/host/lone", "host-3"],
    ["vm", "/Sites/DC%2f1/vm/team/render", "vm-1"],
    ["vm", "/Sites/DC%2f1/vm/render", "vm-2"],
    ["vm", "/Sites/DC%2f1/vm/a%2fb", "vm-3"],
    ["vm", "a%2fb", "vm-3"],
    ["vm", "a/b", "vm-3"],
    ["vm", `${uuid}3`.toUpperCase(), "vm-3"],
    ["vm", "/Sites/DC%2f1/vm/app/inside", "vm-4"],
  ];
  for (const [kind, reference, id] of found) {
    it(`"${reference}" is ${id}`, async () => assert.equal(await find(kind, reference), id));
  }

  it("that fit several name them all", async () => {
    const candidates = "/Sites/DC%2f1/vm/render (vm-2), /Sites/DC%2f1/vm/team/render (vm-1)";
    await assert.rejects(find("vm", "render"), {
      name: "UnresolvedReferenceError",
      ambiguous: true,
      message: `"render" fits several VMs; found ${candidates}; give the path or the ID of one`,
    });
    await assert.rejects(find("vm", `${uuid}1`), {
      message: `"${uuid}1" fits several VMs; found ${candidates}; give the path or the ID of one`,
    });
  });

  it("that fit none name what comes close", async () => {
    await assert.rejects(find("host", "/Sites/DC%2f1/host/gpu/esx-0"), {
      name: "UnresolvedReferenceError",
      kind: "host",
      ambiguous: false,
      message:
        '"/Sites/DC%2f1/host/gpu/esx-0" fits no host; found /Sites/DC%2f1/host/gpu/esx-01.example.com (host-1), /Sites/DC%2f1/host/gpu/esx-02.example.com (host-2); give an ID, an inventory path or a unique name',
    });
    await assert.rejects(find("vm", "insid"), {
      message:
        '"insid" fits no VM; found /Sites/DC%2f1/vm/app/inside (vm-4); give an ID, an inventory path or a unique name; if this program creates it, use its moid output',
    });
  });

  it("are looked up in one call with a traversal of all levels", async () => {
    const stub = stubSession(() => hosts);
    await readInventory(stub.session, "host");
    assert.deepEqual(stub.methods(), ["RetrievePropertiesEx"]);
    type Spec = { readonly objectSet: readonly { readonly selectSet: readonly { readonly name: string }[] }[] };
    const specs = stub.calls.flatMap(({ args }) => args["specSet"] as readonly Spec[]);
    assert.deepEqual(
      specs.map(({ objectSet }) => objectSet.map(({ selectSet }) => selectSet.map(({ name }) => name))),
      [[["folders", "datacenters", "computes"]]],
    );
  });
});

import assert from "node:assert/strict";
import { build, defaultInventory, type Inventory, parseInventory, startSimulator } from "../../../simulator";

describe("simulator: inventories from code", () => {
  it("makes a device from a well-known card, a short address and changes", () => {
    assert.deepEqual(
      build.device("3B:00.0", "gpu", { deviceId: "26b9", deviceName: "AD102GL [L40S]", enabled: true }),
      {
        ...{ address: "0000:3b:00.0", vendorId: "10de", deviceId: "26b9", subDeviceId: "12a2", classId: "0302" },
        ...{ vendorName: "NVIDIA Corporation", deviceName: "AD102GL [L40S]", enabled: true },
      },
    );
    assert.equal(build.device("0001:af:00.1", "sriovNic").address, "0001:af:00.1");
  });

  it("makes a VM, all of whose memory is reserved once it holds a device", () => {
    assert.deepEqual(build.vm("a", { memoryMB: 8192 }), { name: "a", memoryMB: 8192 });
    assert.deepEqual(build.vm("b", { passthrough: ["3b:00.0"] }), {
      ...{ name: "b", reservationLocked: true, passthrough: ["0000:3b:00.0"] },
    });
    assert.equal(build.vm("c", { passthrough: ["3b:00.0"], reservationLocked: false }).reservationLocked, false);
  });

  it("makes a host with management, a boot disk, and what follows from the devices given", () => {
    const devices = [
      build.device("3b:00.0", "gpu"),
      build.device("65:00.0", "fibreChannel"),
      build.device("af:00.0", "nic"),
    ];
    const host = build.host("esx-01", { devices, iommu: false, cores: 64, vms: [build.vm("a")] });
    assert.deepEqual(
      host.nics?.map(({ device, address }) => [device, address]),
      [
        ["vmnic0", "0000:17:00.0"],
        ["vmnic1", "0000:17:00.1"],
        ["vmnic2", "0000:af:00.0"],
      ],
    );
    assert.deepEqual(
      host.adapters?.map(({ device, address, kind }) => [device, address, kind]),
      [
        ["vmhba0", "0000:18:00.0", "sas"],
        ["vmhba1", "0000:65:00.0", "fibreChannel"],
      ],
    );
    assert.deepEqual(host.graphics, [{ address: "0000:3b:00.0", type: "direct" }]);
    assert.deepEqual([host.name, host.iommu, host.cores, host.vms?.length], ["esx-01", false, 64, 1]);
    assert.deepEqual(build.host("esx-01", { nics: [] }).nics, []);
  });

  it("gives two hosts addresses and volumes of their own", () => {
    const [one, other] = [build.host("esx-01"), build.host("esx-02")];
    for (const key of ["nics", "vmkernel", "volumes"] as const) assert.notDeepEqual(one[key], other[key]);
    assert.deepEqual(build.host("esx-01"), one);
  });

  it("makes a vCenter with a cluster and a host outside it", async () => {
    const inventory = build.vcenter(
      {
        clusters: [build.cluster("Cluster0", [build.host("esx-01")], { drs: { behavior: "manual" } })],
        hosts: [
          build.host("esx-02", {
            devices: [build.device("3b:00.0", "gpu", { enabled: true })],
            vms: [build.vm("a", { passthrough: ["3b:00.0"], power: "poweredOn" })],
          }),
        ],
      },
      { apiVersion: "7.0.3.0" },
    );
    const simulator = await startSimulator({ inventory });
    const { hosts, vms, clusters } = simulator.state();
    await simulator.stop();
    assert.deepEqual(
      Object.values(hosts).map(({ name, devices }) => [name, devices.filter(({ active }) => active).length]),
      [
        ["esx-01", 0],
        ["esx-02", 1],
      ],
    );
    assert.deepEqual(
      Object.values(vms).map(({ reservationMB, devices }) => [reservationMB, devices[0]?.address]),
      [[4096, "0000:3b:00.0"]],
    );
    assert.equal(Object.values(clusters)[0]?.drs.behavior, "manual");
    assert.equal(simulator.inventory.datacenters[0]?.name, "DC0");
  });

  it("makes a lone host", () => {
    const inventory = parseInventory(build.esxi(build.host("esx-01"), { apiVersion: "8.0.3.0" }));
    const { apiType, apiVersion, user } = inventory.server;
    assert.deepEqual([apiType, apiVersion, user], ["HostAgent", "8.0.3.0", "root"]);
    assert.equal(inventory.datacenters[0]?.hosts[0]?.name, "esx-01");
  });

  it("gives VMs passthrough devices of other kinds, which count", async () => {
    const vms = [build.vm("a", { otherPassthrough: ["vgpu", "dynamic", "dvx"] })];
    const simulator = await startSimulator({ inventory: build.vcenter({ hosts: [build.host("esx-01", { vms })] }) });
    const [vm] = Object.values(simulator.state().vms);
    await simulator.stop();
    assert.deepEqual(
      vm?.devices.map(({ key, backing }) => [key, (backing as { $type?: string }).$type]),
      [
        [13000, "VirtualPCIPassthroughVmiopBackingInfo"],
        [13001, "VirtualPCIPassthroughDynamicBackingInfo"],
        [13002, "VirtualPCIPassthroughDvxBackingInfo"],
      ],
    );
  });

  it("takes changes of the default inventory by spreading", () => {
    const { datacenters } = defaultInventory();
    const inventory: Inventory = { server: { apiVersion: "6.7" }, datacenters };
    assert.equal(parseInventory(inventory).server.apiVersion, "6.7");
  });
});

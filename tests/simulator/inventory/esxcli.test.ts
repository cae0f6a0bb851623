import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  hardwareFromEsxcli,
  type Inventory,
  InventoryError,
  parseEsxcliPciList,
  parseInventory,
  startSimulator,
} from "../../../simulator";

const text = (name: string) => readFileSync(join(__dirname, "esxcli", `${name}.txt`), "utf8");

describe("simulator: esxcli hardware pci list", () => {
  it("reads a list of ESXi 6.7: ids, class, driver, and places that are in decimal there", () => {
    const [bridge, nic, hba] = parseEsxcliPciList(text("esxi67"));
    assert.deepEqual(bridge, {
      pci: {
        ...{ address: "0000:00:1c.0", vendorId: "8086", deviceId: "a190", subVendorId: "1028", subDeviceId: "0715" },
        ...{ classId: "0604", vendorName: "Intel Corporation", capable: false },
        deviceName: "C620 Series Chipset Family PCI Express Root Port #1",
      },
      ...{ name: "PCIe RP[0000:00:1c.0]", capable: false },
    });
    assert.deepEqual(nic, {
      pci: {
        ...{ address: "0000:01:00.0", vendorId: "14e4", deviceId: "165f", subVendorId: "1028", subDeviceId: "08ff" },
        ...{ classId: "0200", vendorName: "Broadcom Inc. and subsidiaries", parentBridge: "0000:00:1c.0" },
        ...{ deviceName: "NetXtreme BCM5720 Gigabit Ethernet", capable: true },
      },
      ...{ name: "vmnic0", driver: "ntg3", capable: true },
    });
    assert.deepEqual([hba?.pci.parentBridge, hba?.pci.enabled, hba?.pci.active], ["0000:ae:00.0", true, false]);
  });

  it("reads which function another one follows", () => {
    const followers = parseEsxcliPciList(text("esxi67")).map(({ pci }) => [pci.address, pci.dependentDevice]);
    assert.deepEqual(
      followers.filter(([, dependent]) => dependent !== undefined),
      [["0000:af:00.1", "0000:af:00.0"]],
    );
  });

  it("reads a list of ESXi 8 after the prompt, with a card that is in passthrough", () => {
    const [gpu] = parseEsxcliPciList(text("esxi80"));
    assert.deepEqual(gpu, {
      pci: {
        ...{ address: "0000:3b:00.0", vendorId: "10de", deviceId: "26b9", subVendorId: "10de", subDeviceId: "1851" },
        ...{ classId: "0302", vendorName: "NVIDIA Corporation", deviceName: "AD102GL [L40S]" },
        ...{ parentBridge: "0000:3a:02.0", capable: true, enabled: true },
      },
      ...{ driver: "pciPassthru", capable: true },
    });
  });

  const same: readonly (readonly [string, (text: string) => string])[] = [
    ["carriage returns", (list) => list.replaceAll("\n", "\r\n")],
    ["no indentation", (list) => list.replaceAll(/^ +/gm, "")],
    ["tabs, and space before the colon", (list) => list.replaceAll(/^ +([^:\n]+):/gm, "\t$1 :\t")],
    ["another order of the lines", (list) => list.replaceAll(/(\n +Vendor ID: \S+)(\n +Device ID: \S+)/g, "$2$1")],
    ["no lines between the blocks", (list) => list.replaceAll("\n\n", "\n")],
    ["ids without prefix and in capitals", (list) => list.replaceAll(/0x([0-9a-f]+)/g, (_, id) => id.toUpperCase())],
    ["a decimal address above each block", (list) => list.replaceAll(/^0000:af:/gm, "000:175:")],
    ["the addresses above the blocks lost", (list) => list.replaceAll(/^0000:\S+\n/gm, "")],
    ["keys that nobody knows yet", (list) => list.replaceAll("   IRQ:", "   DirectPath Mode: none\n   IRQ:")],
  ];
  for (const [what, change] of same) {
    it(`reads the same with ${what}`, () => {
      for (const name of ["esxi67", "esxi80"]) {
        assert.deepEqual(parseEsxcliPciList(change(text(name))), parseEsxcliPciList(text(name)));
      }
    });
  }

  it("takes what is missing as unknown", () => {
    const list = "0000:3b:00.0\n Vendor ID: 0x10de\n Device ID: 0x1eb8\n Device Class: 0x030200\n";
    assert.deepEqual(parseEsxcliPciList(list), [
      {
        pci: {
          ...{ address: "0000:3b:00.0", vendorId: "10de", deviceId: "1eb8", classId: "0302" },
          ...{ vendorName: "", deviceName: "" },
        },
      },
    ]);
    assert.equal(hardwareFromEsxcli("esx", list).iommu, true);
    assert.equal(hardwareFromEsxcli("esx", `${list} Passthru Capable: false\n`).iommu, false);
  });

  it("derives a host: management on the first NIC, the boot disk behind the first storage adapter", () => {
    const { iommu, nics, switches, vmkernel, adapters, volumes, diagnosticDisk } = hardwareFromEsxcli(
      "esx-b1",
      text("esxi67"),
    );
    assert.equal(iommu, true);
    assert.deepEqual(
      nics.map(({ device, address, driver }) => [device, address, driver]),
      [["vmnic0", "0000:01:00.0", "ntg3"]],
    );
    assert.match(nics[0]?.mac ?? "", /^02:00(:[0-9a-f]{2}){4}$/);
    assert.deepEqual(switches, [
      { name: "vSwitch0", uplinks: ["vmnic0"], portgroups: ["Management Network", "VM Network"] },
    ]);
    assert.deepEqual(
      vmkernel.map(({ device, portgroup, services }) => [device, portgroup, services]),
      [["vmk0", "Management Network", ["management"]]],
    );
    assert.deepEqual(
      adapters.map(({ device, kind, driver, disks }) => [device, kind, driver, disks]),
      [
        ["vmhba0", "sas", "lsi_mr3", [{ name: "mpx.vmhba0:C0:T0:L0" }]],
        ["vmhba3", "fibreChannel", "qlnativefc", []],
        ["vmhba4", "fibreChannel", "qlnativefc", []],
      ],
    );
    assert.deepEqual(
      volumes.map(({ name, kind }) => [name, kind]),
      [
        ["OSDATA-esx-b1", "VMFS-L"],
        ["local-esx-b1", "VMFS"],
      ],
    );
    assert.equal(diagnosticDisk, "mpx.vmhba0:C0:T0:L0");
  });

  it("leaves a card that is in passthrough to the VMs", () => {
    const { pci, graphics } = hardwareFromEsxcli("esx-b2", text("esxi80"));
    assert.equal(pci.length, 3);
    assert.deepEqual(graphics, []);
  });

  it("makes a host that starts", async () => {
    const inventory: Inventory = {
      datacenters: [{ name: "DC", hosts: [{ name: "esx-b2", ...hardwareFromEsxcli("esx-b2", text("esxi80")) }] }],
    };
    const simulator = await startSimulator({ inventory });
    const [host] = Object.values(simulator.state().hosts);
    await simulator.stop();
    assert.deepEqual(
      host?.devices.map(({ address, capable, active }) => [address, capable, active]),
      [
        ["0000:3b:00.0", true, true],
        ["0000:98:00.0", true, false],
        ["0000:ca:00.0", true, false],
      ],
    );
    assert.equal(parseInventory(inventory).datacenters[0]?.hosts[0]?.adapters[0]?.kind, "nvme");
  });

  const malformed: readonly (readonly [string, string, string])[] = [
    [
      "text of another kind",
      "00:00.0 Host bridge: Intel\n",
      'no PCI device in it; found text that begins "00:00.0 Host bridge: Intel"; expected blocks that begin with an address such as 0000:3b:00.0; give what `esxcli hardware pci list` prints, as it is',
    ],
    [
      "nothing",
      "\n \n",
      "no PCI device in it; found nothing; expected blocks that begin with an address such as 0000:3b:00.0; give what `esxcli hardware pci list` prints, as it is",
    ],
    [
      "a block without a vendor",
      "\n0000:3b:00.0\n  Device ID: 0x1eb8\n",
      "line 2: 0000:3b:00.0 Vendor ID: missing; found nothing; expected hex digits such as 0x10de; give what `esxcli hardware pci list` prints, as it is",
    ],
    [
      "an id that is none",
      "0000:3b:00.0\n  Vendor ID: 0x10de\n  Device ID: T4\n",
      'line 3: 0000:3b:00.0 Device ID: not an id; found "T4"; expected hex digits such as 0x10de; give what `esxcli hardware pci list` prints, as it is',
    ],
  ];
  for (const [what, list, message] of malformed) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => parseEsxcliPciList(list),
        (error) => error instanceof InventoryError && error.message === message,
      );
    });
  }
});

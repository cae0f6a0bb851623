import assert from "node:assert/strict";
import type { CriticalReason } from "../../../provider/rules/values";
import type { HostUse } from "../../../provider/vsphere/types";
import { gpu, host, nic, noUse, type Pci } from "../facts";
import { judgeEnabling } from "./subjects";

const sibling = "0000:18:00.0";
const management = { service: "management", vnic: "vmk0", pnic: "vmnic0", address: nic };
const uplink = (pnic: string, address: string) => ({ pnic, address });

interface Row {
  readonly what: string;
  readonly pci: Pci;
  readonly use: Partial<HostUse>;
  readonly reason: CriticalReason;
  readonly found: string;
}

const network: Pci = { address: nic, classId: "0200", deviceName: "X710" };
const raid: Pci = { address: "0000:05:00.0", classId: "0104", deviceName: "RAID" };
const nvme: Pci = { address: "0000:b1:00.0", classId: "0108", deviceName: "NVMe" };

const disk = (on: Pci, ...uses: string[]) => ({
  adapters: [{ adapter: "vmhba0", address: on.address, disks: [{ name: "naa.1", uses }] }],
});

const table: readonly Row[] = [
  {
    what: "the uplink of a management vmkernel port",
    pci: network,
    use: { vmkernelUplinks: [management] },
    reason: "management",
    found: "management (vmnic0 carries vmk0 for management)",
  },
  {
    what: "the uplink of another vmkernel service",
    pci: network,
    use: { vmkernelUplinks: [{ ...management, service: "vsan", vnic: "vmk2" }] },
    reason: "uplink",
    found: "uplink (vmnic0 carries vmk2 for vsan)",
  },
  {
    what: "the uplink of a vmkernel port without a service",
    pci: network,
    use: { vmkernelUplinks: [{ ...management, service: "other", vnic: "vmk3" }] },
    reason: "uplink",
    found: "uplink (vmnic0 carries vmk3)",
  },
  {
    what: "the last uplink of a switch in use",
    pci: network,
    use: { switches: [{ name: "vSwitch1", inUse: true, uplinks: [uplink("vmnic1", nic)] }] },
    reason: "uplink",
    found: "uplink (last uplink of switch vSwitch1)",
  },
  {
    what: "an adapter with a datastore",
    pci: raid,
    use: disk(raid, 'VMFS datastore "local"'),
    reason: "datastore",
    found: 'datastore (vmhba0: VMFS datastore "local")',
  },
  {
    what: "a RAID controller with a disk whose use cannot be told",
    pci: raid,
    use: disk(raid),
    reason: "boot",
    found: "boot (vmhba0: disk naa.1 may be the boot disk)",
  },
  {
    what: "an NVMe drive whose use cannot be told",
    pci: nvme,
    use: disk(nvme),
    reason: "boot",
    found: "boot (vmhba0: disk naa.1 may be the boot disk)",
  },
  {
    what: "a USB controller",
    pci: { address: "0000:00:14.0", classId: "0c03", deviceName: "xHCI" },
    use: {},
    reason: "usb",
    found: "usb (a USB controller; the host may boot from it)",
  },
  {
    what: "a GPU that the host shares out as vGPU",
    pci: { address: gpu },
    use: { graphics: [{ address: gpu, graphicsType: "sharedDirect", vmIds: [] }] },
    reason: "graphics",
    found: "graphics (host graphics of type sharedDirect)",
  },
  {
    what: "a GPU whose host graphics VMs use",
    pci: { address: gpu },
    use: { graphics: [{ address: gpu, graphicsType: "basic", vmIds: ["vm-1", "vm-2"] }] },
    reason: "graphics",
    found: "graphics (host graphics of type basic used by vm-1, vm-2)",
  },
];

function refusal(address: string, found: string, ...reasons: readonly CriticalReason[]) {
  return {
    rule: "critical-device",
    property: "address",
    message: `address: host esx-01 (host-12) itself needs ${address}; found ${found}; passing it through takes it away from the hypervisor; choose another device, or accept with allowCritical: [${reasons.map((one) => `"${one}"`).join(", ")}] [critical-device]`,
  };
}

describe("rule critical-device", () => {
  for (const { what, pci, use, reason, found } of table) {
    const subject = { host: host({ pci: [pci] }), address: pci.address, use: { ...noUse, ...use } };

    it(`refuses ${what}`, () => {
      assert.deepEqual(judgeEnabling(subject), [refusal(pci.address, found, reason)]);
    });

    it(`lets ${what} pass if ${reason} is accepted, and only then`, () => {
      assert.deepEqual(judgeEnabling({ ...subject, allowCritical: [reason] }), []);
      const others = (["management", "uplink", "datastore", "boot", "usb", "graphics"] as const).filter(
        (one) => one !== reason,
      );
      assert.deepEqual(judgeEnabling({ ...subject, allowCritical: others }), [refusal(pci.address, found, reason)]);
    });

    it(`refuses a device that takes with it ${what}`, () => {
      const followed = { address: "0000:77:00.0", classId: "0c00", dependentDevice: pci.address };
      const on = host({ pci: [pci, followed] });
      assert.deepEqual(judgeEnabling({ ...subject, host: on, address: followed.address }), [
        refusal(followed.address, found.replace("(", `(${pci.address} follows: `), reason),
      ]);
    });
  }

  const harmless: readonly { readonly what: string; readonly pci: Pci; readonly use: Partial<HostUse> }[] = [
    {
      what: "another port carries management",
      pci: network,
      use: { vmkernelUplinks: [{ ...management, address: sibling }] },
    },
    {
      what: "the switch has another uplink",
      pci: network,
      use: {
        switches: [{ name: "vSwitch1", inUse: true, uplinks: [uplink("vmnic1", nic), uplink("vmnic2", sibling)] }],
      },
    },
    {
      what: "nothing uses the switch",
      pci: network,
      use: { switches: [{ name: "vSwitch1", inUse: false, uplinks: [uplink("vmnic1", nic)] }] },
    },
    {
      what: "the switch has no uplink",
      pci: network,
      use: { switches: [{ name: "vSwitch1", inUse: true, uplinks: [] }] },
    },
    {
      what: "no disk is behind the adapter",
      pci: raid,
      use: { adapters: [{ adapter: "vmhba0", address: raid.address, disks: [] }] },
    },
    {
      what: "an HBA of no storage class has a disk of unknown use",
      pci: { ...raid, classId: "0c04" },
      use: disk(raid),
    },
    {
      what: "the host graphics are basic and unused",
      pci: { address: gpu },
      use: { graphics: [{ address: gpu, graphicsType: "basic", vmIds: [] }] },
    },
  ];
  for (const { what, pci, use } of harmless) {
    it(`lets pass when ${what}`, () => {
      assert.deepEqual(
        judgeEnabling({ host: host({ pci: [pci] }), address: pci.address, use: { ...noUse, ...use } }),
        [],
      );
    });
  }

  it("names siblings behind the same dependent device, which is a bridge", () => {
    const pci = [nic, sibling].map((address) => ({ ...network, address, dependentDevice: "0000:17:00.0" }));
    const use = { ...noUse, vmkernelUplinks: [{ ...management, address: sibling }] };
    assert.deepEqual(judgeEnabling({ host: host({ pci }), address: nic, use }), [
      refusal(nic, `management (${sibling} follows: vmnic0 carries vmk0 for management)`, "management"),
    ]);
  });

  it("leaves out of account what has a dependent device of its own", () => {
    const pci = [network, { ...network, address: sibling }];
    const use = { ...noUse, vmkernelUplinks: [{ ...management, address: sibling }] };
    assert.deepEqual(judgeEnabling({ host: host({ pci }), address: nic, use }), []);
  });

  it("lists all reasons sorted, and accepts none by halves", () => {
    const use = {
      ...noUse,
      vmkernelUplinks: [management],
      switches: [{ name: "vSwitch0", inUse: true, uplinks: [uplink("vmnic0", nic)] }],
    };
    const subject = { host: host({ pci: [network] }), address: nic, use };
    const [first, second] = [
      "management (vmnic0 carries vmk0 for management)",
      "uplink (last uplink of switch vSwitch0)",
    ];
    assert.deepEqual(judgeEnabling(subject), [refusal(nic, `${first}, ${second}`, "management", "uplink")]);
    assert.deepEqual(judgeEnabling({ ...subject, allowCritical: ["management"] }), [
      refusal(nic, String(second), "uplink"),
    ]);
    assert.deepEqual(judgeEnabling({ ...subject, allowCritical: ["uplink", "management"] }), []);
  });
});

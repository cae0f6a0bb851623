import assert from "node:assert/strict";
import { VSphereFaultError } from "../../../provider/errors/vSphereFaultError";
import { collect } from "../../../provider/vsphere/factCache";
import { faultTypes } from "../../../provider/vsphere/faults";
import { readHostUses } from "../../../provider/vsphere/hostUse";
import { vsanPath } from "../../../provider/vsphere/hostUseSchema";
import type { HostUse } from "../../../provider/vsphere/types";
import { objects, stubSession } from "./stubSession";

const nic = (n: number, address: string) => ({
  key: `key-vim.host.PhysicalNic-vmnic${n}`,
  device: `vmnic${n}`,
  pci: address,
});
const order = (activeNic: string, standbyNic: string[] = []) => ({
  nicTeaming: { nicOrder: { activeNic, standbyNic } },
});
const vnic = (device: string, portgroup: string, spec: unknown = "") => ({
  device,
  key: `key-vim.host.VirtualNic-${device}`,
  portgroup,
  spec,
});
const vnics = [
  vnic("vmk0", "Management Network"),
  vnic("vmk1", "vMotion"),
  vnic("vmk2", "", { distributedVirtualPort: { switchUuid: "dvs-1", portgroupKey: "dvportgroup-1" } }),
  vnic("vmk3", "Storage"),
];

/** As real hosts tell it: keys, two kinds of switch, a teaming override, single values where there is one. */
const network = {
  "config.virtualNicManagerInfo.netConfig": [
    {
      nicType: "management",
      candidateVnic: vnics.map((own) => ({ ...own, key: `management.${own.key}` })),
      selectedVnic: "management.key-vim.host.VirtualNic-vmk0",
    },
    {
      nicType: "vmotion",
      candidateVnic: vnics.map((own) => ({ ...own, key: `vmotion.${own.key}` })),
      selectedVnic: ["vmotion.key-vim.host.VirtualNic-vmk1", "vmotion.key-vim.host.VirtualNic-vmk2"],
    },
    { nicType: "vsan", candidateVnic: [] },
  ],
  "config.network.vnic": vnics,
  "config.network.portgroup": [
    { spec: { name: "Management Network", vswitchName: "vSwitch0", policy: order("vmnic0") } },
    { spec: { name: "vMotion", vswitchName: "vSwitch0", policy: "" }, computedPolicy: order("vmnic1", ["vmnic0"]) },
    { spec: { name: "Storage", vswitchName: "vSwitch1", policy: "" } },
  ],
  "config.network.vswitch": [
    { name: "vSwitch0", pnic: [nic(0, "").key, nic(1, "").key], spec: { bridge: { nicDevice: ["vmnic0", "vmnic1"] } } },
    { name: "vSwitch1", spec: { bridge: { nicDevice: "vmnic2" } } },
    { name: "vSwitch2", spec: "" },
  ],
  "config.network.proxySwitch": { dvsName: "DVS", dvsUuid: "dvs-1", pnic: nic(3, "").key },
  "config.network.pnic": [
    nic(0, "0000:18:00.0"),
    nic(1, "0000:18:00.1"),
    nic(2, "0000:AF:00.0"),
    nic(3, "0000:af:00.1"),
  ],
};

const storage = {
  "config.storageDevice.hostBusAdapter": [
    { key: "key-vim.host.BlockHba-vmhba0", device: "vmhba0", pci: "0000:67:00.0" },
    { key: "key-vim.host.PcieHba-vmhba1", device: "vmhba1", pci: "0000:68:00.0" },
    { key: "key-vim.host.InternetScsiHba-vmhba64", device: "vmhba64", pci: "" },
  ],
  "config.storageDevice.scsiLun": [
    { key: "key-vim.host.ScsiDisk-1", canonicalName: "naa.1", lunType: "disk" },
    { key: "key-vim.host.ScsiDisk-2", canonicalName: "naa.2", lunType: "disk" },
    { key: "key-vim.host.ScsiLun-3", canonicalName: "naa.3", lunType: "enclosure" },
  ],
  "config.storageDevice.scsiTopology.adapter": [
    {
      adapter: "key-vim.host.BlockHba-vmhba0",
      target: [
        { lun: { scsiLun: "key-vim.host.ScsiDisk-1" } },
        { lun: [{ scsiLun: "key-vim.host.ScsiDisk-2" }, { scsiLun: "key-vim.host.ScsiLun-3" }] },
      ],
    },
  ],
  "config.storageDevice.nvmeTopology.adapter": {
    adapter: "key-vim.host.PcieHba-vmhba1",
    connectedController: { attachedNamespace: [{ name: "t10.NVMe1" }, { name: "t10.NVMe2" }] },
  },
  "config.fileSystemVolume.mountInfo": [
    { volume: { $type: "HostVmfsVolume", type: "VMFS", name: "local", extent: { diskName: "naa.1" } } },
    { volume: { $type: "HostVmfsVolume", type: "OTHER", name: "OSDATA-5f", extent: { diskName: "naa.1" } } },
    { volume: { $type: "HostNasVolume", type: "NFS", name: "share" } },
  ],
  "config.activeDiagnosticPartition": { id: { diskName: "naa.1", partition: "7" } },
  [vsanPath]: [{ ssd: { canonicalName: "t10.NVMe1" }, nonSsd: { canonicalName: "t10.NVMe2" } }],
  "config.graphicsInfo": {
    pciId: "0000:3b:00.0",
    graphicsType: "sharedDirect",
    vm: { type: "VirtualMachine", id: "vm-1" },
  },
};

const answer = (values: Record<string, unknown>) => objects({ ref: { type: "HostSystem", id: "host-1" }, values });

describe("what a host uses itself", () => {
  it("is joined down to PCI addresses", async () => {
    const { session, methods } = stubSession(() => answer({ ...network, ...storage }));
    const uplink = (pnic: string, address: string) => ({ pnic, address });
    assert.deepEqual((await collect<HostUse>((tell) => readHostUses(session, ["host-1"], tell))).get("host-1"), {
      vmkernelUplinks: [
        { service: "management", vnic: "vmk0", pnic: "vmnic0", address: "0000:18:00.0" },
        { service: "vmotion", vnic: "vmk1", pnic: "vmnic0", address: "0000:18:00.0" },
        { service: "vmotion", vnic: "vmk1", pnic: "vmnic1", address: "0000:18:00.1" },
        { service: "vmotion", vnic: "vmk2", pnic: "vmnic3", address: "0000:af:00.1" },
        { service: "other", vnic: "vmk3", pnic: "vmnic2", address: "0000:af:00.0" },
      ],
      switches: [
        {
          name: "vSwitch0",
          inUse: true,
          uplinks: [uplink("vmnic0", "0000:18:00.0"), uplink("vmnic1", "0000:18:00.1")],
        },
        { name: "vSwitch1", inUse: true, uplinks: [uplink("vmnic2", "0000:af:00.0")] },
        { name: "vSwitch2", inUse: false, uplinks: [] },
        { name: "DVS", inUse: true, uplinks: [uplink("vmnic3", "0000:af:00.1")] },
      ],
      adapters: [
        {
          adapter: "vmhba0",
          address: "0000:67:00.0",
          disks: [
            { name: "naa.1", uses: ['VMFS datastore "local"', 'VMFS-L volume "OSDATA-5f"', "diagnostic partition"] },
            { name: "naa.2", uses: [] },
          ],
        },
        {
          adapter: "vmhba1",
          address: "0000:68:00.0",
          disks: [
            { name: "t10.NVMe1", uses: ["vSAN"] },
            { name: "t10.NVMe2", uses: ["vSAN"] },
          ],
        },
      ],
      graphics: [{ address: "0000:3b:00.0", graphicsType: "sharedDirect", vmIds: ["vm-1"] }],
    });
    assert.deepEqual(methods(), ["RetrievePropertiesEx"]);
  });

  it("of a host that tells nothing is nothing", async () => {
    const { session } = stubSession(() => answer({}));
    assert.deepEqual((await collect<HostUse>((tell) => readHostUses(session, ["host-1"], tell))).get("host-1"), {
      vmkernelUplinks: [],
      switches: [],
      adapters: [],
      graphics: [],
    });
  });

  it("is read without what the server does not know", async () => {
    const facts = {
      fault: "InvalidProperty",
      types: faultTypes("InvalidProperty"),
      serverMessage: "",
      fields: {},
      details: [],
    };
    const { session, calls } = stubSession((_, count) => {
      if (count === 1) throw new VSphereFaultError("RetrievePropertiesEx", "collector", facts);
      return answer({});
    }, "6.7.3");
    await readHostUses(session, ["host-1"], () => undefined);
    const text = calls.map(({ args }) => JSON.stringify(args));
    assert.deepEqual(
      text.map((asked) => asked.includes("vsanHostConfig")),
      [true, false],
    );
    assert.deepEqual(
      text.map((asked) => asked.includes("nvmeTopology")),
      [false, false],
    );
  });
});

/** An inventory in which everything that may be secret has a text of its own that is nowhere else. */
import { build, type Inventory } from "../../../simulator";

const gpu = "0000:3b:00.0";

export function telling(): Inventory {
  const first = build.host("esx-payroll-01.corp.test", {
    ...{ id: "host-11", uuid: "4c4c4544-0042-3510-8052-b4c04f4e3132", serialNumber: "BX5RN12" },
    ...{ systemId: "5f1c2d3e-aaaa-bbbb-cccc-0123456789ab", memoryMB: 131072, cores: 48, rebindWithoutReboot: false },
    devices: [
      build.device(gpu, "gpu", { enabled: true, hardwareLabel: "tenant-acme" }),
      build.device("5e:00.0", "intelGpu"),
      build.device("5e:00.1", "audio", { dependentDevice: "0000:5e:00.0" }),
      build.device("65:00.0", "fibreChannel"),
      build.device("af:00.0", "sriovNic", { sriov: { enabled: true, active: false, functions: 4, maxFunctions: 8 } }),
    ],
    nics: [
      { device: "vmnic0", address: "0000:17:00.0", mac: "3c:fd:fe:12:34:56", driver: "i40en" },
      { device: "vmnic1", address: "0000:17:00.1", mac: "3c:fd:fe:12:34:57", speedMb: 0 },
    ],
    switches: [
      {
        name: "swPayroll",
        uplinks: ["vmnic0", "vmnic1"],
        portgroups: ["mgmt-vlan-7", { name: "dmz-vlan-9", uplinks: ["vmnic1"] }],
      },
    ],
    distributedSwitches: [{ name: "dvs-berlin", uuid: "50 1d 2e 3f 00 11 22 33-44 55 66 77 88 99 aa bb", uplinks: [] }],
    vmkernel: [
      {
        device: "vmk0",
        ip: "10.20.30.41",
        mac: "00:50:56:6a:6b:6c",
        portgroup: "mgmt-vlan-7",
        services: ["management"],
      },
      { device: "vmk1", ip: "fd12:3456::7", switchUuid: "50 1d 2e 3f 00 11 22 33-44 55 66 77 88 99 aa bb" },
    ],
    adapters: [
      {
        ...{ device: "vmhba0", address: "0000:18:00.0", kind: "sas", driver: "lsi_mr3", nodeWwn: "500056b3deadbe00" },
        ...{ model: "PERC H755", disks: [{ name: "naa.6d0946606f3a00012a1b2c3d4e5f6071", sizeMB: 1000 }] },
      },
      {
        ...{ device: "vmhba1", address: "0000:65:00.0", kind: "fibreChannel", model: "QLE2692" },
        ...{ portWwn: "21000024ff3a1b2c", nodeWwn: "a0000024ff3a1b2d" },
        disks: [{ name: "naa.600a098038303634722b4d59646c4436" }],
      },
    ],
    volumes: [
      { name: "OSDATA-5f1c", kind: "VMFS-L", disks: ["naa.6d0946606f3a00012a1b2c3d4e5f6071"] },
      { name: "san-payroll", kind: "VMFS", disks: ["naa.600a098038303634722b4d59646c4436"] },
    ],
    diagnosticDisk: "naa.6d0946606f3a00012a1b2c3d4e5f6071",
    graphics: [{ address: "0000:5e:00.0", type: "shared" }],
    options: [{ key: "VMkernel.Boot.iovDisableIR", type: "boolean", value: true }],
    vms: [
      build.vm("payroll-db", {
        ...{ id: "vm-101", folder: "finance/prod", passthrough: [gpu], memoryMB: 8192, hardwareVersion: 21 },
        ...{ uuid: "42069e2e-4d2f-7d5e-1b1c-0a1b2c3d4e5f", instanceUuid: "50069e2e-4d2f-7d5e-1b1c-0a1b2c3d4e60" },
        ...{ power: "poweredOn", guestHostName: "payroll-db.corp.test", ip: "10.20.31.5" },
        ...{ drsOverride: { enabled: true, behavior: "manual" }, otherPassthrough: ["vgpu"] },
        extraConfig: {
          "guestinfo.userdata": "password=hunter2",
          "pciPassthru.use64bitMMIO": "TRUE",
          "vsphere-passthrough.memory": '{"reservationMB":0,"locked":false}',
        },
      }),
      build.vm("payroll-db.corp.test", {
        id: "vm-102",
        snapshots: ["before-merger", "after-merger"],
        firmware: "bios",
      }),
      build.vm("agent-x", {
        ...{ id: "vm-103", managedBy: { extensionKey: "com.acme.backup", type: "agent" } },
        ...{ question: "Did you move payroll-db?", tools: "notInstalled", power: "poweredOn", cpus: 4 },
      }),
    ],
  });
  const second = build.host("10.20.30.42", {
    ...{ id: "host-12", iommu: false, maintenance: true },
    vms: [build.vm("payroll-db", { id: "vm-104", folder: "finance/test", template: true, nestedHV: true })],
  });
  return {
    server: { apiVersion: "8.0.2.0", instanceUuid: "5a0f7d3e-6f0c-4a58-9a43-0c1d5b8e7f21", user: "svc-acme@corp.test" },
    datacenters: [
      {
        ...{ id: "datacenter-3", name: "Berlin-Mitte" },
        clusters: [
          { id: "domain-c8", name: "cl-payroll", drs: { behavior: "partiallyAutomated" }, hosts: [first, second] },
        ],
        hosts: [build.host("esx-lab.corp.test", { id: "host-13", connection: "disconnected" })],
      },
    ],
  };
}

/** All of these stand in the inventory above, and must not stand in what is made of it. */
export const secrets: readonly string[] = [
  ...[
    "payroll",
    "corp.test",
    "acme",
    "Berlin",
    "finance",
    "prod",
    "merger",
    "mgmt-vlan",
    "dmz-vlan",
    "agent-x",
    "esx-lab",
  ],
  ...["4c4c4544", "5f1c2d3e", "42069e2e", "50069e2e", "5a0f7d3e", "50 1d 2e 3f", "BX5RN12", "hunter2", "guestinfo"],
  ...["3c:fd:fe", "00:50:56:6a", "10.20.3", "fd12:3456", "500056b3deadbe00", "ff3a1b2c", "ff3a1b2d"],
  ...["6d0946606f3a", "600a0980383", "OSDATA-5f1c", "svc-"],
];

import { z } from "zod";

/**
 * The shape of an inventory. What the keys mean is said in `types.ts` and `hardwareTypes.ts`; the ids are the names under
 * which `inventory.schema.json` has the parts.
 */

const hex4Form = 'expected four lower-case hex digits in quotes, such as "10de"';
const hex4 = z.string(hex4Form).regex(/^[0-9a-f]{4}$/, hex4Form);
const addressForm = "expected a PCI address such as 0000:3b:00.0";
const address = z.string(addressForm).regex(/^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/, addressForm);
const wwnForm = 'expected 16 lower-case hex digits in quotes, such as "21000024ff3a1b2c"';
const wwn = z.string(wwnForm).regex(/^[0-9a-f]{16}$/, wwnForm);
// Of a vendor's making: version and variant are not looked at.
const uuid = z.guid("expected a UUID such as 5a0f7d3e-6f0c-4a58-9a43-0c1d5b8e7f21");
const behavior = z.enum(["manual", "partiallyAutomated", "fullyAutomated"]);

const sriovSchema = z
  .strictObject({
    enabled: z.boolean().default(false),
    active: z.boolean().optional(),
    functions: z.int().min(0).default(0),
    maxFunctions: z.int().min(1).default(63),
  })
  .meta({ id: "Sriov" });

export const pciSchema = z
  .strictObject({
    address,
    vendorId: hex4,
    deviceId: hex4,
    subVendorId: hex4.optional(),
    subDeviceId: hex4.default("0000"),
    classId: hex4,
    vendorName: z.string(),
    deviceName: z.string(),
    parentBridge: address.optional(),
    dependentDevice: address.optional(),
    capable: z.boolean().optional(),
    enabled: z.boolean().default(false),
    active: z.boolean().optional(),
    hardwareLabel: z.string().optional(),
    sriov: sriovSchema.optional(),
  })
  .meta({ id: "Pci" });

const nicSchema = z
  .strictObject({
    device: z.string(),
    address,
    mac: z.string(),
    driver: z.string().default("ixgben"),
    speedMb: z.int().default(10000),
  })
  .meta({ id: "Nic" });

const portgroupSchema = z.strictObject({ name: z.string(), uplinks: z.array(z.string()) }).meta({ id: "Portgroup" });

const switchSchema = z
  .strictObject({
    name: z.string(),
    uplinks: z.array(z.string()).default([]),
    portgroups: z.array(z.union([z.string(), portgroupSchema])).default([]),
  })
  .meta({ id: "Switch" });

const distributedSwitchSchema = z
  .strictObject({ name: z.string(), uuid: z.string(), uplinks: z.array(z.string()).default([]) })
  .meta({ id: "DistributedSwitch" });

const vmkernelSchema = z
  .strictObject({
    device: z.string(),
    ip: z.string(),
    mac: z.string().default("00:50:56:60:00:01"),
    portgroup: z.string().optional(),
    switchUuid: z.string().optional(),
    services: z.array(z.string()).default([]),
  })
  .meta({ id: "Vmkernel" });

const diskSchema = z.strictObject({ name: z.string(), sizeMB: z.int().default(476940) }).meta({ id: "Disk" });

const adapterSchema = z
  .strictObject({
    device: z.string(),
    address,
    kind: z.enum(["block", "fibreChannel", "sas", "nvme"]),
    driver: z.string().default("unknown"),
    model: z.string().default(""),
    portWwn: wwn.optional(),
    nodeWwn: wwn.optional(),
    disks: z.array(diskSchema).default([]),
  })
  .meta({ id: "Adapter" });

const volumeSchema = z
  .strictObject({
    name: z.string(),
    kind: z.enum(["VMFS", "VMFS-L"]),
    disks: z.array(z.string()).min(1, "expected at least one disk"),
  })
  .meta({ id: "Volume" });

const graphicsSchema = z
  .strictObject({ address, type: z.enum(["basic", "shared", "sharedDirect", "direct"]) })
  .meta({ id: "Graphics" });

const optionSchema = z
  .strictObject({
    key: z.string(),
    type: z.enum(["boolean", "int", "long", "string"]),
    value: z.union([z.boolean(), z.number(), z.string()]),
  })
  .meta({ id: "Option" });

const managedBySchema = z.strictObject({ extensionKey: z.string(), type: z.string() }).meta({ id: "ManagedBy" });

const drsOverrideSchema = z
  .strictObject({ enabled: z.boolean().optional(), behavior: behavior.optional() })
  .meta({ id: "DrsOverride" });

export const vmSchema = z
  .strictObject({
    id: z.string().optional(),
    name: z.string().min(1),
    folder: z.string().default(""),
    uuid: uuid.optional(),
    instanceUuid: uuid.optional(),
    hardwareVersion: z.int().min(3).max(22).default(20),
    memoryMB: z.int().min(4).default(4096),
    cpus: z.int().min(1).default(2),
    firmware: z.enum(["bios", "efi"]).default("efi"),
    guestId: z.string().default("ubuntu64Guest"),
    power: z.enum(["poweredOn", "poweredOff", "suspended"]).default("poweredOff"),
    tools: z.enum(["running", "notRunning", "notInstalled"]).default("running"),
    ignoresShutdown: z.boolean().default(false),
    template: z.boolean().default(false),
    snapshots: z.array(z.string()).default([]),
    nestedHV: z.boolean().default(false),
    faultTolerance: z.boolean().default(false),
    connection: z.enum(["connected", "orphaned", "inaccessible", "invalid"]).default("connected"),
    question: z.string().optional(),
    managedBy: managedBySchema.optional(),
    reservationMB: z.int().min(0).default(0),
    reservationLocked: z.boolean().default(false),
    passthrough: z.array(address).default([]),
    otherPassthrough: z.array(z.enum(["dynamic", "vgpu", "dvx"])).default([]),
    extraConfig: z.record(z.string(), z.string()).default({}),
    drsOverride: drsOverrideSchema.optional(),
    guestHostName: z.string().optional(),
    ip: z.string().optional(),
  })
  .meta({ id: "Vm" });

export const hostSchema = z
  .strictObject({
    id: z.string().optional(),
    name: z.string().min(1),
    uuid: uuid.optional(),
    systemId: z.string().optional(),
    serialNumber: z.string().optional(),
    vendor: z.string().default("Dell Inc."),
    model: z.string().default("PowerEdge R750"),
    memoryMB: z.int().default(262144),
    cores: z.int().default(32),
    iommu: z.boolean().default(true),
    rebindWithoutReboot: z.boolean().default(true),
    connection: z.enum(["connected", "disconnected", "notResponding"]).default("connected"),
    maintenance: z.boolean().default(false),
    pciFromEsxcli: z.string().optional(),
    pci: z.array(pciSchema).default([]),
    nics: z.array(nicSchema).default([]),
    switches: z.array(switchSchema).default([]),
    distributedSwitches: z.array(distributedSwitchSchema).default([]),
    vmkernel: z.array(vmkernelSchema).default([]),
    adapters: z.array(adapterSchema).default([]),
    volumes: z.array(volumeSchema).default([]),
    diagnosticDisk: z.string().optional(),
    graphics: z.array(graphicsSchema).default([]),
    options: z.array(optionSchema).default([]),
    vms: z.array(vmSchema).default([]),
  })
  .meta({ id: "Host" });

const drsSchema = z
  .strictObject({
    enabled: z.boolean().default(true),
    behavior: behavior.default("fullyAutomated"),
    overridesEnabled: z.boolean().default(true),
  })
  .meta({ id: "Drs" });

export const clusterSchema = z
  .strictObject({
    id: z.string().optional(),
    name: z.string().min(1),
    drs: drsSchema.prefault({}),
    hosts: z.array(hostSchema).default([]),
  })
  .meta({ id: "Cluster" });

const versionForm = 'expected an API version in quotes, such as "8.0.2.0"';

const serverSchema = z
  .strictObject({
    apiType: z.enum(["VirtualCenter", "HostAgent"]).default("VirtualCenter"),
    apiVersion: z
      .string(versionForm)
      .regex(/^\d+(\.\d+)*$/, versionForm)
      .default("8.0.2.0"),
    build: z.string().default("22617221"),
    instanceUuid: uuid.optional(),
    user: z.string().default("administrator@vsphere.local"),
  })
  .meta({ id: "Server" });

const datacenterSchema = z
  .strictObject({
    id: z.string().optional(),
    name: z.string().min(1),
    clusters: z.array(clusterSchema).default([]),
    hosts: z.array(hostSchema).default([]),
  })
  .meta({ id: "Datacenter" });

export const inventorySchema = z.strictObject({
  $schema: z.string().optional(),
  server: serverSchema.prefault({}),
  datacenters: z.array(datacenterSchema).min(1),
});

/** An inventory with defaults filled in. */
export type FullInventory = z.output<typeof inventorySchema>;
export type FullHost = z.output<typeof hostSchema>;
export type FullVm = z.output<typeof vmSchema>;
export type FullPci = z.output<typeof pciSchema>;
export type FullCluster = z.output<typeof clusterSchema>;

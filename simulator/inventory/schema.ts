import { z } from "zod";

/** The shape of an inventory: what a vCenter, or a lone host, holds when the simulator starts. */

const hex4 = z.string().regex(/^[0-9a-f]{4}$/, "expected four lower-case hex digits, such as 10de");
const address = z
  .string()
  .regex(/^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/, "expected a PCI address such as 0000:3b:00.0");
const uuid = z.uuid();
const behavior = z.enum(["manual", "partiallyAutomated", "fullyAutomated"]);

/** A function on the PCI bus, with its passthrough state at the start. */
export const pciSchema = z.strictObject({
  address,
  vendorId: hex4,
  deviceId: hex4,
  /** Default: `vendorId`. */
  subVendorId: hex4.optional(),
  subDeviceId: hex4.default("0000"),
  /** Base and sub class, such as `0302`. */
  classId: hex4,
  vendorName: z.string(),
  deviceName: z.string(),
  parentBridge: address.optional(),
  /** Functions with the same value change together. Default: the device's own address. */
  dependentDevice: address.optional(),
  /** Default: all but bridges (class 06). A host without IOMMU has no capable device whatever this says. */
  capable: z.boolean().optional(),
  enabled: z.boolean().default(false),
  /** Default: `enabled`. */
  active: z.boolean().optional(),
  hardwareLabel: z.string().optional(),
  sriov: z
    .strictObject({
      enabled: z.boolean().default(false),
      active: z.boolean().optional(),
      functions: z.int().min(0).default(0),
      maxFunctions: z.int().min(1).default(63),
    })
    .optional(),
});

const nicSchema = z.strictObject({
  device: z.string(),
  address,
  mac: z.string(),
  driver: z.string().default("ixgben"),
  speedMb: z.int().default(10000),
});

const switchSchema = z.strictObject({
  name: z.string(),
  uplinks: z.array(z.string()).default([]),
  portgroups: z.array(z.string()).default([]),
});

const distributedSwitchSchema = z.strictObject({
  name: z.string(),
  uuid: z.string(),
  uplinks: z.array(z.string()).default([]),
});

const vmkernelSchema = z.strictObject({
  device: z.string(),
  ip: z.string(),
  mac: z.string().default("00:50:56:60:00:01"),
  /** Port group of a standard switch, or the UUID of a distributed switch. */
  portgroup: z.string().optional(),
  switchUuid: z.string().optional(),
  services: z.array(z.string()).default([]),
});

const adapterSchema = z.strictObject({
  device: z.string(),
  address,
  kind: z.enum(["block", "fibreChannel", "sas", "nvme"]),
  driver: z.string().default("unknown"),
  model: z.string().default(""),
  disks: z.array(z.strictObject({ name: z.string(), sizeMB: z.int().default(476940) })).default([]),
});

const volumeSchema = z.strictObject({
  name: z.string(),
  /** `VMFS` is a datastore; `VMFS-L` holds ESXi's own data. */
  kind: z.enum(["VMFS", "VMFS-L"]),
  disks: z.array(z.string()),
});

const optionSchema = z.strictObject({
  key: z.string(),
  type: z.enum(["boolean", "int", "long", "string"]),
  value: z.union([z.boolean(), z.number(), z.string()]),
});

export const vmSchema = z.strictObject({
  /** Managed object id; given out in order when missing. */
  id: z.string().optional(),
  name: z.string().min(1),
  /** Path below the datacenter's vm folder, such as `team/gpu`. */
  folder: z.string().default(""),
  uuid: uuid.optional(),
  instanceUuid: uuid.optional(),
  hardwareVersion: z.int().min(3).max(22).default(20),
  memoryMB: z.int().min(4).default(4096),
  cpus: z.int().min(1).default(2),
  firmware: z.enum(["bios", "efi"]).default("efi"),
  guestId: z.string().default("ubuntu64Guest"),
  power: z.enum(["poweredOn", "poweredOff", "suspended"]).default("poweredOff"),
  /** Whether VMware Tools run once the VM is on. */
  tools: z.enum(["running", "notRunning", "notInstalled"]).default("running"),
  /** A guest that has Tools and still does not shut down when asked to. */
  ignoresShutdown: z.boolean().default(false),
  template: z.boolean().default(false),
  snapshots: z.array(z.string()).default([]),
  nestedHV: z.boolean().default(false),
  faultTolerance: z.boolean().default(false),
  connection: z.enum(["connected", "orphaned", "inaccessible", "invalid"]).default("connected"),
  /** Text of a question that waits for an answer. */
  question: z.string().optional(),
  managedBy: z.strictObject({ extensionKey: z.string(), type: z.string() }).optional(),
  reservationMB: z.int().min(0).default(0),
  reservationLocked: z.boolean().default(false),
  /** Addresses of devices of its host that the VM holds. */
  passthrough: z.array(address).default([]),
  extraConfig: z.record(z.string(), z.string()).default({}),
  drsOverride: z.strictObject({ enabled: z.boolean().optional(), behavior: behavior.optional() }).optional(),
  guestHostName: z.string().optional(),
  ip: z.string().optional(),
});

export const hostSchema = z.strictObject({
  id: z.string().optional(),
  name: z.string().min(1),
  /** Hardware UUID. */
  uuid: uuid.optional(),
  /** What a PCI backing's `systemId` must be on this host; not the hardware UUID. */
  systemId: z.string().optional(),
  vendor: z.string().default("Dell Inc."),
  model: z.string().default("PowerEdge R750"),
  memoryMB: z.int().default(262144),
  cores: z.int().default(32),
  /** VT-d or AMD IOMMU is on. */
  iommu: z.boolean().default(true),
  /** `HostCapability.deviceRebindWithoutRebootSupported`. */
  rebindWithoutReboot: z.boolean().default(true),
  connection: z.enum(["connected", "disconnected", "notResponding"]).default("connected"),
  maintenance: z.boolean().default(false),
  pci: z.array(pciSchema).default([]),
  nics: z.array(nicSchema).default([]),
  switches: z.array(switchSchema).default([]),
  distributedSwitches: z.array(distributedSwitchSchema).default([]),
  vmkernel: z.array(vmkernelSchema).default([]),
  adapters: z.array(adapterSchema).default([]),
  volumes: z.array(volumeSchema).default([]),
  /** Disk that holds the active diagnostic partition. */
  diagnosticDisk: z.string().optional(),
  graphics: z
    .array(z.strictObject({ address, type: z.enum(["basic", "shared", "sharedDirect", "direct"]) }))
    .default([]),
  /** Advanced options beside the built-in `VMkernel.Boot.*` ones. */
  options: z.array(optionSchema).default([]),
  vms: z.array(vmSchema).default([]),
});

export const clusterSchema = z.strictObject({
  id: z.string().optional(),
  name: z.string().min(1),
  drs: z
    .strictObject({
      enabled: z.boolean().default(true),
      behavior: behavior.default("fullyAutomated"),
      overridesEnabled: z.boolean().default(true),
    })
    .prefault({}),
  hosts: z.array(hostSchema).default([]),
});

export const inventorySchema = z.strictObject({
  server: z
    .strictObject({
      /** `VirtualCenter`, or `HostAgent` for a lone ESXi host that is talked to directly. */
      apiType: z.enum(["VirtualCenter", "HostAgent"]).default("VirtualCenter"),
      apiVersion: z
        .string()
        .regex(/^\d+(\.\d+)*$/, "expected an API version such as 8.0.2.0")
        .default("8.0.2.0"),
      build: z.string().default("22617221"),
      instanceUuid: uuid.optional(),
      user: z.string().default("administrator@vsphere.local"),
    })
    .prefault({}),
  datacenters: z
    .array(
      z.strictObject({
        id: z.string().optional(),
        name: z.string().min(1),
        clusters: z.array(clusterSchema).default([]),
        /** Hosts outside any cluster. */
        hosts: z.array(hostSchema).default([]),
      }),
    )
    .min(1),
});

/** What a caller writes: everything that has a default may be left out. */
export type Inventory = z.input<typeof inventorySchema>;
export type HostInput = z.input<typeof hostSchema>;
export type VmInput = z.input<typeof vmSchema>;
export type PciInput = z.input<typeof pciSchema>;

/** The same with defaults filled in. */
export type FullInventory = z.output<typeof inventorySchema>;
export type FullHost = z.output<typeof hostSchema>;
export type FullVm = z.output<typeof vmSchema>;
export type FullPci = z.output<typeof pciSchema>;
export type FullCluster = z.output<typeof clusterSchema>;

import type {
  AdapterInput,
  DistributedSwitchInput,
  GraphicsInput,
  NicInput,
  OptionInput,
  PciInput,
  SwitchInput,
  VmkernelInput,
  VolumeInput,
} from "./hardwareTypes";

/**
 * What a caller writes: everything that has a default may be left out. The same as what `schema.ts` checks; a type test
 * keeps the two in step. These doc comments are also the descriptions in `inventory.schema.json`.
 */

/** What a vCenter, or a lone ESXi host, holds when the simulator starts. */
export interface Inventory {
  /** Where an editor finds the JSON Schema of this file; not looked at. */
  readonly $schema?: string | undefined;
  /** The server itself. */
  readonly server?: ServerInput | undefined;
  /** At least one. */
  readonly datacenters: readonly DatacenterInput[];
}

/** The server that answers. */
export interface ServerInput {
  /** `VirtualCenter`, or `HostAgent` for a lone ESXi host that is talked to directly. Default `VirtualCenter`. */
  readonly apiType?: "VirtualCenter" | "HostAgent" | undefined;
  /** Such as `7.0.3.0`. Default `8.0.2.0`. */
  readonly apiVersion?: string | undefined;
  /** Build number. */
  readonly build?: string | undefined;
  /** A vCenter's own UUID, which state is tied to. Default: one that follows from the datacenters' names. */
  readonly instanceUuid?: string | undefined;
  /** The administrator; the password is random. Default `administrator@vsphere.local`. */
  readonly user?: string | undefined;
}

/** A datacenter, with clusters and hosts outside of any. */
export interface DatacenterInput {
  /** Managed object ID, such as `datacenter-3`; given out in order when missing. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly clusters?: readonly ClusterInput[] | undefined;
  /** Hosts outside any cluster. */
  readonly hosts?: readonly HostInput[] | undefined;
}

/** A cluster. */
export interface ClusterInput {
  /** Managed object ID, such as `domain-c8`; given out in order when missing. */
  readonly id?: string | undefined;
  readonly name: string;
  /** Default: on, fully automated, with overrides for single VMs. */
  readonly drs?: DrsInput | undefined;
  readonly hosts?: readonly HostInput[] | undefined;
}

/** DRS of a cluster. */
export interface DrsInput {
  /** Default true. */
  readonly enabled?: boolean | undefined;
  /** Default `fullyAutomated`. */
  readonly behavior?: "manual" | "partiallyAutomated" | "fullyAutomated" | undefined;
  /** Whether single VMs may have a level of their own. Default true. */
  readonly overridesEnabled?: boolean | undefined;
}

/** An ESXi host. */
export interface HostInput {
  /** Managed object ID, such as `host-11`; given out in order when missing. */
  readonly id?: string | undefined;
  /** The name it is registered with: a DNS name or an address. */
  readonly name: string;
  /** Hardware UUID. Default: one that follows from the name. */
  readonly uuid?: string | undefined;
  /** What a PCI backing's `systemId` must be on this host; not the hardware UUID. Default: one that follows from the name. */
  readonly systemId?: string | undefined;
  /** Of the machine. */
  readonly serialNumber?: string | undefined;
  /** Of the machine. Default `Dell Inc.`. */
  readonly vendor?: string | undefined;
  /** Of the machine. Default `PowerEdge R750`. */
  readonly model?: string | undefined;
  /** Default 262144, which is 256 GB. */
  readonly memoryMB?: number | undefined;
  /** CPU cores. Default 32. */
  readonly cores?: number | undefined;
  /** VT-d or AMD IOMMU is on. Default true. */
  readonly iommu?: boolean | undefined;
  /** Enabling needs no reboot (`HostCapability.deviceRebindWithoutRebootSupported`). Default true. */
  readonly rebindWithoutReboot?: boolean | undefined;
  /** Default `connected`. */
  readonly connection?: "connected" | "disconnected" | "notResponding" | undefined;
  /** In maintenance mode. Default false. */
  readonly maintenance?: boolean | undefined;
  /**
   * Only in a file: another one, relative to it, with what `esxcli hardware pci list` prints on a real host. The cards come
   * from there, and so do `iommu`, NICs, adapters, graphics, a management port and a boot disk where they are not given
   * here. A card in `pci` takes the place of the one at its address.
   */
  readonly pciFromEsxcli?: string | undefined;
  /** Functions on the PCI bus. */
  readonly pci?: readonly PciInput[] | undefined;
  /** Physical NICs. */
  readonly nics?: readonly NicInput[] | undefined;
  /** Standard switches. */
  readonly switches?: readonly SwitchInput[] | undefined;
  readonly distributedSwitches?: readonly DistributedSwitchInput[] | undefined;
  /** VMkernel ports. */
  readonly vmkernel?: readonly VmkernelInput[] | undefined;
  /** Storage adapters and the disks behind them. */
  readonly adapters?: readonly AdapterInput[] | undefined;
  /** Volumes on these disks. */
  readonly volumes?: readonly VolumeInput[] | undefined;
  /** Disk that holds the active diagnostic partition. */
  readonly diagnosticDisk?: string | undefined;
  /** GPUs as the host itself sees them. */
  readonly graphics?: readonly GraphicsInput[] | undefined;
  /** Advanced options beside the built-in `VMkernel.Boot.*` ones; one of the same key takes its place. */
  readonly options?: readonly OptionInput[] | undefined;
  readonly vms?: readonly VmInput[] | undefined;
}

/** A virtual machine. */
export interface VmInput {
  /** Managed object ID, such as `vm-101`; given out in order when missing. */
  readonly id?: string | undefined;
  readonly name: string;
  /** Path below the datacenter's vm folder, such as `team/gpu`. */
  readonly folder?: string | undefined;
  /** BIOS UUID. Default: one that follows from the names. */
  readonly uuid?: string | undefined;
  /** Default: one that follows from the names. */
  readonly instanceUuid?: string | undefined;
  /** The number of `vmx-20`; never more than what the server's release runs. Default 20. */
  readonly hardwareVersion?: number | undefined;
  /** Default 4096. */
  readonly memoryMB?: number | undefined;
  /** Default 2. */
  readonly cpus?: number | undefined;
  /** Default `efi`. */
  readonly firmware?: "bios" | "efi" | undefined;
  /** Default `ubuntu64Guest`. */
  readonly guestId?: string | undefined;
  /** Default `poweredOff`. */
  readonly power?: "poweredOn" | "poweredOff" | "suspended" | undefined;
  /** Whether VMware Tools run once the VM is on. Default `running`. */
  readonly tools?: "running" | "notRunning" | "notInstalled" | undefined;
  /** A guest that has Tools and still does not shut down when asked to. Default false. */
  readonly ignoresShutdown?: boolean | undefined;
  readonly template?: boolean | undefined;
  /** Names; each is the child of the one before. */
  readonly snapshots?: readonly string[] | undefined;
  /** Nested hardware virtualisation. Default false. */
  readonly nestedHV?: boolean | undefined;
  readonly faultTolerance?: boolean | undefined;
  /** Default `connected`. */
  readonly connection?: "connected" | "orphaned" | "inaccessible" | "invalid" | undefined;
  /** Text of a question that waits for an answer. */
  readonly question?: string | undefined;
  /** Extension that manages the VM, such as an agent VM of vCLS. */
  readonly managedBy?: ManagedByInput | undefined;
  /** Default 0. */
  readonly reservationMB?: number | undefined;
  /** All memory reserved, whatever it is. Default false. */
  readonly reservationLocked?: boolean | undefined;
  /** Addresses of devices of its host that the VM holds. */
  readonly passthrough?: readonly string[] | undefined;
  /** Passthrough devices of other kinds, which only count. */
  readonly otherPassthrough?: readonly ("dynamic" | "vgpu" | "dvx")[] | undefined;
  /** Keys and values of `config.extraConfig`. */
  readonly extraConfig?: Readonly<Record<string, string>> | undefined;
  /** The VM's own DRS level. */
  readonly drsOverride?: DrsOverrideInput | undefined;
  /** What the guest reports, once VMware Tools run. */
  readonly guestHostName?: string | undefined;
  /** What the guest reports, once VMware Tools run. */
  readonly ip?: string | undefined;
}

/** The extension that manages a VM. */
export interface ManagedByInput {
  readonly extensionKey: string;
  readonly type: string;
}

/** A VM's DRS override. */
export interface DrsOverrideInput {
  readonly enabled?: boolean | undefined;
  readonly behavior?: "manual" | "partiallyAutomated" | "fullyAutomated" | undefined;
}

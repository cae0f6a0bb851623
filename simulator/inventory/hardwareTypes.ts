/** The hardware of a host as a caller writes it; see `types.ts`. */

/** A function on the PCI bus, with its passthrough state at the start. Ids are four lower-case hex digits. */
export interface PciInput {
  /** Such as `0000:3b:00.0`. */
  readonly address: string;
  readonly vendorId: string;
  readonly deviceId: string;
  /** Default: `vendorId`. */
  readonly subVendorId?: string | undefined;
  /** Default `0000`. */
  readonly subDeviceId?: string | undefined;
  /** Base and sub class, such as `0302`. */
  readonly classId: string;
  readonly vendorName: string;
  readonly deviceName: string;
  /** Address of the bridge above. */
  readonly parentBridge?: string | undefined;
  /** Functions with the same value change together. Default: the device's own address. */
  readonly dependentDevice?: string | undefined;
  /** Default: all but bridges (class 06). A host without IOMMU has no capable device whatever this says. */
  readonly capable?: boolean | undefined;
  /** Configured for passthrough. Default false. */
  readonly enabled?: boolean | undefined;
  /** In force; differs from `enabled` while a reboot is pending. Default: `enabled`. */
  readonly active?: boolean | undefined;
  readonly hardwareLabel?: string | undefined;
  /** Present for a function that can do SR-IOV. */
  readonly sriov?: SriovInput | undefined;
}

/** SR-IOV of a physical function. */
export interface SriovInput {
  /** Default false. */
  readonly enabled?: boolean | undefined;
  /** Default: `enabled`. */
  readonly active?: boolean | undefined;
  /** Virtual functions asked for. Default 0. */
  readonly functions?: number | undefined;
  /** Default 63. */
  readonly maxFunctions?: number | undefined;
}

/** A physical NIC. */
export interface NicInput {
  /** Such as `vmnic0`. */
  readonly device: string;
  /** PCI address. */
  readonly address: string;
  readonly mac: string;
  /** Default `ixgben`. */
  readonly driver?: string | undefined;
  /** 0: no link. Default 10000. */
  readonly speedMb?: number | undefined;
}

/** A standard switch. */
export interface SwitchInput {
  readonly name: string;
  /** Physical NICs, such as `vmnic0`. */
  readonly uplinks?: readonly string[] | undefined;
  /** By name; one that uses some of the uplinks only, as an object. */
  readonly portgroups?: readonly (string | PortgroupInput)[] | undefined;
}

/** A port group of a standard switch. */
export interface PortgroupInput {
  readonly name: string;
  /** The uplinks of its switch that it uses. */
  readonly uplinks: readonly string[];
}

/** A distributed switch, as the host sees it. */
export interface DistributedSwitchInput {
  readonly name: string;
  readonly uuid: string;
  /** Physical NICs, such as `vmnic0`. */
  readonly uplinks?: readonly string[] | undefined;
}

/** A vmkernel port. */
export interface VmkernelInput {
  /** Such as `vmk0`. */
  readonly device: string;
  readonly ip: string;
  /** Default `00:50:56:60:00:01`. */
  readonly mac?: string | undefined;
  /** Port group of a standard switch. */
  readonly portgroup?: string | undefined;
  /** UUID of a distributed switch. */
  readonly switchUuid?: string | undefined;
  /** Such as `management` or `vmotion`. */
  readonly services?: readonly string[] | undefined;
}

/** A storage adapter. */
export interface AdapterInput {
  /** Such as `vmhba1`. */
  readonly device: string;
  /** PCI address. */
  readonly address: string;
  readonly kind: "block" | "fibreChannel" | "sas" | "nvme";
  readonly driver?: string | undefined;
  readonly model?: string | undefined;
  /** World wide name of a Fibre Channel port, or of a SAS adapter: 16 hex digits. */
  readonly portWwn?: string | undefined;
  /** World wide node name: 16 hex digits. */
  readonly nodeWwn?: string | undefined;
  readonly disks?: readonly DiskInput[] | undefined;
}

/** A disk behind a storage adapter. */
export interface DiskInput {
  /** Canonical name, such as `naa.6d0946606f3a00012a1b2c3d4e5f6071`. */
  readonly name: string;
  /** Default 476940. */
  readonly sizeMB?: number | undefined;
}

/** A VMFS volume. */
export interface VolumeInput {
  readonly name: string;
  /** `VMFS` is a datastore; `VMFS-L` holds ESXi's own data. */
  readonly kind: "VMFS" | "VMFS-L";
  /** Canonical names of its disks. */
  readonly disks: readonly string[];
}

/** A GPU that serves as host graphics. */
export interface GraphicsInput {
  /** PCI address. */
  readonly address: string;
  readonly type: "basic" | "shared" | "sharedDirect" | "direct";
}

/** An advanced option of a host. */
export interface OptionInput {
  readonly key: string;
  readonly type: "boolean" | "int" | "long" | "string";
  readonly value: boolean | number | string;
}

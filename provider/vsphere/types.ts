/** Plain data that the vSphere layer gives and takes. No soap type and no Pulumi type appears here. */

/** What `ServiceContent.about` says, and the identity that state is tied to. */
export interface ServerInfo {
  readonly apiType: "VirtualCenter" | "HostAgent";
  /** For example `8.0.2.0`. */
  readonly apiVersion: string;
  readonly fullName: string;
  /** A vCenter's instance UUID, a lone host's hardware UUID. */
  readonly serverId: string;
}

/** A managed object found by a reference the user wrote. */
export interface Found {
  /** Managed object ID, such as `host-12`. */
  readonly id: string;
  readonly name: string;
}

/** A function on the host's PCI bus. Ids are four lower-case hex digits. */
export interface PciDevice {
  /** `SSSS:BB:DD.F`, lower-case hex. */
  readonly address: string;
  readonly vendorId: string;
  readonly deviceId: string;
  readonly subVendorId: string;
  readonly subDeviceId: string;
  /** Base and sub class, such as `0302`. */
  readonly classId: string;
  readonly vendorName: string;
  readonly deviceName: string;
}

/** Passthrough state of one function (`HostPciPassthruInfo`). */
export interface PassthruInfo {
  readonly address: string;
  /** The device that has to leave the hypervisor together with this one; may be a bridge or a sibling function. */
  readonly dependentDevice: string;
  readonly capable: boolean;
  /** Configured. */
  readonly enabled: boolean;
  /** In force; differs from `enabled` until the host has rebooted. */
  readonly active: boolean;
  readonly hardwareLabel?: string;
  /** Present when the function is SR-IOV capable (`HostSriovInfo`). */
  readonly sriov?: { readonly enabled: boolean; readonly active: boolean };
}

export interface HostFacts extends Found {
  /** Hardware UUID; empty while the host is not connected. */
  readonly uuid: string;
  /** ComputeResource or ClusterComputeResource. */
  readonly computeResourceId: string;
  /** Set when the host is in a cluster. */
  readonly clusterId?: string;
  readonly connectionState: "connected" | "disconnected" | "notResponding";
  readonly inMaintenanceMode: boolean;
  /** ISO 8601; absent while the host is down. */
  readonly bootTime?: string;
  readonly rebootRequired: boolean;
  /** Physical memory; absent while the host is not connected. */
  readonly memoryMB?: number;
  /** `HostCapability.deviceRebindWithoutRebootSupported`: enabling may be applied at once. False below API 7.0. */
  readonly rebindWithoutReboot: boolean;
  readonly devices: readonly PciDevice[];
  readonly passthru: readonly PassthruInfo[];
  /** IDs of all VMs registered on the host. */
  readonly vmIds: readonly string[];
}

/** What the host itself uses, joined down to PCI addresses (vsphere-api.md 4.3). Fetched only when a device is to be enabled. */
export interface HostUse {
  /** One row per physical NIC that carries a vmkernel port. */
  readonly vmkernelUplinks: readonly {
    /** `management`, `vmotion`, `vsan`, ... (`HostVirtualNicManagerNicType`); `other` for a vmkernel port without a service. */
    readonly service: string;
    readonly vnic: string;
    readonly pnic: string;
    readonly address: string;
  }[];
  /** Standard and distributed switches with their uplinks; `inUse`: some VM network or vmkernel port is on it. */
  readonly switches: readonly {
    readonly name: string;
    readonly inUse: boolean;
    readonly uplinks: readonly { readonly pnic: string; readonly address: string }[];
  }[];
  /** Storage adapters, with the disks seen through them and what these hold. */
  readonly adapters: readonly {
    readonly adapter: string;
    readonly address: string;
    readonly disks: readonly {
      readonly name: string;
      /** `VMFS datastore "x"`, `VMFS-L volume "OSDATA-..."`, `diagnostic partition`, `vSAN`; empty when the use cannot be told. */
      readonly uses: readonly string[];
    }[];
  }[];
  /** GPUs that the host itself shares out (`HostGraphicsInfo`): `shared`, `sharedDirect`, `basic`, `direct`. */
  readonly graphics: readonly {
    readonly address: string;
    readonly graphicsType: string;
    readonly vmIds: readonly string[];
  }[];
}

export type PowerState = "poweredOn" | "poweredOff" | "suspended";

/** Any `VirtualPCIPassthrough` of a VM, whatever its backing. */
export interface VmPassthruDevice {
  readonly key: number;
  readonly backing: "fixed" | "dynamic" | "vgpu" | "dvx" | "other";
  /** Of a fixed backing. */
  readonly address?: string;
  readonly systemId?: string;
  readonly vendorId?: string;
  readonly deviceId?: string;
  /** `PCI device 0`. */
  readonly label: string;
}

export interface VmFacts extends Found {
  readonly instanceUuid: string;
  readonly biosUuid: string;
  /** Absent for a VM that no host runs or holds. */
  readonly hostId?: string;
  readonly connectionState: "connected" | "disconnected" | "orphaned" | "inaccessible" | "invalid";
  readonly powerState: PowerState;
  readonly toolsRunning: boolean;
  /** Host name and addresses that the guest reports; absent without VMware Tools. */
  readonly guestAddresses?: readonly string[];
  readonly template: boolean;
  /** The number of `vmx-NN`. */
  readonly hardwareVersion: number;
  readonly firmware: "bios" | "efi";
  readonly memoryMB: number;
  readonly reservationMB: number;
  /** `memoryReservationLockedToMax`. */
  readonly reservationLocked: boolean;
  readonly changeVersion: string;
  readonly nestedHV: boolean;
  readonly faultTolerance: boolean;
  readonly hasSnapshots: boolean;
  /** Text of a pending question. */
  readonly question?: string;
  /** Extension that manages the VM, such as an agent VM of vCLS. */
  readonly managedBy?: string;
  readonly devices: readonly VmPassthruDevice[];
  /** The keys that are this package's, or about passthrough. */
  readonly extraConfig: Readonly<Record<string, string>>;
}

export type DrsBehavior = "manual" | "partiallyAutomated" | "fullyAutomated";

/** A VM's row in `drsVmConfig`. */
export interface DrsOverride {
  readonly enabled?: boolean;
  readonly behavior?: DrsBehavior;
}

/** By VM; undefined: the VM has none. */
export type DrsOverrides = ReadonlyMap<string, DrsOverride | undefined>;

export interface ClusterFacts extends Found {
  readonly hostIds: readonly string[];
  readonly drsEnabled: boolean;
  /** `enableVmBehaviorOverrides`; true when the server does not say. */
  readonly overridesEnabled: boolean;
  readonly defaultBehavior: DrsBehavior;
  /** By VM ID. */
  readonly overrides: Readonly<Record<string, DrsOverride>>;
}

/** One entry of `UpdatePassthruConfig`. */
export interface PassthruChange {
  readonly address: string;
  readonly enabled: boolean;
  /** Left out on the wire unless true; never given to a server below 7.0. */
  readonly applyNow?: boolean;
  /** Never given to a server below 7.0 U2. An empty string removes the label. */
  readonly hardwareLabel?: string;
}

/** One `ReconfigVM_Task`. Only what is given changes. */
export interface VmChange {
  /** The `changeVersion` the decision was based on; another one on the server is the fault `ConcurrentAccess`. */
  readonly changeVersion: string;
  readonly addDevices?: readonly FixedDevice[];
  /** Keys of devices to remove. */
  readonly removeDevices?: readonly number[];
  readonly memory?: { readonly reservationMB: number; readonly locked: boolean };
  /** An empty value removes the key. */
  readonly extraConfig?: Readonly<Record<string, string>>;
}

/** A fixed DirectPath I/O device to add (`VirtualPCIPassthroughDeviceBackingInfo`). */
export interface FixedDevice {
  readonly address: string;
  readonly vendorId: string;
  readonly deviceId: string;
  readonly deviceName: string;
  /** From the config target of the host. */
  readonly systemId: string;
}

/** How a wait reports that it goes on: what is waited for and how long it took so far. */
export type Progress = (text: string, elapsedMs: number) => void;

/** Bounds one wait. */
export interface Wait {
  readonly timeoutMs: number;
  readonly progress?: Progress;
}

import type {
  ClusterFacts,
  DrsOverrides,
  Found,
  HostFacts,
  HostUse,
  PassthruChange,
  ServerInfo,
  VmChange,
  VmFacts,
  Wait,
} from "./types";

/** Managed object IDs by kind. */
export interface Objects {
  readonly hosts?: readonly string[];
  readonly vms?: readonly string[];
  readonly clusters?: readonly string[];
}

/**
 * One vSphere endpoint as the resources see it. Facts are fetched once and kept until `refresh` or a write that touches
 * them; each method rejects with one of the classes of `provider/errors`.
 */
export interface VSphere {
  /** Connects and logs in on first use. */
  server(): Promise<ServerInfo>;

  /** By managed object ID, inventory path, unique name, DNS name or address. Rejects with ReferenceError. */
  findHost(reference: string): Promise<Found>;
  /** By managed object ID, inventory path, unique name, instance or BIOS UUID. Rejects with ReferenceError. */
  findVm(reference: string): Promise<Found>;

  /** IDs of the hosts with a hardware UUID, or of the VMs with an instance UUID. */
  findByUuid(kind: "host" | "vm", uuid: string): Promise<readonly string[]>;

  /** undefined: the object does not exist (any more). */
  host(hostId: string): Promise<HostFacts | undefined>;
  hostUse(hostId: string): Promise<HostUse>;
  vm(vmId: string): Promise<VmFacts | undefined>;
  vms(vmIds: readonly string[]): Promise<readonly VmFacts[]>;
  cluster(clusterId: string): Promise<ClusterFacts | undefined>;
  /** The host's `systemId` for PCI backings, if a VM can be given the device now (`QueryConfigTarget`). */
  systemId(hostId: string, address: string): Promise<string | undefined>;
  /** `numPCIPassthroughDevices.max` of the host for a hardware version; undefined: the server does not tell. */
  maxPassthroughDevices(hostId: string, hardwareVersion: number): Promise<number | undefined>;
  /** What the VM's resource pool can still reserve for VMs, in MB; undefined: the server does not tell. */
  unreservedMemoryMB(vmId: string): Promise<number | undefined>;
  /** An advanced option of the host, such as `VMkernel.Boot.iovDisableIR`, as text; undefined: the server does not tell. */
  hostOption(hostId: string, key: string): Promise<string | undefined>;
  /** Reads facts about objects anew, all at once; until that is done, others are told what is kept. */
  refresh(objects: Objects): Promise<void>;

  /** `UpdatePassthruConfig`, then `Refresh`; answers the host's facts as soon as they show the change, within `wait`. */
  updatePassthru(hostId: string, changes: readonly PassthruChange[], wait: Wait): Promise<HostFacts>;
  /** Waits until the task has ended. A powered-on VM that cannot leave makes it run into `wait`; the task is then cancelled. */
  enterMaintenanceMode(hostId: string, wait: Wait): Promise<void>;
  exitMaintenanceMode(hostId: string, wait: Wait): Promise<void>;
  /** Asks for a reboot and waits until the host is connected with a newer boot time. Works on a lone host, whose API goes away. */
  rebootHost(hostId: string, wait: Wait): Promise<HostFacts>;

  reconfigureVm(vmId: string, change: VmChange): Promise<VmFacts>;
  powerOnVm(vmId: string): Promise<void>;
  /** Hard power-off. */
  powerOffVm(vmId: string): Promise<void>;
  /** Asks the guest to shut down and waits until the VM is off. */
  shutdownVm(vmId: string, wait: Wait): Promise<void>;
  /** Sets the DRS overrides of VMs in one step. */
  setDrsOverrides(clusterId: string, overrides: DrsOverrides): Promise<void>;

  /** Ends the session; the next call logs in again. Never rejects. */
  logout(): Promise<void>;
}

/** How to reach and enter a server. */
export interface ConnectionSettings {
  /** Host name or address, optional `:port`, IPv6 in brackets. */
  readonly server: string;
  readonly user: string;
  readonly password: string;
  readonly allowUnverifiedSsl: boolean;
  /** Bounds one call and one task. */
  readonly apiTimeoutMs: number;
  /** SHA-256 of the server's certificate, colons optional. */
  readonly thumbprint?: string;
}

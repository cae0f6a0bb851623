/** What a server's faults mean here, and what to do about them. The types are the API's, and so is what is derived from what. */
export interface FaultRow {
  /** Type of the fault; faults derived from it are advised alike, unless they have a row of their own. */
  readonly fault: string;
  /** Only when this method fails with it; without one, for all that have no row of their own. */
  readonly method?: string;
  /** What it means in what this package does. */
  readonly meaning: string;
  /** The last part of the message. */
  readonly advice: string;
}

/** docs/faults.md is made from this table. */
export const faultRows = [
  // ---- who asks ------------------------------------------------------------------------------------------------------
  {
    fault: "InvalidLogin",
    meaning: "User name or password are wrong. Never tried twice: repeated attempts lock accounts.",
    advice:
      "check vsphere:user and vsphere:password; if the password changed since the last update, pulumi refresh and destroy use the old one unless they run with --run-program",
  },
  {
    fault: "NoPermission",
    method: "Login",
    meaning: "The user is known and may not log in: it has no role on any object.",
    advice: "give the user a role; docs/privileges.md lists what it needs",
  },
  {
    fault: "NoPermission",
    meaning: "The user lacks a privilege. The message names it, and the object, as far as the server does.",
    advice: "docs/privileges.md lists what each operation needs",
  },
  {
    fault: "NotAuthenticated",
    meaning: "The session ended, and the one opened in its place did so too.",
    advice: "see whether something ends the sessions of this user, and run again",
  },
  {
    fault: "RestrictedVersion",
    meaning: "The licence of the host forbids changes over the API, as the free licence of ESXi does.",
    advice: "license the host, or manage it by a vCenter",
  },
  {
    fault: "NotEnoughLicenses",
    meaning: "There is no licence left for what was asked for.",
    advice: "look at the licences in vCenter",
  },
  {
    fault: "MethodDisabled",
    meaning: "Another product has switched the method off for this object, for example while it makes a backup.",
    advice: "wait until it is done, or ask whoever runs it, and run again",
  },
  // ---- the host ------------------------------------------------------------------------------------------------------
  {
    fault: "HostCommunication",
    meaning: "vCenter cannot reach the host. Tried again for about half a minute.",
    advice: "reconnect the host in vCenter, and run again",
  },
  {
    fault: "HostConfigFault",
    meaning: "The host did not take the passthrough setting: it uses the device itself, or cannot pass it through.",
    advice:
      "look at the device on the host's passthrough page and at the host's vmkernel log; another change may wait there for a reboot",
  },
  {
    fault: "Timedout",
    method: "EnterMaintenanceMode_Task",
    meaning: "A VM that runs on the host did not leave it in time.",
    advice:
      "see what still runs there, and whether DRS can move it; raise `rebootTimeoutMinutes` if it only needs longer",
  },
  {
    fault: "Timedout",
    meaning: "The server gave up by its own time limit.",
    advice: "look at the task in vCenter, and run again",
  },
  {
    fault: "InvalidState",
    method: "RebootHost_Task",
    meaning: "The host is not in maintenance mode any more, or cannot be rebooted now.",
    advice: "see who took it out of maintenance mode, and run again",
  },
  {
    fault: "DisallowedOperationOnFailoverHost",
    meaning: "vSphere HA keeps this host free as a failover host.",
    advice: "choose another host, or change the cluster's admission control",
  },
  {
    fault: "NotSupported",
    meaning: "The host or VM cannot do this: a host that cannot be rebooted over the API, or a template.",
    advice: "look at what kind of object it is; do this step by hand if only the API cannot",
  },
  // ---- the VM and its device -----------------------------------------------------------------------------------------
  {
    fault: "GenericVmConfigFault",
    method: "PowerOnVM_Task",
    meaning:
      "The VM does not start with its devices: one does not match what the host has at that address, or is not active; not all memory is reserved; or large BARs do not fit below 4 GB.",
    advice:
      "see whether the device is active, the card still the same and all memory reserved; for devices with large BARs set `mmio64SizeGB`",
  },
  {
    fault: "VmConfigFault",
    meaning: "The VM's configuration does not allow the change.",
    advice: "look at the VM's events in vCenter, mend what they name, and run again",
  },
  {
    fault: "InvalidDeviceSpec",
    meaning: "The device is not what the host offers at that address.",
    advice: "run `pulumi refresh` to see what is there now; addresses shift when cards are added or moved",
  },
  {
    fault: "DeviceHotPlugNotSupported",
    meaning: "A PCI device changes only while the VM is off.",
    advice: 'turn the VM off, or set `power` to "shutdown" or "powerOff"',
  },
  {
    fault: "DeviceUnsupportedForVmVersion",
    meaning: "The VM's hardware version does not know the device.",
    advice: "upgrade the VM's compatibility while it is off",
  },
  {
    fault: "DeviceUnsupportedForVmPlatform",
    meaning: "The host does not support the device for VMs.",
    advice: "use another device or host",
  },
  {
    fault: "TooManyDevices",
    meaning: "The VM has as many PCI passthrough devices as its hardware version and host allow.",
    advice:
      "take one away in an up of its own, or upgrade the VM's compatibility if the host allows more for a later one",
  },
  {
    fault: "VirtualHardwareCompatibilityIssue",
    meaning: "The host cannot run the VM with this hardware, or not with this device.",
    advice:
      "see whether the VM is on the host that has the device, and whether its hardware version is one of that host",
  },
  {
    fault: "MemorySizeNotSupported",
    meaning: "The host cannot give the VM that much memory.",
    advice: "make the VM smaller, or use another host",
  },
  {
    fault: "InsufficientResourcesFault",
    meaning: "The host or resource pool has not enough left of something; for passthrough that is memory as a rule.",
    advice: "free memory on the host or in the VM's resource pool, make the VM smaller, or move it",
  },
  {
    fault: "InsufficientGraphicsResourcesFault",
    meaning: "No graphics device is left for the VM.",
    advice: "see which VMs hold the host's graphics devices",
  },
  {
    fault: "ToolsUnavailable",
    meaning: "VMware Tools do not run in the guest, so it cannot be shut down gracefully.",
    advice: 'start VMware Tools in the guest, turn the VM off, or set `power` to "powerOff"',
  },
  {
    fault: "QuestionPending",
    meaning: "The VM waits for an answer.",
    advice: "answer it in the vSphere Client, and run again",
  },
  {
    fault: "InvalidPowerState",
    meaning: "Somebody turned the VM on or off meanwhile.",
    advice: "run again: its power state is looked at anew",
  },
  {
    fault: "InvalidState",
    meaning: "The host or VM is not in a state that allows this; somebody may have changed it meanwhile.",
    advice: "look at its state and its tasks in vCenter, and run again",
  },
  {
    fault: "VmFaultToleranceIssue",
    meaning: "Fault tolerance is on for the VM; it excludes passthrough.",
    advice: "turn fault tolerance off",
  },
  {
    fault: "FileFault",
    meaning: "A file of the VM cannot be used; another host may hold it.",
    advice: "look at the VM's datastore and at who holds the file",
  },
  // ---- others at work, and the server itself -------------------------------------------------------------------------
  {
    fault: "TaskInProgress",
    meaning: "Another task is at work on the object. Tried again for about half a minute.",
    advice: "look at the tasks of the object in vCenter, and run again when they are done",
  },
  {
    fault: "ConcurrentAccess",
    meaning: "The VM was edited between read and write. Read, judged and tried again for about half a minute.",
    advice: "see who edits it all the time, and run again",
  },
  {
    fault: "ResourceInUse",
    meaning: "Something uses what is to be changed.",
    advice: "see what holds it, and run again when it is free",
  },
  {
    fault: "RequestCanceled",
    meaning: "Somebody cancelled the task.",
    advice: "run again: what was done is found, and the rest is done",
  },
  {
    fault: "ManagedObjectNotFound",
    meaning: "The object was deleted meanwhile.",
    advice: "run `pulumi refresh`",
  },
  {
    fault: "InvalidArgument",
    meaning: "The server does not understand what this package sends.",
    advice: "report it, with this message and the version of the server",
  },
  {
    fault: "InvalidRequest",
    meaning: "The server does not understand what this package sends.",
    advice: "report it, with this message and the version of the server",
  },
  {
    fault: "SystemError",
    meaning: "The server itself failed.",
    advice: "look at its log, and run again",
  },
] as const satisfies readonly FaultRow[];

/** What to do about a fault; undefined: nothing better is known than what the server says. */
export function faultAdvice(types: readonly string[], method: string): string | undefined {
  const rows: readonly FaultRow[] = faultRows;
  for (const type of types) {
    const own = rows.filter((row) => row.fault === type);
    const row = own.find((one) => one.method === method) ?? own.find((one) => one.method === undefined);
    if (row !== undefined) return row.advice;
  }
  return undefined;
}

/** What a snapshot reads of a host besides the facts that the provider reads. */
import { z } from "zod";
import { int, list, long, object, string } from "../../provider/vsphere/reply";

const keys = list(string);

const policy = object({
  nicTeaming: object({ nicOrder: object({ activeNic: keys, standbyNic: keys }).optional() }).optional(),
});

const portgroup = z.object({
  spec: z.object({ name: string, vswitchName: string, policy: policy.optional() }),
  computedPolicy: policy.optional(),
});

const vnic = z.object({
  device: string,
  key: string,
  portgroup: string.optional(),
  spec: object({
    ip: object({ ipAddress: string.optional() }).optional(),
    mac: string.optional(),
    distributedVirtualPort: z.object({ switchUuid: string }).optional(),
  }).optional(),
});

const pnic = z.object({
  key: string.optional(),
  device: string,
  pci: string,
  mac: string,
  driver: string.optional(),
  linkSpeed: z.object({ speedMb: int }).optional(),
});

const adapter = z.object({
  $type: string.optional(),
  device: string,
  pci: string.optional(),
  driver: string.optional(),
  model: string,
  portWorldWideName: long.optional(),
  // Text in a SAS adapter.
  nodeWorldWideName: string.optional(),
});

const lun = z.object({
  canonicalName: string.optional(),
  capacity: z.object({ blockSize: long, block: long }).optional(),
});

const sriov = z.object({
  id: string,
  numVirtualFunctionRequested: int.optional(),
  maxVirtualFunctionSupported: int.optional(),
});

export const hostExtras = z.object({
  "hardware.systemInfo": z.object({ vendor: string, model: string, serialNumber: string.optional() }).optional(),
  "hardware.cpuInfo.numCpuCores": int.optional(),
  "hardware.pciDevice": list(z.object({ id: string, parentBridge: string.optional() })),
  "config.pciPassthruInfo": list(sriov),
  "config.option": list(z.object({ key: string, value: z.unknown().optional() })),
  "config.network.pnic": list(pnic),
  "config.network.vswitch": list(
    z.object({ name: string, pnic: keys, spec: object({ bridge: object({ nicDevice: keys }).optional() }).optional() }),
  ),
  "config.network.portgroup": list(portgroup),
  "config.network.proxySwitch": list(z.object({ dvsName: string, dvsUuid: string, pnic: keys })),
  "config.network.vnic": list(vnic),
  "config.virtualNicManagerInfo.netConfig": list(
    z.object({ nicType: string, candidateVnic: list(vnic), selectedVnic: keys }),
  ),
  "config.storageDevice.hostBusAdapter": list(adapter),
  "config.storageDevice.scsiLun": list(lun),
  "config.fileSystemVolume.mountInfo": list(
    z.object({ volume: z.object({ type: string, name: string, extent: list(z.object({ diskName: string })) }) }),
  ),
  "config.activeDiagnosticPartition": z.object({ id: z.object({ diskName: string }) }).optional(),
});

export type HostExtras = z.output<typeof hostExtras>;

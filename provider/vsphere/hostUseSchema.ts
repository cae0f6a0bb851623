import * as z from "zod";
import { list, moRef, object, string } from "./reply";

export const nvmePath = "config.storageDevice.nvmeTopology.adapter";
export const vsanPath = "config.vsanHostConfig.storageInfo.diskMapping";

const keys = list(string);

const vnic = z.object({
  device: string,
  key: string,
  portgroup: string.optional(),
  spec: object({ distributedVirtualPort: z.object({ switchUuid: string }).optional() }).optional(),
});

const policy = object({
  nicTeaming: object({ nicOrder: object({ activeNic: keys, standbyNic: keys }).optional() }).optional(),
});

const portgroup = z.object({
  spec: z.object({ name: string, vswitchName: string, policy: policy.optional() }),
  computedPolicy: policy.optional(),
});

const vswitch = z.object({
  name: string,
  pnic: keys,
  spec: object({ bridge: object({ nicDevice: keys }).optional() }).optional(),
});

const topologyAdapter = z.object({
  adapter: string,
  target: list(z.object({ lun: list(z.object({ scsiLun: string })) })),
});

const nvmeAdapter = z.object({
  adapter: string,
  connectedController: list(z.object({ attachedNamespace: list(z.object({ name: string })) })),
});

const scsiLun = z.object({ key: string.optional(), canonicalName: string.optional(), lunType: string.optional() });

/** What `HostUse` is joined from. All of it may be missing: a host that is not connected tells nothing. */
export const hostUse = z.object({
  "config.virtualNicManagerInfo.netConfig": list(
    z.object({ nicType: string, candidateVnic: list(vnic), selectedVnic: keys }),
  ),
  "config.network.vnic": list(vnic),
  "config.network.portgroup": list(portgroup),
  "config.network.vswitch": list(vswitch),
  "config.network.proxySwitch": list(z.object({ dvsName: string, dvsUuid: string, pnic: keys })),
  "config.network.pnic": list(z.object({ key: string.optional(), device: string, pci: string })),
  "config.storageDevice.hostBusAdapter": list(
    z.object({ key: string.optional(), device: string, pci: string.optional() }),
  ),
  "config.storageDevice.scsiLun": list(scsiLun),
  "config.storageDevice.scsiTopology.adapter": list(topologyAdapter),
  [nvmePath]: list(nvmeAdapter),
  "config.fileSystemVolume.mountInfo": list(
    z.object({ volume: z.object({ type: string, name: string, extent: list(z.object({ diskName: string })) }) }),
  ),
  "config.activeDiagnosticPartition": z.object({ id: z.object({ diskName: string }) }).optional(),
  [vsanPath]: list(z.object({ ssd: scsiLun, nonSsd: list(scsiLun) })),
  "config.graphicsInfo": list(z.object({ pciId: string, graphicsType: string, vm: list(moRef) })),
});

export const hostUsePaths: readonly string[] = Object.keys(hostUse.shape);

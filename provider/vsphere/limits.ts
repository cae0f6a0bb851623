import * as z from "zod";
import { isFault } from "./faults";
import { hostRef } from "./host";
import { retrieve } from "./properties";
import { believe, int, list, long, moRef, object, toMB } from "./reply";
import type { Session } from "./session";
import { vmRef } from "./virtualMachine";
import type { MoRef } from "./wire";

const configOption = object({
  hardwareOptions: z
    .object({
      virtualDeviceOption: list(z.object({ numPCIPassthroughDevices: z.object({ max: int }).optional() })),
    })
    .optional(),
});

/** `VirtualPCIControllerOption.numPCIPassthroughDevices.max`: what the host takes for a hardware version. */
export async function readMaxPassthroughDevices(
  session: Session,
  browser: MoRef,
  hostId: string,
  hardwareVersion: number,
): Promise<number | undefined> {
  const method = "QueryConfigOptionEx";
  const spec = { key: `vmx-${String(hardwareVersion).padStart(2, "0")}`, host: hostRef(hostId) };
  const answer = await session.call(method, browser, { spec });
  const { hardwareOptions } = believe(configOption, answer ?? "", method);
  const option = hardwareOptions?.virtualDeviceOption.find((one) => one.numPCIPassthroughDevices !== undefined);
  return option?.numPCIPassthroughDevices?.max;
}

const pool = z.object({ resourcePool: moRef.optional() });
const free = "runtime.memory.unreservedForVm";
const unreserved = z.object({ [free]: long.optional() });

/** What the resource pool of a VM can still reserve for VMs. */
export async function readUnreservedMemory(session: Session, vmId: string): Promise<number | undefined> {
  const method = "RetrievePropertiesEx";
  const [vm] = await retrieve(session, { objects: [vmRef(vmId)], paths: { VirtualMachine: ["resourcePool"] } });
  const { resourcePool } = believe(pool, vm?.values ?? {}, method, `${vmId} `);
  if (resourcePool === undefined) return undefined;
  const [found] = await retrieve(session, { objects: [resourcePool], paths: { [resourcePool.type]: [free] } }).catch(
    (error: unknown) => {
      // Advice only: the pool may well be another team's, and the server checks what it has when the VM starts.
      if (isFault(error, "NoPermission") && !isFault(error, "NotAuthenticated")) return [];
      throw error;
    },
  );
  const bytes = believe(unreserved, found?.values ?? {}, method, `${resourcePool.id} `)[free];
  return bytes === undefined ? undefined : toMB(bytes);
}

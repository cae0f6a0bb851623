import { RefusedError } from "../errors/refusedError";
import { sentence } from "../rules/rule";
import { wording } from "../rules/wording";
import type { HostFacts } from "../vsphere/types";
import type { Context } from "./resource";

/** The host as the server has it now. */
export async function freshHost(context: Context, hostId: string): Promise<HostFacts> {
  context.vsphere.forget(hostId);
  const host = await context.vsphere.host(hostId);
  if (host === undefined) throw new RefusedError([sentence("ambiguous", "host", wording.goneHost(hostId))]);
  return host;
}

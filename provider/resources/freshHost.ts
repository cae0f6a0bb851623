import { AwayError, RefusedError } from "../errors";
import { sentence } from "../rules/rule";
import { wording } from "../rules/wording";
import type { HostFacts } from "../vsphere/types";
import type { Context } from "./resource";

/** The host as the server has it now. */
export async function freshHost(context: Context, hostId: string): Promise<HostFacts> {
  await context.vsphere.refresh({ hosts: [hostId] });
  const host = await context.vsphere.host(hostId);
  if (host === undefined) throw new RefusedError([sentence("ambiguous", "host", wording.goneHost(hostId))]);
  return host;
}

/** As it is now, and connected: what a host that is away does not show must not be taken for what is not there. */
export async function connectedHost(context: Context, hostId: string): Promise<HostFacts> {
  const host = await freshHost(context, hostId);
  if (host.connectionState === "connected") return host;
  throw new AwayError(sentence("not-connected", "host", wording.notConnected(host)), true);
}

import type { Host } from "../model/entities";
import { VimFault } from "../model/fault";

/** What a host that vCenter cannot talk to answers. Which of the two types comes when is not certain. */
export function requireConnected(host: Host): void {
  if (host.connection === "disconnected") {
    throw new VimFault("HostNotConnected", "Unable to communicate with the remote host, since it is disconnected.");
  }
  if (host.connection === "notResponding") {
    throw new VimFault("HostNotReachable", "Unable to communicate with the remote host, since it is not responding.");
  }
}

import type { Host } from "../model/entities";
import { VimFault } from "../model/fault";
import type { World } from "../model/world";

/** What a host that vCenter cannot talk to answers. */
export function requireConnected(world: World, host: Host): void {
  if (host.connection === "disconnected") {
    throw new VimFault("HostNotConnected", "Unable to communicate with the remote host, since it is disconnected.");
  }
  if (host.connection === "notResponding") {
    throw new VimFault(
      world.behaviours.silentHost,
      "Unable to communicate with the remote host, since it is not responding.",
    );
  }
}

import type { HostFacts } from "../vsphere/types";
import type { AttachCase, EnableCase } from "./cases";
import type { Problem, Rule } from "./rule";
import { wording } from "./wording";

function awayProblem(host: HostFacts | undefined): Problem | undefined {
  if (host === undefined || (host.connectionState === "connected" && !host.inMaintenanceMode)) return undefined;
  return wording.notConnected(host);
}

/** Facts of a host that is away are stale, and who works on it must not be disturbed. */
export const enableNotConnected: Rule<EnableCase, "host"> = {
  id: "not-connected",
  property: "host",
  violated: ({ host }) => awayProblem(host),
};

export const attachNotConnected: Rule<AttachCase, "host"> = {
  id: "not-connected",
  property: "host",
  violated: ({ host }) => awayProblem(host),
};

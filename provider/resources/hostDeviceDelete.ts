import { setTimeout as sleep } from "node:timers/promises";
import { RefusedError } from "../errors";
import { needsReboot, rebootLeft } from "../rules/flags";
import { sameCard } from "../rules/identity";
import { sentence } from "../rules/rule";
import type { PciIds } from "../rules/values";
import { hostLabel, vmLabel, wording } from "../rules/wording";
import type { HostFacts, PassthruInfo, VmFacts } from "../vsphere/types";
import { connectedHost } from "./freshHost";
import type { RebootSettings } from "./hostDeviceInputs";
import { judgeReboot } from "./hostPlan";
import { isRebootUnfinished } from "./hostReboot";
import { keeperLabel, keptBy } from "./keeping";
import { refuseIfAny } from "./refuse";
import type { Context } from "./resource";
import { persist } from "./transient";
import type { HostItem } from "./work";

/** How long a delete waits for a detachment that is in flight; without data between the two they run side by side. */
export const detachWaitMs = 30_000;
const detachPollMs = 1_000;

export interface DisableRequest extends RebootSettings {
  readonly hostId: string;
  readonly address: string;
  readonly expect: PciIds | undefined;
  readonly urn: string | undefined;
}

async function holders(context: Context, host: HostFacts, address: string): Promise<readonly VmFacts[]> {
  await context.vsphere.refresh({ vms: host.vmIds });
  const vms = await context.vsphere.vms(host.vmIds);
  return vms.filter((vm) => keptBy(host, vm, address).length > 0);
}

async function waitUntilFree(context: Context, host: HostFacts, address: string): Promise<void> {
  const deadline = Date.now() + detachWaitMs;
  for (;;) {
    const vms = await holders(context, host, address);
    if (vms.length === 0) return;
    if (Date.now() >= deadline) throw inUse(host, address, vms);
    await sleep(detachPollMs);
  }
}

function inUse(host: HostFacts, address: string, vms: readonly VmFacts[]): RefusedError {
  const keepers = vms.map((vm) => keeperLabel(vmLabel(vm), keptBy(host, vm, address), address));
  const problem = wording.deviceInUse(address, hostLabel(host), keepers);
  return new RefusedError([sentence("in-use", "address", problem)]);
}

/** Another card at the address: not enabled, nothing to do; enabled, it is disabled all the same, and said. */
function warnOtherCard(context: Context, host: HostFacts, request: DisableRequest): void {
  const device = host.devices.find((one) => one.address === request.address);
  if (device === undefined || request.expect === undefined || sameCard(device, request.expect)) return;
  context.log.warn(
    sentence("identity", "address", wording.disabledOtherCard(host, device, request.expect)),
    request.urn,
  );
}

/**
 * In a replacement on one host the create half reboots, once for both, if it has to. Where it has not, nobody would
 * after a crash in between: then this half does, once for both.
 */
function rebootsLater(context: Context, host: HostFacts, { urn, hostId }: DisableRequest): boolean {
  if (urn === undefined || !context.ledger.isReplaced(urn) || !needsReboot(host, "enable")) return false;
  const next = context.ledger.claim(urn);
  return next?.kind === "device" && next.hostId === hostId;
}

function isOut(info: PassthruInfo | undefined): boolean {
  return info === undefined || (!info.enabled && !info.active);
}

/** What is to be done on the host, once no VM has the device any more; undefined: it is gone or out already. */
async function prepareDisable(context: Context, request: DisableRequest): Promise<HostItem | undefined> {
  const { hostId, address } = request;
  await context.vsphere.refresh({ hosts: [hostId] });
  if ((await context.vsphere.host(hostId)) === undefined) return undefined;
  const host = await persist(context, request.urn, () => connectedHost(context, hostId));
  const info = host.passthru.find((one) => one.address === address);
  if (isOut(info) && !(await isRebootUnfinished(context, host))) return undefined;
  if (info?.enabled) {
    await waitUntilFree(context, host, address);
    warnOtherCard(context, host, request);
  }
  return {
    address,
    urn: request.urn,
    evacuate: request.evacuate,
    rebootTimeoutMs: request.rebootTimeoutMs,
    reboot: rebootsLater(context, host, request) ? "never" : request.reboot,
    decide: async (fresh) => {
      if (!isOut(fresh.passthru.find((one) => one.address === address)) && !rebootsLater(context, host, request)) {
        refuseIfAny(await judgeReboot(context, fresh, request));
      }
      if (fresh.passthru.find((one) => one.address === address)?.enabled !== true) return undefined;
      // Somebody may have taken it while this waited for its turn on the host.
      const vms = await holders(context, fresh, address);
      if (vms.length > 0) throw inUse(fresh, address, vms);
      return { address, enabled: false };
    },
  };
}

/** Of a destroy there is no plan that has said what the deletion leaves to do. */
function warnLeft(context: Context, host: HostFacts, request: DisableRequest): void {
  const { hostId, address, urn } = request;
  const info = host.passthru.find((one) => one.address === address);
  if (info === undefined || info.enabled === info.active || rebootsLater(context, host, request)) return;
  const isSaid = context.ledger.planned(hostId).some((one) => one.change === "disable" && one.address === address);
  if (!isSaid) context.log.warn(rebootLeft(host, info).message, urn);
}

/** Takes a device out of passthrough, as far as `reboot` allows; with what else leaves the host at the same time. */
export async function disableDevice(context: Context, request: DisableRequest): Promise<void> {
  const outcome = await context.hosts.submitPrepared(request.hostId, () => prepareDisable(context, request));
  if (outcome?.rebootError !== undefined) throw outcome.rebootError;
  if (outcome !== undefined) warnLeft(context, outcome.host, request);
}

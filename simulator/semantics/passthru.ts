import { findFunction, needsReboot } from "../data/hostPci";
import type { Host, PciFunction } from "../model/entities";
import { faults, VimFault } from "../model/fault";
import type { World } from "../model/world";
import { compareVersions } from "../schema/version";
import { type Data, flag, number, optionalFlag, optionalText, text } from "../wire/values";
import { requireConnected } from "./connection";

function refusal(type: string, message: string): VimFault {
  const faultMessage = [{ key: "com.vmware.vim.pciPassthru", message }];
  const fields = type === "PlatformConfigFault" ? { faultMessage, text: message } : { faultMessage };
  return new VimFault(type, "An error occurred during host configuration.", fields);
}

function checked(world: World, host: Host, config: Data, index: number): PciFunction {
  const id = text(config, "id");
  const fn = findFunction(host, id);
  const { behaviours } = world;
  const { unknownDevice, incapableDevice } = behaviours;
  if (!fn && unknownDevice === "InvalidArgument") throw faults.invalidArgument(`config[${index}].id`);
  if (!fn) throw refusal(unknownDevice, `There is no PCI device ${id} on the host.`);
  if (flag(config, "applyNow") && behaviours.applyNowRefused === "HostConfigFault" && !canRebind(world, host)) {
    throw refusal("HostConfigFault", `PCI device ${id} cannot be configured without a reboot.`);
  }
  if (flag(config, "passthruEnabled") && !fn.capable) {
    throw refusal(incapableDevice, `PCI device ${id} is not capable of passthrough.`);
  }
  return fn;
}

/**
 * `UpdatePassthruConfig`: a delta, all or nothing. What is configured changes at once; what is in force follows at the
 * next boot, except that enabling can be applied at once on hosts that can rebind.
 */
export function updatePassthru(world: World, host: Host, configs: readonly Data[]): void {
  requireConnected(world, host);
  const changes = configs.map((config, index) => ({ config, fn: checked(world, host, config, index) }));
  for (const { config, fn } of changes) {
    const label = optionalText(config, "hardwareLabel");
    if (label !== undefined) fn.hardwareLabel = label === "" ? undefined : label;
    applySriov(world, fn, config);
    for (const each of withSiblings(world, host, fn))
      configure(each, flag(config, "passthruEnabled"), rebindNow(world, host, config));
  }
  syncLater(world, host);
}

/** Left to the server, `applyNow` is what the host can do. */
function rebindNow(world: World, host: Host, config: Data): boolean {
  return canRebind(world, host) && (optionalFlag(config, "applyNow") ?? true);
}

function canRebind({ apiVersion }: World, { spec }: Host): boolean {
  return spec.rebindWithoutReboot && compareVersions(apiVersion, "7.0") >= 0;
}

function configure(fn: PciFunction, enabled: boolean, now: boolean): void {
  fn.enabled = enabled;
  if (enabled && now) fn.active = true;
}

/** By default all that have to leave the vmkernel together change together. */
function withSiblings({ behaviours }: World, host: Host, fn: PciFunction): readonly PciFunction[] {
  if (behaviours.siblings === "stay") return [fn];
  return host.pci.filter((other) => other.capable && other.dependentDevice === fn.dependentDevice);
}

function applySriov({ behaviours }: World, fn: PciFunction, config: Data): void {
  if (config.$type !== "HostSriovConfig") return;
  if (!fn.sriov) throw refusal(behaviours.incapableDevice, `PCI device ${fn.card.address} is not capable of SR-IOV.`);
  fn.sriov.enabled = flag(config, "sriovEnabled");
  fn.sriov.requested = fn.sriov.enabled ? number(config, "numVirtualFunction") : 0;
}

/** vCenter shows the host's state with a lag; `Refresh` asks for it but does not wait either. A lone host has no lag. */
function syncLater(world: World, host: Host): void {
  if (world.isLoneHost) sync(world, host);
  else void world.clock.delay("cacheLag").then(() => sync(world, host));
}

export function refreshPassthru(world: World, host: Host): void {
  requireConnected(world, host);
  syncLater(world, host);
}

/** Copies the host's state into vCenter's cache. */
export function sync(world: World, host: Host): void {
  if (host.connection !== "connected") return;
  host.cachedPci = host.pci.map((fn) => ({ ...fn, sriov: fn.sriov && { ...fn.sriov } }));
  world.changed();
}

/** What a boot does: all that was configured comes into force. */
export function applyAtBoot(host: Host): void {
  if (!needsReboot(host.pci)) return;
  for (const fn of host.pci) {
    fn.active = fn.enabled;
    if (fn.sriov) Object.assign(fn.sriov, { active: fn.sriov.enabled, functions: fn.sriov.requested });
  }
}

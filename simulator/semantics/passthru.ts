import { findFunction, needsReboot } from "../data/hostPci";
import type { Host, PciFunction } from "../model/entities";
import { VimFault } from "../model/fault";
import type { World } from "../model/world";
import { compareVersions } from "../schema/version";
import { type Data, flag, number, optionalFlag, optionalText, text } from "../wire/values";
import { requireConnected } from "./connection";

function refuse(message: string): VimFault {
  // The type for an unknown or not capable device is not certain; this is a HostConfigFault with a reason.
  return new VimFault("PlatformConfigFault", "An error occurred during host configuration.", {
    faultMessage: [{ key: "com.vmware.vim.pciPassthru", message }],
    text: message,
  });
}

function checked(host: Host, config: Data): PciFunction {
  const id = text(config, "id");
  const fn = findFunction(host, id);
  if (!fn) throw refuse(`There is no PCI device ${id} on the host.`);
  if (flag(config, "passthruEnabled") && !fn.capable) {
    throw refuse(`PCI device ${id} is not capable of passthrough.`);
  }
  return fn;
}

/**
 * `UpdatePassthruConfig`: a delta, all or nothing. What is configured changes at once; what is in force follows at the
 * next boot, except that enabling can be applied at once on hosts that can rebind.
 */
export function updatePassthru(world: World, host: Host, configs: readonly Data[]): void {
  requireConnected(host);
  const changes = configs.map((config) => ({ config, fn: checked(host, config) }));
  for (const { config, fn } of changes) {
    const label = optionalText(config, "hardwareLabel");
    if (label !== undefined) fn.hardwareLabel = label === "" ? undefined : label;
    applySriov(fn, config);
    // Which siblings follow is not certain; here all that have to leave the vmkernel together do.
    const group = host.pci.filter((other) => other.capable && other.dependentDevice === fn.dependentDevice);
    for (const each of group) configure(each, flag(config, "passthruEnabled"), rebindNow(world, host, config));
  }
  syncLater(world, host);
}

/** Left to the server, `applyNow` is what the host can do. Asked for where the host cannot, the change stays pending. */
function rebindNow(world: World, host: Host, config: Data): boolean {
  if (compareVersions(world.apiVersion, "7.0") < 0) return false;
  return host.spec.rebindWithoutReboot && (optionalFlag(config, "applyNow") ?? true);
}

function configure(fn: PciFunction, enabled: boolean, now: boolean): void {
  fn.enabled = enabled;
  if (enabled && now) fn.active = true;
}

function applySriov(fn: PciFunction, config: Data): void {
  if (config.$type !== "HostSriovConfig") return;
  if (!fn.sriov) throw refuse(`PCI device ${fn.card.address} is not capable of SR-IOV.`);
  fn.sriov.enabled = flag(config, "sriovEnabled");
  fn.sriov.requested = fn.sriov.enabled ? number(config, "numVirtualFunction") : 0;
}

/** vCenter shows the host's state with a lag; `Refresh` asks for it but does not wait either. A lone host has no lag. */
function syncLater(world: World, host: Host): void {
  if (world.isLoneHost) sync(world, host);
  else void world.clock.delay("cacheLag").then(() => sync(world, host));
}

export function refreshPassthru(world: World, host: Host): void {
  requireConnected(host);
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

import { needsReboot } from "../rules/flags";
import { agreedReboot } from "./agreed";
import { attachedDevice } from "./attachmentFacts";
import type { Placed } from "./declaration";
import type { Context } from "./resource";
import { isUnborn } from "./vmKey";

async function planDevice(context: Context, { hostId, address }: Placed): Promise<void> {
  const host = hostId === undefined ? undefined : await context.vsphere.host(hostId);
  const info = host?.passthru.find((one) => one.address === address);
  if (host === undefined || address === undefined || info === undefined) return;
  if (!info.enabled && needsReboot(host, "enable")) context.ledger.plan(host.id, { change: "enable", address });
  if (info.enabled && !info.active && agreedReboot(context, host.id, {}).reboot === "ifNeeded") {
    context.ledger.plan(host.id, { change: "finish", address });
  }
}

async function planAttachment(context: Context, { vm: vmId, address }: Placed): Promise<void> {
  const vm = vmId === undefined || isUnborn(vmId) ? undefined : await context.vsphere.vm(vmId);
  if (vm === undefined || address === undefined || vm.powerState === "poweredOff") return;
  if (attachedDevice(vm, address) === undefined) context.ledger.plan(vm.id, { change: "attach", address });
}

/** Notes what comes into the program, so that the first flag of a host or VM names all of its changes. */
export async function planEntering(context: Context, entering: readonly Placed[]): Promise<void> {
  for (const one of entering) {
    if (one.declaration.kind === "device") await planDevice(context, one);
    if (one.declaration.kind === "attachment") await planAttachment(context, one);
  }
}

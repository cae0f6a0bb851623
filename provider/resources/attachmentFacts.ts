import type { AttachCase, CountedDevice, Declared, Holder } from "../rules/cases";
import { needsReboot } from "../rules/flags";
import { fallbackPlatformLimit, leastPlatformLimit } from "../rules/platformLimit";
import type { Failure } from "../rules/rule";
import { defaults, type PciIds } from "../rules/values";
import { vmLabel } from "../rules/wording";
import type { HostFacts, VmFacts, VmPassthruDevice } from "../vsphere/types";
import { agreedPower, agreedReboot, agreedVmSettings } from "./agreed";
import type { AttachmentInputs } from "./attachmentInputs";
import { expectedIds } from "./hostDeviceFacts";
import { atOurDisposal } from "./hostMaintenance";
import type { VmKey } from "./ledger";
import { resolveReference } from "./references";
import type { Context, Properties } from "./resource";
import { known } from "./unknown";
import { nameOf, text, urnOf } from "./urn";
import { isUnborn, keyLabel, vmKeyOf } from "./vmKey";

/** What the inputs of an attachment mean on the live server. */
export interface AttachmentFacts {
  readonly vmId: string | undefined;
  readonly vmKey: VmKey | undefined;
  readonly vm: VmFacts | undefined;
  readonly hostId: string | undefined;
  readonly host: HostFacts | undefined;
  readonly address: string | undefined;
  readonly expect: PciIds | undefined;
  readonly failures: readonly Failure[];
}

/** The fixed device at an address, if the VM has it. */
export function attachedDevice(vm: VmFacts | undefined, address: string | undefined): VmPassthruDevice | undefined {
  return vm?.devices.find((device) => device.backing === "fixed" && device.address === address);
}

/** The host that has the device: as given; else bound once to the VM's host. */
async function findHost(
  context: Context,
  inputs: AttachmentInputs,
  olds: Properties,
  vmId: string | undefined,
  vm: VmFacts | undefined,
) {
  if (inputs.host !== undefined) {
    return resolveReference(context, "host", inputs.host, { text: olds["host"], id: olds["hostId"] });
  }
  const isBound = vmId !== undefined && olds["vmId"] === vmId && olds["host"] === undefined;
  return { id: (isBound ? text(olds["hostId"]) : undefined) ?? vm?.hostId, failures: [] };
}

export async function fetchAttachment(
  context: Context,
  inputs: AttachmentInputs,
  olds: Properties,
  news: Properties,
): Promise<AttachmentFacts> {
  const foundVm = await resolveReference(context, "vm", inputs.vm, { text: olds["vm"], id: olds["vmId"] });
  const vm = foundVm.id === undefined ? undefined : await context.vsphere.vm(foundVm.id);
  const foundHost = await findHost(context, inputs, olds, foundVm.id, vm);
  const host = foundHost.id === undefined ? undefined : await context.vsphere.host(foundHost.id);
  const address = known(inputs.address);
  const device = host?.devices.find((one) => one.address === address);
  const isSame = foundVm.id === olds["vmId"] && address === olds["address"];
  return {
    vmId: foundVm.id,
    vmKey: vmKeyOf(context, foundVm.id, news),
    vm,
    hostId: foundHost.id,
    host,
    address,
    expect: expectedIds(inputs.expect, olds, device, isSame),
    failures: [...foundVm.failures, ...foundHost.failures],
  };
}

function identityOf(device: VmPassthruDevice): string {
  return device.backing === "fixed" && device.address !== undefined ? device.address : `key:${device.key}`;
}

/** On the VM now, plus declared, less those held by the very resource that is being replaced: a set. */
function countDevices(
  context: Context,
  facts: AttachmentFacts,
  urn: string | undefined,
  phase: AttachCase["phase"],
): readonly CountedDevice[] {
  const live = (facts.vm?.devices ?? []).filter(
    (device) =>
      device.address === undefined || facts.vmId === undefined || !context.ledger.isGivenUp(facts.vmId, device.address),
  );
  const counted = new Map(live.map((device) => [identityOf(device), device.address ?? device.label]));
  // What others are about to add is refused there.
  if (phase === "unchanged") return [...counted].map(([identity, label]) => ({ identity, label }));
  for (const claim of context.ledger.attachmentsOfVm(facts.vmKey))
    counted.set(claim.address ?? claim.urn, claim.address ?? nameOf(claim.urn));
  // A program without URNs (a handler called by hand) still counts itself.
  if (urn === undefined && facts.address !== undefined) counted.set(facts.address, facts.address);
  return [...counted].map(([identity, label]) => ({ identity, label }));
}

function claimLabel(urn: string | undefined, vm: string): string {
  return urn === undefined ? vm : `${nameOf(urn)} for ${vm}`;
}

async function keyLabelOf(context: Context, key: VmKey | undefined): Promise<string> {
  const vm = key === undefined || isUnborn(key) ? undefined : await context.vsphere.vm(key);
  return vm === undefined ? keyLabel(key) : vmLabel(vm);
}

async function findHolders(
  context: Context,
  facts: AttachmentFacts,
  urn: string | undefined,
): Promise<readonly Holder[]> {
  const { host, address, vmKey, vmId } = facts;
  if (address === undefined || host === undefined) return [];
  const others = context.ledger
    .attachmentsOnHost(host.id)
    .filter((claim) => claim.urn !== urn && claim.address === address)
    .filter((claim) => claim.vm !== undefined && claim.vm !== vmKey);
  const claims = others.map(
    async (claim): Promise<Holder> => ({
      label: claimLabel(claim.urn, await keyLabelOf(context, claim.vm)),
      by: "program",
    }),
  );
  const vms = await context.vsphere.vms(host.vmIds);
  const live = vms
    .filter((vm) => vm.id !== vmId && attachedDevice(vm, address) !== undefined)
    .filter((vm) => !context.ledger.isGivenUp(vm.id, address) && !others.some((claim) => claim.vm === vm.id))
    .map((vm): Holder => {
      const isOff = vm.powerState === "poweredOff";
      return { label: isOff ? vmLabel(vm) : `${vmLabel(vm)} that runs`, by: isOff ? "configured" : "running" };
    });
  return [...(await Promise.all(claims)), ...live];
}

/** Whether this program makes the device active before the attachment is made. */
function enabling(context: Context, facts: AttachmentFacts): Declared {
  const { host, address } = facts;
  const claim = host === undefined || address === undefined ? undefined : context.ledger.device(host.id, address);
  if (host === undefined || claim === undefined) return "no";
  const isPending = host.passthru.some((info) => info.address === address && info.enabled && !info.active);
  const waits = isPending || needsReboot(host, "enable");
  return !waits || agreedReboot(context, host.id, {}).reboot === "ifNeeded" ? "yes" : "withoutReboot";
}

/** Asked for only when the count exceeds the least that any platform takes for the hardware version. */
async function platformMaximum(
  context: Context,
  { vm, host }: AttachmentFacts,
  count: number,
): Promise<number | undefined> {
  if (vm === undefined || host === undefined) return undefined;
  const least = leastPlatformLimit(vm.hardwareVersion);
  // A version that takes none at all is refused for that.
  if (least === 0 || count <= least) return undefined;
  const { apiVersion } = await context.vsphere.server();
  const live = await context.vsphere.maxPassthroughDevices(host.id, vm.hardwareVersion);
  return live ?? fallbackPlatformLimit(vm.hardwareVersion, apiVersion);
}

/** A VM that runs has to start again right after: a reservation that is only declared comes too late for it. */
function reservation(context: Context, { vm, vmKey }: AttachmentFacts, phase: AttachCase["phase"]): Declared {
  if (context.ledger.memoriesOfVm(vmKey).length === 0) return "no";
  return phase === "apply" && vm?.powerState === "poweredOn" ? "no" : "yes";
}

export async function attachCase(
  context: Context,
  inputs: AttachmentInputs,
  facts: AttachmentFacts,
  news: Properties,
  phase: AttachCase["phase"],
): Promise<AttachCase> {
  const { vm, host, address, vmKey } = facts;
  const settings = agreedVmSettings(context, vmKey, inputs);
  const urn = urnOf(news);
  const counted = countDevices(context, facts, urn, phase);
  // A host that this user may not see is another one too.
  const isElsewhere = vm?.hostId !== undefined && vm.hostId !== host?.id;
  const vmHost = isElsewhere ? ((await context.vsphere.host(vm.hostId))?.name ?? vm.hostId) : undefined;
  const label = vm === undefined ? keyLabel(vmKey) : vmLabel(vm);
  return {
    vm,
    vmLabel: label,
    claim: claimLabel(urn, label),
    host: host === undefined ? undefined : await atOurDisposal(context, host),
    vmHostName: vmHost,
    address,
    device: host?.devices.find((one) => one.address === address),
    info: host?.passthru.find((one) => one.address === address),
    expect: facts.expect,
    power: agreedPower(context, vmKey, inputs).power,
    drsAutomation: settings.drsAutomation ?? defaults.drsAutomation,
    mmio64SizeGB: settings.mmio64SizeGB,
    cluster: host?.clusterId === undefined ? undefined : await context.vsphere.cluster(host.clusterId),
    counted,
    maxDevicesPerVm: context.settings.maxDevicesPerVm,
    platformMaximum: await platformMaximum(context, facts, counted.length),
    holders: await findHolders(context, facts, urn),
    reservation: reservation(context, facts, phase),
    // At apply only what is in force counts: a device that is declared and not active yet cannot be given to a VM.
    enabling: phase === "apply" ? "no" : enabling(context, facts),
    phase,
  };
}

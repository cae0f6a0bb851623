/** Settings that resources of one host, or one VM, share: what is not set takes what the others set. */
import { agreed, disagreement } from "../rules/agreement";
import { type Failure, failure } from "../rules/rule";
import { hostLabel } from "../rules/wording";
import type { HostFacts } from "../vsphere/types";
import { type AttachmentInputs, type AttachmentPolicy, powerPolicy } from "./attachmentInputs";
import { type HostDeviceInputs, type RebootSettings, rebootPolicy } from "./hostDeviceInputs";
import type { AttachmentClaim, VmKey } from "./ledger";
import type { Context } from "./resource";
import { known } from "./unknown";
import { nameOf } from "./urn";

type RebootInputs = Pick<HostDeviceInputs, "reboot" | "evacuate" | "rebootTimeoutMinutes">;
type PowerInputs = Pick<AttachmentInputs, "power" | "powerTimeoutMinutes">;

/** How the host may be rebooted for a device; `before` is what was agreed on when it was last applied. */
export function agreedReboot(
  context: Context,
  hostId: string,
  inputs: RebootInputs,
  before: Pick<RebootInputs, "reboot" | "evacuate"> = {},
): RebootSettings {
  const all = [
    ...context.ledger.devicesOfHost(hostId),
    { reboot: known(before.reboot), evacuate: known(before.evacuate) },
  ];
  const reboot = agreed(
    known(inputs.reboot),
    all.map((claim) => claim.reboot),
  );
  const evacuate = agreed(
    known(inputs.evacuate),
    all.map((claim) => claim.evacuate),
  );
  return rebootPolicy({
    ...inputs,
    ...(reboot === undefined ? {} : { reboot }),
    ...(evacuate === undefined ? {} : { evacuate }),
  });
}

/** How the VM may be taken down for a device; `before` is what was agreed on when it was last applied. */
export function agreedPower(
  context: Context,
  vm: VmKey | undefined,
  inputs: PowerInputs,
  before: Pick<PowerInputs, "power"> = {},
): AttachmentPolicy {
  const all = [...context.ledger.attachmentsOfVm(vm), { power: known(before.power) }];
  const power = agreed(
    known(inputs.power),
    all.map((claim) => claim.power),
  );
  return powerPolicy({ ...inputs, ...(power === undefined ? {} : { power }) });
}

/** The DRS level and MMIO space of the VM. */
export function agreedVmSettings(
  context: Context,
  vm: VmKey | undefined,
  inputs: Pick<AttachmentInputs, "drsAutomation" | "mmio64SizeGB">,
): Pick<AttachmentClaim, "drsAutomation" | "mmio64SizeGB"> {
  const others = context.ledger.attachmentsOfVm(vm);
  return {
    drsAutomation: agreed(
      known(inputs.drsAutomation),
      others.map((claim) => claim.drsAutomation),
    ),
    mmio64SizeGB: agreed(
      known(inputs.mmio64SizeGB),
      others.map((claim) => claim.mmio64SizeGB),
    ),
  };
}

function disagreements<Claim extends { readonly urn: string }, Setting extends keyof Claim & string>(
  claims: readonly Claim[],
  settings: readonly Setting[],
  what: string,
): readonly Failure[] {
  return settings.flatMap((setting) => {
    const said = claims.map((claim) => ({ name: nameOf(claim.urn), value: claim[setting] }));
    const problem = disagreement(setting, what, said);
    return problem === undefined ? [] : [failure("conflict", setting, problem)];
  });
}

export function hostDisagreements(context: Context, host: HostFacts): readonly Failure[] {
  return disagreements(
    context.ledger.devicesOfHost(host.id),
    ["reboot", "evacuate"],
    `the devices of ${hostLabel(host)}`,
  );
}

export function vmDisagreements(context: Context, vm: VmKey, label: string): readonly Failure[] {
  return disagreements(
    context.ledger.attachmentsOfVm(vm),
    ["power", "drsAutomation", "mmio64SizeGB"],
    `the attachments of ${label}`,
  );
}

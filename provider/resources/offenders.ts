/**
 * Pulumi reports the first resource that is refused, whichever that is. Where several break a rule, each in its own way,
 * the plan says so of all of them at once.
 */
import { judgeAttach } from "../rules/attachment";
import type { Failure } from "../rules/rule";
import { attachCase, attachedDevice } from "./attachmentFacts";
import { parseAttachment } from "./attachmentInputs";
import type { Declaration, Placed } from "./declaration";
import { knownIds } from "./hostDeviceFacts";
import { parseHostDevice } from "./hostDeviceInputs";
import { enableFailures } from "./hostDevicePlan";
import { isReserved, judgeReserving } from "./reservation";
import type { Context } from "./resource";
import { unknown } from "./unknown";
import { nameOf, urnKey } from "./urn";
import { isUnborn } from "./vmKey";
import { judgePowerCycle } from "./vmPlan";

async function ofDevice(context: Context, { declaration, hostId, address }: Placed): Promise<readonly Failure[]> {
  const { host: reference, match, expect, hardwareLabel, allowCritical, reboot, evacuate } = declaration;
  const given = { host: reference, address: declaration.address, match, expect, hardwareLabel, allowCritical };
  const { inputs } = parseHostDevice({ ...given, reboot, evacuate });
  const host = hostId === undefined ? undefined : await context.vsphere.host(hostId);
  if (inputs === undefined || host === undefined || address === undefined) return [];
  // Taken over as it is.
  if (host.passthru.some((info) => info.address === address && info.enabled)) return [];
  return enableFailures(context, host, address, inputs, knownIds(inputs.expect));
}

async function ofAttachment(
  context: Context,
  { declaration, hostId, address, vm: vmKey }: Placed,
  device: Declaration | undefined,
): Promise<readonly Failure[]> {
  const { power, drsAutomation, mmio64SizeGB } = declaration;
  const expect = device?.expect ?? declaration.expect;
  const given = { vm: vmKey ?? unknown, address: address ?? unknown, expect, power, drsAutomation, mmio64SizeGB };
  const { inputs } = parseAttachment(given);
  if (inputs === undefined) return [];
  const vmId = vmKey === undefined || isUnborn(vmKey) ? undefined : vmKey;
  const vm = vmId === undefined ? undefined : await context.vsphere.vm(vmId);
  const host = hostId === undefined ? undefined : await context.vsphere.host(hostId);
  if (attachedDevice(vm, address) !== undefined && vm?.hostId === hostId) return [];
  const facts = { vmId, vmKey, vm, hostId, host, address, expect: knownIds(inputs.expect), failures: [] };
  const subject = await attachCase(context, inputs, facts, { [urnKey]: declaration.urn }, "preview");
  return [...judgeAttach(subject), ...(vm === undefined ? [] : await judgePowerCycle(context, vm, subject.power))];
}

async function ofMemory(context: Context, { vm: key }: Placed): Promise<readonly Failure[]> {
  const vm = key === undefined || isUnborn(key) ? undefined : await context.vsphere.vm(key);
  return vm === undefined || isReserved(vm) ? [] : judgeReserving(context, vm);
}

/** What comes into the program, as far as all that is said of it is known. */
async function failuresOf(context: Context, one: Placed, all: readonly Placed[]): Promise<readonly Failure[]> {
  const { kind, open, device } = one.declaration;
  const source = all.find(({ declaration }) => declaration.urn === device)?.declaration;
  if (open !== undefined || source?.open !== undefined) return [];
  if (kind === "device") return ofDevice(context, one);
  return kind === "attachment" ? ofAttachment(context, one, source) : ofMemory(context, one);
}

/** Refusals of what comes into the program, if a rule has several offenders that do not share one message. */
export async function judgeOffenders(
  context: Context,
  entering: readonly Placed[],
  all: readonly Placed[],
): Promise<readonly Failure[]> {
  const found = new Map<string, { readonly failure: Failure; readonly names: string[] }>();
  for (const one of entering) {
    for (const failure of await failuresOf(context, one, all)) {
      const known = found.get(failure.message) ?? { failure, names: [] };
      found.set(failure.message, { failure, names: [...known.names, nameOf(one.declaration.urn)] });
    }
  }
  const rules = [...found.values()].map(({ failure: { rule } }) => rule);
  if (new Set(rules).size === rules.length) return [];
  return [...found.values()].map(({ failure, names }) => {
    const property = [...new Set(names)].sort().join(", ");
    return { ...failure, property, message: `${property}: ${failure.message}` };
  });
}

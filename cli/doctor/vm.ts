/** What a VM lacks to have a passthrough device, by the rules of a VmPciAttachment with its defaults. */
import { attachCase, attachedDevice, fetchAttachment } from "../../provider/resources/attachmentFacts";
import type { AttachmentInputs } from "../../provider/resources/attachmentInputs";
import { isReserved, judgeReserving } from "../../provider/resources/reservation";
import type { Context } from "../../provider/resources/resource";
import { unknown } from "../../provider/resources/unknown";
import { judgePowerCycle } from "../../provider/resources/vmPlan";
import { attachRules } from "../../provider/rules/attachment";
import type { AttachCase } from "../../provider/rules/cases";
import { isMigratable } from "../../provider/rules/migratable";
import { type Failure, judge, type RuleId } from "../../provider/rules/rule";
import { defaults } from "../../provider/rules/values";
import { hostLabel } from "../../provider/rules/wording";
import type { HostFacts, VmFacts } from "../../provider/vsphere/types";
import type { Check, DeviceFinding, Step, VmDiagnosis } from "./model";
import { safe } from "./safe";

/** Which step a rule belongs to; what is not here cannot be violated by a VM as it is. */
const steps: Readonly<Partial<Record<RuleId, Step>>> = {
  "wrong-host": "host",
  "hardware-version": "hardware-version",
  "vm-state": "state",
  "memory-not-reserved": "memory",
  "memory-capacity": "memory",
  "vmotion-enabled": "drs",
  "device-limit": "limit",
  "platform-limit": "limit",
  ambiguous: "device",
  identity: "device",
  "device-shared": "device",
  "not-active": "device",
  power: "power",
  "server-vm": "power",
};

export async function examineVm(
  context: Context,
  vm: VmFacts,
  host: HostFacts,
  devices: readonly DeviceFinding[],
): Promise<VmDiagnosis> {
  const held = vm.devices.flatMap(({ address }) => address ?? []);
  const free = devices.filter(({ state }) => state === "active").map(({ address }) => address);
  const looked = held.length > 0 ? held : free.slice(0, 1);
  const cases = await Promise.all(
    (looked.length > 0 ? looked : [unknown]).map((one) => caseOf(context, vm, host, one)),
  );
  const failures = [...cases.flatMap((subject) => judge(attachRules, subject)), ...(await more(context, vm, held))];
  const checks = checksOf(vm, host, cases[0], failures, { held, free, devices });
  return {
    ...{ id: safe(vm.id), name: safe(vm.name) },
    ready: !checks.some(({ state }) => state === "missing"),
    checks,
    devices: held.map(safe),
  };
}

async function caseOf(context: Context, vm: VmFacts, host: HostFacts, address: string): Promise<AttachCase> {
  const device = attachedDevice(vm, address);
  const { vendorId, deviceId } = device ?? {};
  const expect = vendorId === undefined || deviceId === undefined ? {} : { expect: { vendorId, deviceId } };
  const inputs: AttachmentInputs = { vm: vm.id, host: host.id, address, ...expect };
  return attachCase(context, inputs, await fetchAttachment(context, inputs, {}, {}), {}, "preview");
}

/** What other checks than that of an attachment look at. */
async function more(context: Context, vm: VmFacts, held: readonly string[]): Promise<readonly Failure[]> {
  return [
    ...(isReserved(vm) ? [] : await judgeReserving(context, vm)),
    // A VM that runs with its devices need not be taken down.
    ...(held.length > 0 ? [] : await judgePowerCycle(context, vm, defaults.power)),
  ];
}

interface Around {
  readonly held: readonly string[];
  readonly free: readonly string[];
  readonly devices: readonly DeviceFinding[];
}

function checksOf(
  vm: VmFacts,
  host: HostFacts,
  subject: AttachCase | undefined,
  failures: readonly Failure[],
  around: Around,
): readonly Check[] {
  const good: readonly (readonly [Step, string])[] = [
    ["host", `it is on ${hostLabel(host)}`],
    ["hardware-version", `hardware version ${vm.hardwareVersion}`],
    ["state", "no snapshots, no nested virtualisation, no fault tolerance, nothing pending"],
    ["memory", `all of its ${vm.memoryMB} MB of memory is reserved`],
    ["drs", drsText(vm, subject)],
    ["limit", limitText(vm, subject)],
    ["device", deviceText(around)],
    ["power", around.held.length > 0 ? `it is ${powerText[vm.powerState]}, with its devices` : "it is off"],
  ];
  const missing = lacking(host, around);
  return good.flatMap(([step, text]): readonly Check[] => {
    const own = [
      ...new Set(failures.filter(({ rule }) => steps[rule] === step).map(({ message }) => safe(message))),
      ...(step === "device" && missing !== undefined ? [missing] : []),
    ];
    if (own.length === 0) return [{ step, state: "ok", text: safe(text) }];
    return own.map((message): Check => ({ step, state: "missing", text: message }));
  });
}

const powerText = { poweredOn: "running", poweredOff: "off", suspended: "suspended" } as const;

function drsText(vm: VmFacts, subject: AttachCase | undefined): string {
  const cluster = subject?.cluster;
  if (cluster === undefined) return "the host is in no cluster, so nothing moves it";
  if (!isMigratable(cluster, cluster.overrides[vm.id])) return "DRS does not move it";
  return "DRS may move it now; attaching a device sets an override that stops that (drsAutomation)";
}

function limitText({ devices }: VmFacts, subject: AttachCase | undefined): string {
  const limit = subject?.maxDevicesPerVm;
  const most = limit === undefined ? "as many as the host allows" : `at most ${limit} (maxDevicesPerVm)`;
  const count = devices.length === 1 ? "1 passthrough device" : `${devices.length || "no"} passthrough devices`;
  return `it has ${count}, of ${most}`;
}

function deviceText({ held, free }: Around): string {
  if (held.length > 0) return `it has ${held.join(", ")}`;
  return `${free.join(", ")} ${free.length === 1 ? "is" : "are"} active, and no VM has ${free.length === 1 ? "it" : "them"}`;
}

/** Nothing on the host that the VM could be given now. */
function lacking(host: HostFacts, { held, free, devices }: Around): string | undefined {
  if (held.length > 0 || free.length > 0) return undefined;
  const of = (state: DeviceFinding["state"]) =>
    devices.filter((one) => one.state === state).map(({ address }) => address);
  const [waiting, available] = [of("waiting"), of("available")];
  const wrong = `address: no device of ${hostLabel(host)} is active and free for it`;
  if (waiting.length > 0)
    return safe(`${wrong}; found ${waiting.join(", ")} waiting for a host reboot; reboot the host [not-active]`);
  if (available.length === 0) return safe(`${wrong}; found none that could be passed through [not-active]`);
  return safe(
    `${wrong}; found ${available.join(", ")} not enabled; declare a HostPassthroughDevice for one of them [not-active]`,
  );
}

import { plainText } from "../provider/errors/plainText";
import { OperationContext } from "../provider/resources/context";
import type { Log } from "../provider/resources/resource";
import { readSettings } from "../provider/resources/settings";
import { connect } from "../provider/vsphere/connect";
import type { VSphere } from "../provider/vsphere/vsphere";
import { examineHost } from "./doctor/host";
import type { Diagnosis } from "./doctor/model";
import { renderText } from "./doctor/text";
import { examineVm } from "./doctor/vm";
import { readOptions } from "./readOptions";
import { UsageError } from "./usageError";

const help = `Usage: vsphere-passthrough doctor --host H [--vm V] [--json]

Looks at a host, and at a VM on it, on the vCenter or host that VSPHERE_SERVER, VSPHERE_USER and VSPHERE_PASSWORD name.
Says whether devices can be passed through and which, what the host needs them for, what waits for a reboot, and what
the VM lacks to have one. Nothing is changed there. The rules and settings are those of the resources with their
defaults; a message that ends in [a-word] is what a preview would say, see docs/rules.md.

  --host H   managed object ID, inventory path, name, DNS name or address
  --vm V     managed object ID, inventory path, name, instance or BIOS UUID
  --json     as JSON, for programs
  --help     this text

Exit code 0: ready, nothing is missing; 1: something is, or the server could not be asked.`;

const options = {
  host: { type: "string" },
  vm: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean" },
} as const;

export async function doctor(args: readonly string[]): Promise<void> {
  const { values } = readOptions("doctor", { args: [...args], options });
  if (values.help) {
    console.log(help);
    return;
  }
  if (values.host === undefined) throw new UsageError("doctor: no --host; say which host to look at");
  const diagnosis = await examine(values.host, values.vm);
  process.stdout.write(
    values.json ? `${JSON.stringify(diagnosis, null, 2)}\n` : renderText(diagnosis, { colour: isColoured() }),
  );
  process.exitCode = diagnosis.ready ? 0 : 1;
}

function isColoured(): boolean {
  const { NO_COLOR, TERM } = process.env;
  return process.stdout.isTTY === true && !NO_COLOR && TERM !== "dumb";
}

/** What the rules would warn of is no part of a diagnosis. */
const silence: Log = { warn: () => undefined, info: () => undefined };

async function examine(hostReference: string, vmReference: string | undefined): Promise<Diagnosis> {
  const settings = readSettings(undefined, process.env);
  const vsphere = connect(settings.connection);
  try {
    const context = new OperationContext(vsphere, settings, silence);
    const host = (await vsphere.host((await vsphere.findHost(hostReference)).id)) ?? gone(hostReference);
    const vm = vmReference === undefined ? undefined : await findVm(vsphere, vmReference);
    const examined = await examineHost(context, host);
    const vmExamined = vm === undefined ? null : await examineVm(context, vm, host, examined.devices);
    return {
      version: 1,
      ready: examined.ready && vmExamined?.ready !== false,
      apiVersion: plainText((await vsphere.server()).apiVersion),
      host: examined,
      vm: vmExamined,
    };
  } finally {
    await vsphere.logout();
  }
}

async function findVm(vsphere: VSphere, reference: string) {
  return (await vsphere.vm((await vsphere.findVm(reference)).id)) ?? gone(reference);
}

function gone(reference: string): never {
  throw new UsageError(`${plainText(reference)} does not exist any more; run again`);
}

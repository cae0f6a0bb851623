/** Small previews, for what the simulator does not show. */
import type { Diagnostic, Preview, Step } from "../../../cli/report/preview";

type Values = Readonly<Record<string, unknown>>;

const project = "urn:pulumi:prod::racks::";
export const provider = `${project}pulumi:providers:pulumi-nodejs::default`;

const types = {
  device: "HostPassthroughDevice",
  attachment: "VmPciAttachment",
  memory: "VmMemoryReservation",
  plan: "PassthroughPlan",
} as const;

export function urn(kind: keyof typeof types, name: string): string {
  return `${project}pulumi-nodejs:dynamic/vsphere-passthrough:${types[kind]}::${name}`;
}

interface Given {
  readonly op: string;
  readonly kind: keyof typeof types;
  readonly name: string;
  readonly old?: Values;
  readonly next?: Values;
  readonly provider?: string;
  readonly retained?: boolean;
}

export function step({ op, kind, name, old, next, provider: from = provider, retained }: Given): Step {
  return {
    op,
    urn: urn(kind, name),
    provider: `${from}::1234`,
    ...(old === undefined
      ? {}
      : { oldState: { custom: true, id: `id-of-${name}`, outputs: { ...old }, retainOnDelete: retained } }),
    ...(next === undefined ? {} : { newState: { custom: true, inputs: { ...next } } }),
  };
}

export function warning(rule: string, text: string, of?: string): Diagnostic {
  return { severity: "warning", message: `warning: ${text} [${rule}]\n`, ...(of === undefined ? {} : { urn: of }) };
}

export function preview(steps: readonly Step[], diagnostics: readonly Diagnostic[] = []): Preview {
  return { steps, diagnostics };
}

export const onHost = {
  host: "esx-01",
  hostId: "host-1",
  address: "0000:3b:00.0",
  reboot: "ifNeeded",
  evacuate: "drs",
} as const;
export const wasOnHost = { ...onHost, hostName: "esx-01.example.test", enabled: true, active: true } as const;
export const onVm = {
  vm: "ml",
  vmId: "vm-1",
  hostId: "host-1",
  host: "esx-01",
  address: "0000:3b:00.0",
  power: "shutdown",
} as const;
export const wasOnVm = { ...onVm, vmName: "ml-01" } as const;

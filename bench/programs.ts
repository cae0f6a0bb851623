/** Sources of the programs that are measured, as CommonJS modules. */
import { addressOf, hostName, hostOf, vmName } from "./inventories";

const pulumi = 'const pulumi = require("@pulumi/pulumi");';
const passthrough =
  'const { HostPassthroughDevice, VmMemoryReservation, VmPciAttachment } = require("pulumi-vsphere-passthrough");';

function each(n: number, statement: (index: number) => string): readonly string[] {
  return Array.from({ length: n }, (_, index) => statement(index));
}

const inputs = (vm: number) => `{ vm: "${vmName(vm)}", address: "${addressOf(vm)}" }`;

/** One attachment for each VM. */
export function attachments(n: number): string {
  const one = (vm: number) => `new VmPciAttachment("attachment-${vm}", ${inputs(vm)});`;
  return [pulumi, passthrough, ...each(n, one)].join("\n");
}

/** Reservation, device and attachment for each VM, in order by data. */
export function canonical(n: number): string {
  const three = (vm: number) => `{
    const memory = new VmMemoryReservation("memory-${vm}", { vm: "${vmName(vm)}" });
    const where = { host: "${hostName(hostOf(vm))}", address: "${addressOf(vm)}" };
    const device = new HostPassthroughDevice("device-${vm}", where);
    new VmPciAttachment("attachment-${vm}", { vm: memory.vm, device });
  }`;
  return [pulumi, passthrough, ...each(n, three)].join("\n");
}

/** The same inputs on resources whose provider does nothing, or only waits. */
export function noop(n: number, createMs = 0): string {
  const wait = createMs === 0 ? "" : `await new Promise((done) => setTimeout(done, ${createMs})); `;
  const provider = `const provider = { create: async (inputs) => { ${wait}return { id: "noop", outs: inputs }; } };`;
  const one = (vm: number) => `new pulumi.dynamic.Resource(provider, "attachment-${vm}", ${inputs(vm)});`;
  return [pulumi, provider, ...each(n, one)].join("\n");
}

/** Devices of one host, which is to be rebooted for them. */
export function devices(n: number): string {
  const one = (slot: number) =>
    `new HostPassthroughDevice("device-${slot}", { host: "${hostName(0)}", address: "${addressOf(slot)}", reboot: "ifNeeded" });`;
  return [pulumi, passthrough, ...each(n, one)].join("\n");
}

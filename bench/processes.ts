/** The provider process as the engine starts it: what it needs of memory and time. */

import { typeToken } from "../sdk/dynamic";
import type { Simulator } from "../simulator";
import { Plugin } from "../tests/provider/plugin";
import { addressOf, fleet, hostOf, vmName } from "./inventories";
import { median, peakMB, timed } from "./measure";
import { type Part, type Row, round } from "./result";
import { withSimulator } from "./stack";

const rounds = 7;
const mostStartMs = 400;
const mostMB = 300;
const resources = 10;
/** VMs, ten to a host. */
const inventories = [100, 2_500, 5_000, 10_000];

const provider = (kind: string) => `exports.handler=()=>require("pulumi-vsphere-passthrough/provider").${kind}`;
const urn = (vm: number) => `urn:pulumi:bench::bench::${typeToken("VmPciAttachment")}::attachment-${vm}`;

function configOf({ host, user, password, thumbprint }: Simulator): Readonly<Record<string, string>> {
  return {
    "vsphere:vsphereServer": host,
    "vsphere:user": user,
    "vsphere:password": password,
    "vsphere-passthrough:thumbprint": thumbprint,
  };
}

async function withPlugin<T>(simulator: Simulator, work: (plugin: Plugin) => Promise<T>): Promise<T> {
  const plugin = await Plugin.start(configOf(simulator), "built");
  try {
    return await work(plugin);
  } finally {
    await plugin.stop();
  }
}

const given = (vm: number) => ({ vm: vmName(vm), address: addressOf(vm) });

/** What the engine asks in a preview of new attachments, by the names of the VMs. */
async function previewNew(plugin: Plugin): Promise<void> {
  const vms = Array.from({ length: resources }, (_, index) => index);
  const declared = vms.map((vm) => ({ kind: "attachment", urn: urn(vm), ...given(vm) }));
  await plugin.check({}, { declared: JSON.stringify(declared), __provider: provider("PassthroughPlan") });
  for (const vm of vms) {
    const news = { ...given(vm), __urn: urn(vm), __provider: provider("VmPciAttachment") };
    const { failures } = await plugin.check({}, news);
    if (failures.length > 0) throw new Error(`the preview failed: ${failures[0]?.reason}`);
  }
}

interface Memory {
  readonly vms: number;
  readonly mb: number;
  /** VMs and hosts whose device lists were fetched. */
  readonly fetched: ReadonlySet<string>;
}

async function memoryBeside(vms: number): Promise<Memory> {
  return withSimulator(fleet({ vms, attached: false }), {}, (simulator) =>
    withPlugin(simulator, async (plugin) => {
      await previewNew(plugin);
      return { vms, mb: peakMB(plugin.pid), fetched: fetchedIn(simulator) };
    }),
  );
}

interface Spec {
  readonly propSet: readonly { readonly type: string; readonly pathSet?: readonly string[] }[];
  readonly objectSet: readonly { readonly obj: string }[];
}

const large = ["config.hardware.device", "hardware.pciDevice"];

function fetchedIn({ calls }: Simulator): ReadonlySet<string> {
  const specs = calls.flatMap(({ args }) => (args["specSet"] ?? []) as unknown as readonly Spec[]);
  const wanted = specs.flatMap(({ propSet, objectSet }) =>
    propSet
      .filter(({ pathSet }) => pathSet?.some((path) => large.includes(path)))
      .flatMap(({ type }) => objectSet.map(({ obj }) => obj).filter((obj) => obj.startsWith(`${type}:`))),
  );
  return new Set(wanted);
}

/** The slope between the first and last inventory, and how far the others are off it. */
function deviation(found: readonly Memory[]): number {
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined) return Number.NaN;
  const slope = (last.mb - first.mb) / (last.vms - first.vms);
  return Math.max(...found.map(({ vms, mb }) => mb - (first.mb + slope * (vms - first.vms))));
}

async function memory(): Promise<Part> {
  const found: Memory[] = [];
  for (const vms of inventories) found.push(await memoryBeside(vms));
  const last = found.at(-1) as Memory;
  const needed = resources + hostOf(resources - 1) + 1;
  const row: Row = {
    what: `provider process beside an inventory of ${last.vms / 10} hosts and ${last.vms} VMs, in a preview of ${resources} new attachments`,
    bar: `peak memory under ${mostMB} MB, growth linear; fetches only what it needs`,
    found: `${found.map(({ vms, mb }) => `${mb.toFixed(0)} MB at ${vms} VMs`).join(", ")}; device lists of ${last.fetched.size} hosts and VMs`,
    met: last.mb < mostMB && deviation(found) < 30 && last.fetched.size <= needed,
  };
  const values = Object.fromEntries(found.map(({ vms, mb }) => [`memory beside ${vms} VMs: MB`, round(mb)]));
  return { rows: [row], values };
}

interface Start {
  readonly processMs: number;
  readonly checkMs: number;
}

async function startOnce(simulator: Simulator): Promise<Start> {
  const { ms: processMs, value: plugin } = await timed(() => Plugin.start(configOf(simulator), "built"));
  try {
    const news = { ...given(0), __urn: urn(0), __provider: provider("VmPciAttachment") };
    const { ms: checkMs } = await timed(() => plugin.check({}, news));
    return { processMs, checkMs };
  } finally {
    await plugin.stop();
  }
}

async function start(): Promise<Part> {
  return withSimulator(fleet({ vms: 10, attached: true }), {}, async (simulator) => {
    const found: Start[] = [];
    for (let i = 0; i < rounds; i++) found.push(await startOnce(simulator));
    const checkMs = median(found.map((one) => one.checkMs));
    const processMs = median(found.map((one) => one.processMs));
    const row: Row = {
      what: "provider start to first check answered, simulator local",
      bar: `under ${mostStartMs} ms`,
      found: `${checkMs.toFixed(0)} ms, loading the provider and logging in included; Pulumi's own process needs ${processMs.toFixed(0)} ms before that`,
      met: checkMs < mostStartMs,
    };
    return { rows: [row], values: { "first check: ms": round(checkMs), "process start: ms": round(processMs) } };
  });
}

export async function processes(): Promise<Part> {
  const [ofMemory, ofStart] = [await memory(), await start()];
  return { rows: [...ofMemory.rows, ...ofStart.rows], values: { ...ofMemory.values, ...ofStart.values } };
}

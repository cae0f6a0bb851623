import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { RefusedError } from "../errors";
import { type ImpactTable, impactByInput, replaces, worst } from "../rules/impact";
import { type Failure, sentence } from "../rules/rule";
import { defaults } from "../rules/values";
import { vmLabel, wording } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import { afterPlan } from "./afterPlan";
import { readableVm } from "./freshVm";
import { giveUp, giveUpForced, hold } from "./held";
import { detachWaitMs } from "./hostDeviceDelete";
import { orUnknown, parseInputs, reference } from "./inputs";
import type { Claim } from "./ledger";
import { recordOnFailure } from "./partial";
import { guardServer, mustResolve, resolveReference, whenOther } from "./references";
import { refuseIfAny } from "./refuse";
import { recognising } from "./registered";
import {
  current,
  earlier,
  flagReservationDrift,
  isReserved,
  judgeReservation,
  judgeReserving,
  memoryKey,
} from "./reservation";
import type { Checked, Context, Difference, Properties } from "./resource";
import { persist } from "./transient";
import { unknown } from "./unknown";
import { hidden, text, urnOf } from "./urn";
import { vmKeyOf } from "./vmKey";
import type { VmItem, VmPart } from "./work";

const inputs = z.strictObject({ vm: orUnknown(reference) });
type Inputs = z.output<typeof inputs>;

async function check(context: Context, olds: Properties, news: Properties): Promise<Checked> {
  const parsed = parseInputs(inputs, news, ["vmId"]);
  if (parsed.inputs === undefined) return { inputs: news, failures: parsed.failures };
  const { vm } = parsed.inputs;
  const { id, failures } = await resolveReference(context, "vm", vm, { text: olds["vm"], id: olds["vmId"] });
  const urn = urnOf(news);
  if (urn !== undefined) {
    context.ledger.declare({ kind: "memory", urn, vm: vmKeyOf(context, id, news) });
    hold(context, urn, olds);
  }
  const judged = failures.length > 0 ? failures : await judgeReservation(context, id, olds, news);
  return { inputs: { ...news, vm, vmId: id ?? unknown }, failures: judged };
}

/** What the change of each input causes (docs: Public API). */
export const memoryImpact: ImpactTable<keyof Inputs> = {
  vm: whenOther("replace", "vm", "vmId"),
};

/** A repair is a write that only diff knows of: check does not see the state. */
async function judgeRepair(context: Context, news: Properties): Promise<readonly Failure[]> {
  const vmId = text(news["vmId"]);
  const vm = vmId === undefined ? undefined : await context.vsphere.vm(vmId);
  return vm === undefined || isReserved(vm) ? [] : judgeReserving(context, vm);
}

async function diff(context: Context, _id: string, state: Properties, news: Properties): Promise<Difference> {
  await guardServer(context, state);
  const found = impactByInput(memoryImpact, state, news);
  // A refreshed state that says the memory is not all reserved any more is repaired.
  const isWhole = state["locked"] !== false && !(Number(state["reservationMB"]) < Number(state["memoryMB"]));
  const impact = worst([...found.values(), isWhole ? "none" : "update"]);
  const urn = urnOf(news);
  if (replaces(impact)) {
    if (urn !== undefined) giveUp(context, urn, state);
  } else if (isWhole) await flagReservationDrift(context, news);
  else refuseIfAny(await judgeRepair(context, news));
  return { changes: impact !== "none", replaces: replaces(impact) ? ["vm"] : [] };
}

async function stateOf(context: Context, vm: VmFacts, raw: Properties): Promise<Properties> {
  const { serverId } = await context.vsphere.server();
  const before = earlier(vm) ?? current(vm);
  return {
    ...hidden(raw),
    vm: text(raw["vm"]) ?? vm.id,
    vmId: vm.id,
    vmName: vm.name,
    vmInstanceUuid: vm.instanceUuid,
    serverId,
    memoryMB: vm.memoryMB,
    reservationMB: vm.reservationMB,
    locked: vm.reservationLocked,
    previousReservationMB: before.reservationMB,
    previousLocked: before.locked,
  };
}

function work(raw: Properties, decide: VmItem["decide"]): VmItem {
  // A reservation changes on a running VM too, so nothing is ever powered for it.
  return { urn: urnOf(raw), power: defaults.power, powerTimeoutMs: 0, restart: "never", decide };
}

async function reserve(context: Context, vm: VmFacts): Promise<VmPart | undefined> {
  if (isReserved(vm)) return undefined;
  refuseIfAny(await judgeReserving(context, vm));
  // What an earlier, interrupted run has kept is still what was there before.
  const before = earlier(vm) ?? current(vm);
  return {
    memory: { reservationMB: vm.memoryMB, locked: true },
    extraConfig: { [memoryKey]: JSON.stringify(before) },
    needsOff: false,
  };
}

async function converge(context: Context, raw: Properties): Promise<Properties> {
  const vmId = text(raw["vmId"]) ?? (await mustResolve(context, "vm", String(raw["vm"])));
  let started: VmFacts | undefined;
  const item = work(raw, (vm) => reserve(context, vm));
  const begin = (vm: VmFacts) => {
    started = vm;
  };
  return recordOnFailure(
    vmId,
    async () => stateOf(context, await context.vms.submit(vmId, { ...item, begin }), raw),
    async () => {
      const vm = await readableVm(context, vmId);
      return earlier(vm) === undefined ? undefined : stateOf(context, vm, raw);
    },
    async () => (started === undefined ? undefined : stateOf(context, started, raw)),
  );
}

async function create(context: Context, raw: Properties) {
  const state = await converge(context, raw);
  return { id: String(state["vmId"]), state };
}

async function update(context: Context, _id: string, state: Properties, raw: Properties): Promise<Properties> {
  await guardServer(context, state);
  return converge(context, raw);
}

async function read(context: Context, id: string, state: Properties) {
  const serverId = await guardServer(context, state);
  await context.vsphere.refresh({ vms: [id] });
  const vm = await context.vsphere.vm(id);
  if (vm === undefined) return undefined;
  const inputs = { ...hidden(state), vm: text(state["vm"]) ?? id, vmId: id };
  // While the VM cannot be read, what the state says is all that is known.
  if (vm.connectionState !== "connected") return { id, state: { ...state, serverId }, inputs };
  return { id, state: await stateOf(context, vm, state), inputs };
}

async function waitUntilDetached(context: Context, vmId: string): Promise<VmFacts | undefined> {
  const deadline = Date.now() + detachWaitMs;
  for (;;) {
    await context.vsphere.refresh({ vms: [vmId] });
    const vm = await context.vsphere.vm(vmId);
    if (vm === undefined || vm.devices.length === 0) return vm;
    if (Date.now() >= deadline) throw inUse(vm);
    await sleep(1_000);
  }
}

function inUse(vm: VmFacts): RefusedError {
  const devices = vm.devices.map((device) => device.address ?? device.label);
  return new RefusedError([sentence("in-use", "vm", wording.reservationInUse(vmLabel(vm), devices))]);
}

async function restore(vm: VmFacts): Promise<VmPart | undefined> {
  const before = earlier(vm);
  if (before === undefined) return undefined;
  // Somebody may have given it a device while this waited for its turn on the VM.
  if (vm.devices.length > 0) throw inUse(vm);
  return {
    // The VM may have become smaller since.
    memory: { reservationMB: Math.min(before.reservationMB, vm.memoryMB), locked: before.locked },
    extraConfig: { [memoryKey]: "" },
    needsOff: false,
  };
}

async function remove(context: Context, id: string, state: Properties): Promise<void> {
  await guardServer(context, state);
  giveUpForced(context, state);
  await context.vsphere.refresh({ vms: [id] });
  if ((await context.vsphere.vm(id)) === undefined) return;
  // Nothing kept: the memory was reserved before, and stays so.
  if (earlier(await persist(context, urnOf(state), () => readableVm(context, id))) === undefined) return;
  const isSame = (claim: Claim) => claim.kind === "memory" && claim.vm === id;
  if (context.ledger.successor(urnOf(state), isSame) !== undefined) return;
  if ((await waitUntilDetached(context, id)) === undefined) return;
  await context.vms.submit(id, work(state, restore));
}

/** Reserves all memory of a VM and locks the reservation to its size; deleting puts the earlier values back. */
export const vmMemoryReservation = afterPlan(recognising("vm", { check, diff, create, read, update, delete: remove }));

/** The memory reservation of a VM: what is there, what was there before ours, and what stands against one. */
import * as z from "zod";
import { isTold } from "../rules/capability";
import { drift } from "../rules/flags";
import { type Failure, type Flag, failure, flag } from "../rules/rule";
import { hostLabel, vmLabel, wording } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import type { VmKey } from "./ledger";
import { judgeReplacement } from "./refuse";
import type { Context, Properties } from "./resource";
import { nameOf, text, urnOf } from "./urn";
import { isUnborn, keyLabel, vmKeyOf } from "./vmKey";

/** Where the earlier values are kept, in the VM itself: written in the same reconfigure, so a crash loses nothing. */
export const memoryKey = "vsphere-passthrough.memory";

export interface Reservation {
  readonly reservationMB: number;
  readonly locked: boolean;
}

const kept = z.object({ reservationMB: z.number().int().nonnegative(), locked: z.boolean() });

export function earlier(vm: VmFacts): Reservation | undefined {
  const json = vm.extraConfig[memoryKey];
  if (json === undefined) return undefined;
  try {
    return kept.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}

export function current(vm: VmFacts): Reservation {
  return { reservationMB: vm.reservationMB, locked: vm.reservationLocked };
}

export function isReserved(vm: VmFacts): boolean {
  return vm.reservationLocked && vm.reservationMB >= vm.memoryMB;
}

/** What the host can still reserve for VMs that run; a running VM's own reservation is in use already. */
async function freeOnHost(context: Context, vm: VmFacts): Promise<{ freeMB: number; where: string } | undefined> {
  const host = vm.hostId === undefined ? undefined : await context.vsphere.host(vm.hostId);
  if (host?.memoryMB === undefined) return undefined;
  const running = (await context.vsphere.vms(host.vmIds)).filter((one) => one.powerState === "poweredOn");
  const reserved = running.reduce((sum, one) => sum + one.reservationMB, 0);
  return { freeMB: host.memoryMB - reserved, where: hostLabel(host) };
}

async function freeInPool(context: Context, vm: VmFacts): Promise<{ freeMB: number; where: string } | undefined> {
  const freeMB = await context.vsphere.unreservedMemoryMB(vm.id);
  return freeMB === undefined ? undefined : { freeMB, where: `the resource pool of ${vmLabel(vm)}` };
}

/** A VM that runs needs the rest of its memory now, one that is off all of it when it is started. */
function neededMB(vm: VmFacts): number {
  return vm.memoryMB - (vm.powerState === "poweredOn" ? vm.reservationMB : 0);
}

/** Other VMs that run on the host, and that the program reserves the rest of their memory for as well. */
async function reservedBeside(context: Context, vm: VmFacts): Promise<readonly VmFacts[]> {
  const claims = context.ledger.memories().filter(({ urn }) => context.ledger.isNew(urn));
  const ids = new Set(claims.flatMap((claim) => (claim.vm === undefined || isUnborn(claim.vm) ? [] : [claim.vm])));
  const vms = await context.vsphere.vms([...ids].filter((id) => id !== vm.id));
  return vms.filter((one) => one.hostId === vm.hostId && one.powerState === "poweredOn" && !isReserved(one));
}

async function judgeCapacity(context: Context, vm: VmFacts): Promise<readonly Failure[]> {
  const beside = [vm, ...(await reservedBeside(context, vm))];
  const onHost = await freeOnHost(context, vm);
  const places = [
    ...(onHost === undefined ? [] : [{ ...onHost, vms: beside }]),
    { ...(await freeInPool(context, vm)), vms: [vm] },
  ];
  for (const { freeMB, where, vms } of places) {
    const sumMB = vms.reduce((sum, one) => sum + neededMB(one), 0);
    if (freeMB === undefined || where === undefined || freeMB >= sumMB) continue;
    return [failure("memory-capacity", "vm", wording.memoryCapacity(vms, sumMB, freeMB, where))];
  }
  return [];
}

function duplicates(
  context: Context,
  key: VmKey | undefined,
  label: string,
  urn: string | undefined,
): readonly Failure[] {
  const same = context.ledger.memoriesOfVm(key);
  if (urn === undefined || !same.some((claim) => claim.urn !== urn)) return [];
  const names = same.map((claim) => nameOf(claim.urn));
  return [failure("duplicate", "vm", wording.duplicate(`the memory reservation of ${label}`, names))];
}

/** What a check of a VmMemoryReservation is going to write, refuses and flags. */
export async function judgeReservation(
  context: Context,
  vmId: string | undefined,
  olds: Properties,
  news: Properties,
): Promise<readonly Failure[]> {
  const key = vmKeyOf(context, vmId, news);
  const vm = vmId === undefined ? undefined : await context.vsphere.vm(vmId);
  const urn = urnOf(news);
  const old = text(olds["vmId"]);
  const isMoved = (old !== undefined && old !== vmId) || (urn !== undefined && context.ledger.isReplaced(urn));
  const moved = isMoved ? judgeReplacement(context) : [];
  if (vm !== undefined && olds["vmId"] === vm.id) return moved;
  const label = vm === undefined ? keyLabel(key) : vmLabel(vm);
  const shared = [...moved, ...duplicates(context, key, label, urn)];
  if (vm === undefined || isReserved(vm)) return shared;
  return [...shared, ...(await judgeReserving(context, vm))];
}

/** What stands against reserving all memory of a VM, and locking it. */
export async function judgeReserving(context: Context, vm: VmFacts): Promise<readonly Failure[]> {
  const host = vm.hostId === undefined ? undefined : await context.vsphere.host(vm.hostId);
  // The VMs of a host that is away are so too; what there is to do is said of the host.
  if (host !== undefined && !isTold(host)) return [failure("not-connected", "vm", wording.notConnected(host))];
  if (vm.connectionState !== "connected") return [failure("vm-state", "vm", wording.vmUnreadable(vm))];
  return judgeCapacity(context, vm);
}

/** Flags that the memory is not all reserved any more: nothing is written for an unchanged program. */
export async function flagReservationDrift(context: Context, news: Properties): Promise<void> {
  const vmId = text(news["vmId"]);
  const vm = vmId === undefined ? undefined : await context.vsphere.vm(vmId);
  const warn = (found: Flag) => context.log.warn(found.message, urnOf(news));
  if (vmId !== undefined && vm === undefined) warn(flag("drift", "vm", wording.goneVm(vmId)));
  if (vm === undefined || vm.connectionState !== "connected" || isReserved(vm)) return;
  const found = `${vm.reservationMB} of ${vm.memoryMB} MB reserved${vm.reservationLocked ? "" : ", not locked"}`;
  warn(drift("vm", vmLabel(vm), found, "all of it, locked"));
}

/** The memory reservation of a VM: what is there, what was there before ours, and what stands against one. */
import { z } from "zod";
import { drift } from "../rules/flags";
import { type Failure, failure } from "../rules/rule";
import { hostLabel, vmLabel, wording } from "../rules/wording";
import type { VmFacts } from "../vsphere/types";
import { judgeReplacement } from "./refuse";
import type { Context, Properties } from "./resource";
import { nameOf, text, urnOf } from "./urn";

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
export async function judgeCapacity(context: Context, vm: VmFacts): Promise<readonly Failure[]> {
  const neededMB = vm.memoryMB - (vm.powerState === "poweredOn" ? vm.reservationMB : 0);
  const places = [await freeOnHost(context, vm), await freeInPool(context, vm)];
  const short = places.find((place) => place !== undefined && place.freeMB < neededMB);
  if (short === undefined) return [];
  return [failure("memory-capacity", "vm", wording.memoryCapacity(vm, neededMB, short.freeMB, short.where))];
}

function duplicates(context: Context, vm: VmFacts, urn: string | undefined): readonly Failure[] {
  const same = context.ledger.memories().filter((claim) => claim.vm === vm.id);
  if (urn === undefined || !same.some((claim) => claim.urn !== urn)) return [];
  const names = same.map((claim) => nameOf(claim.urn));
  return [failure("duplicate", "vm", wording.duplicate(`the memory reservation of ${vmLabel(vm)}`, names))];
}

/** What a check of a VmMemoryReservation is going to write, refuses and flags. */
export async function judgeReservation(
  context: Context,
  vmId: string | undefined,
  olds: Properties,
  news: Properties,
): Promise<readonly Failure[]> {
  const vm = vmId === undefined ? undefined : await context.vsphere.vm(vmId);
  const urn = urnOf(news);
  const old = text(olds["vmId"]);
  const isMoved = (old !== undefined && old !== vmId) || (urn !== undefined && context.ledger.isReplaced(urn));
  const moved = isMoved ? judgeReplacement(context) : [];
  if (vm === undefined || vm.connectionState !== "connected") return moved;
  const found = `${vm.reservationMB} of ${vm.memoryMB} MB reserved${vm.reservationLocked ? "" : ", not locked"}`;
  if (olds["vmId"] === vm.id) {
    if (!isReserved(vm)) context.log.warn(drift("vm", vmLabel(vm), found, "all of it, locked").message, urn);
    return [];
  }
  const same = [...moved, ...duplicates(context, vm, urn)];
  return isReserved(vm) ? same : [...same, ...(await judgeCapacity(context, vm))];
}

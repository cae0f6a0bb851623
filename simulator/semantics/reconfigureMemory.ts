import type { Vm } from "../model/entities";
import { faults, VimFault } from "../model/fault";
import { type Data, optionalData, optionalFlag, optionalNumber } from "../wire/values";
import { admit } from "./powerOnChecks";

/** Memory size, reservation, and the lock that makes the reservation follow the size. */
export function changeMemory(draft: Vm, spec: Data): void {
  const before = draft.reservationMB;
  resize(draft, optionalNumber(spec, "memoryMB"));
  draft.reservationLocked = optionalFlag(spec, "memoryReservationLockedToMax") ?? draft.reservationLocked;
  allocate(draft, optionalData(spec, "memoryAllocation"));
  if (draft.reservationLocked) draft.reservationMB = draft.memoryMB;
  if (draft.reservationMB > draft.memoryMB) throw faults.invalidArgument("configSpec.memoryAllocation.reservation");
  if (draft.reservationMB <= before) return;
  // The lock must be affordable when it is set; a plain reservation of a VM that is off only at power-on.
  if (draft.power === "poweredOn") admit(draft);
  else if (draft.reservationLocked && draft.reservationMB > draft.host.spec.memoryMB) admit(draft);
}

function resize(draft: Vm, memoryMB: number | undefined): void {
  if (memoryMB === undefined || memoryMB === draft.memoryMB) return;
  if (draft.power !== "poweredOff" && !(draft.memoryHotAdd && memoryMB > draft.memoryMB)) {
    throw new VimFault("MemoryHotPlugNotSupported", "Memory hot plug is not supported for this virtual machine.");
  }
  if (memoryMB < 4 || memoryMB % 4 !== 0) throw faults.invalidArgument("configSpec.memoryMB");
  draft.memoryMB = memoryMB;
}

function allocate(draft: Vm, allocation: Data | undefined): void {
  if (!allocation) return;
  const limit = optionalNumber(allocation, "limit") ?? draft.memoryLimit;
  const reservation = optionalNumber(allocation, "reservation") ?? draft.reservationMB;
  if (reservation < 0 || (limit !== -1 && limit < reservation)) {
    throw faults.invalidArgument("configSpec.memoryAllocation.reservation");
  }
  // Under the lock only the full size is taken. That a lower value needs the lock off is documented, the fault is not.
  if (draft.reservationLocked && allocation.reservation !== undefined && reservation < draft.memoryMB) {
    throw faults.invalidArgument("configSpec.memoryAllocation.reservation");
  }
  draft.memoryLimit = limit;
  draft.reservationMB = reservation;
}

/** What the renderers call things. Names in what these answer are not escaped yet. */
import { deletionsLast } from "../../provider/rules/changes";
import type {
  AttachmentChange,
  Deletion,
  DeviceChange,
  HostReport,
  Message,
  ObjectRef,
  Refused,
  Replacement,
  ReservationChange,
  VmReport,
} from "./model";

export function labelOf(kind: "host" | "VM", { id, name }: ObjectRef): string {
  return id === null || id === name ? `${kind} ${name}` : `${kind} ${name} (${id})`;
}

/** A preview that looks at no deletion warns of nothing. */
export function isForetold({ messages }: HostReport): boolean {
  return messages.some((text) => text.endsWith("[host-reboot]"));
}

const emptied = {
  refuse: "if no VM runs there",
  drs: "DRS moves its VMs before",
  shutdown: "its VMs are shut down",
} as const;

/** Once for what is created and changed, and once more for what is deleted. */
export function isTwice({ messages }: HostReport | VmReport): boolean {
  return messages.some((text) => text.includes(deletionsLast));
}

export function hostState(host: HostReport): string {
  switch (host.reboot) {
    case "planned": {
      const unseen = isForetold(host) ? "" : "; the preview does not tell what runs there";
      return `reboots${isTwice(host) ? " twice" : ""} (${emptied[host.evacuate ?? "refuse"]}${unseen})`;
    }
    case "needed":
      return "needs a reboot by hand, and the change waits for it";
    case "pending":
      return "waits for a reboot";
    case "none":
      return "keeps running";
  }
}

const takenDown = {
  requireOff: "must be off",
  shutdown: "guest shut down, started again",
  powerOff: "power cut, started again",
} as const;

export function vmState(vm: VmReport): string {
  const { power, policy, shutDownFor } = vm;
  const how = `${isTwice(vm) ? " twice" : ""}${policy === null ? "" : ` (${takenDown[policy]})`}`;
  switch (power) {
    case "lost":
      return shutDownFor === null
        ? `loses power${how}`
        : `loses power${how}${policy === null ? "" : ","} for the reboot of ${shutDownFor}`;
    case "ifRunning":
      return `loses power if it is running${how}`;
    case "unborn":
      return "is not known yet, this program creates it";
    case "kept":
      return "keeps its power state";
  }
}

export function deviceOf({ address, deviceName }: DeviceChange | AttachmentChange): string {
  return [address ?? "a device that is not known yet", deviceName].filter((part) => part !== null).join(" ");
}

export const deviceVerbs: Readonly<Record<DeviceChange["change"], string>> = {
  enable: "into passthrough",
  disable: "out of passthrough",
  finish: "becomes active",
  wait: "goes on waiting",
  settings: "settings only",
};

export const attachmentVerbs: Readonly<Record<AttachmentChange["change"], string>> = {
  attach: "attached",
  detach: "detached",
  mmio: "another MMIO size",
  settings: "settings only",
};

/** As Pulumi marks steps. */
export const marks: Readonly<Record<DeviceChange["change"] | AttachmentChange["change"], string>> = {
  enable: "+",
  attach: "+",
  disable: "-",
  detach: "-",
  finish: "~",
  wait: " ",
  mmio: "~",
  settings: "~",
};

export function reservationOf({ change, restoredMB }: ReservationChange): string {
  switch (change) {
    case "reserve":
      return "all memory reserved and locked";
    case "repair":
      return "all memory reserved and locked again";
    case "release":
      return restoredMB === null ? "earlier reservation put back" : `reservation put back to ${restoredMB} MB`;
  }
}

export function replacementOf({ from, to, because }: Replacement): string {
  const why = because.length === 0 ? "with what it depends on" : because.join(", ");
  return `${from} -> ${to ?? "not known yet"} (${why})`;
}

const costs: Readonly<Record<Deletion["costs"], string>> = {
  reboot: "reboots its host",
  rebootByHand: "pending until its host is rebooted by hand",
  powerCycle: "its VM loses power",
  powerCycleIfRunning: "its VM loses power if it is running",
  needsOff: "its VM has to be off",
  reservation: "the memory reservation goes back to what it was",
  none: "costs nothing",
};

export function deletionOf({ id, costs: cost, retained }: Deletion): string {
  return `${id}: ${retained ? "left in place (retainOnDelete)" : costs[cost]}`;
}

export function messageOf({ resource, text }: Message): string {
  return resource === null ? text : `${resource}: ${text}`;
}

export function refusedText({ what, subject, resources }: Refused): string {
  return `${what}: ${subject}${resources.length === 0 ? "" : `, by ${resources.join(", ")}`}`;
}

/** The operations that are walked: what is there before, and what the operation under test is to make of it. */
import type { Settings } from "../../provider/resources/settings";
import { attachment, device, memory, plan, urnFor } from "../provider/resources/operation";
import { gpu, hba, inventory, modem, nic, type Power, port, trainer, type Where } from "./inventories";
import type { Program } from "./program";

export interface Scenario {
  readonly name: string;
  readonly where: Where;
  readonly power: Power;
  /** Applied first, without faults; empty: nothing. */
  readonly before: Program;
  /** The operation under test. */
  readonly wanted: Program;
  readonly settings?: Partial<Settings>;
}

type Inputs = Readonly<Record<string, unknown>>;

/** `new VmPciAttachment(name, { vm: memory.vm, device: card })`. */
export function onDevice(name: string, card: string, inputs: Inputs = {}) {
  return attachment(name, (of) => ({
    vm: of("memory", "vm"),
    __vmSource: urnFor("VmMemoryReservation", "memory"),
    __deviceSource: urnFor("HostPassthroughDevice", card),
    address: of(card, "address"),
    host: of(card, "host"),
    expect: of(card, "expect"),
    ...inputs,
  }));
}

const host = "esx-01.example.test";
const rebooting = { host, reboot: "ifNeeded", evacuate: "shutdown" } as const;

/** One device, one reservation, one attachment, in this order by data. */
export function canonical(card: Inputs = {}, attached: Inputs = {}): Program {
  return plan(
    device("card", { ...rebooting, address: gpu, ...card }),
    memory("memory", { vm: trainer }),
    onDevice("gpu", "card", attached),
  );
}

/** Two devices in passthrough; the attachment takes one of them. */
export function twoCards(taken: "card" | "spare", attached: Inputs): Program {
  return plan(
    device("card", { ...rebooting, address: gpu }),
    device("spare", { ...rebooting, address: modem }),
    memory("memory", { vm: trainer }),
    onDevice("gpu", taken, attached),
  );
}

/** The same without the attachment. */
function cardsOnly(): Program {
  return plan(
    device("card", { ...rebooting, address: gpu }),
    device("spare", { ...rebooting, address: modem }),
    memory("memory", { vm: trainer }),
  );
}

/** On one host and one VM: something stays and changes, something moves, something goes, something comes. */
function mixed(when: "before" | "after"): Program {
  const hard = { power: "powerOff" } as const;
  const [moving, attached] = when === "before" ? [modem, hard] : [hba, { ...hard, mmio64SizeGB: 64 }];
  const [other, address] = when === "before" ? ["going", port] : ["coming", nic];
  return plan(
    device("card", { ...rebooting, address: gpu }),
    device("moving", { ...rebooting, address: moving }),
    device(other, { ...rebooting, address }),
    memory("memory", { vm: trainer }),
    onDevice("gpu", "card", attached),
    onDevice("swap", "moving", attached),
    onDevice(`on-${other}`, other, attached),
  );
}

const off = { power: "poweredOff", before: [] } as const;
const on = { power: "poweredOn", before: [] } as const;
const gracefully = { power: "shutdown" } as const;
const hard = { power: "powerOff" } as const;

export const scenarios: readonly Scenario[] = [
  { name: "create on a VM that is off", where: "reboots", ...off, wanted: canonical() },
  { name: "create on a VM that is off", where: "rebinds", ...off, wanted: canonical() },
  { name: "create on a VM that is off", where: "lone", ...off, wanted: canonical() },
  { name: "create on a running VM, shutdown", where: "rebinds", ...on, wanted: canonical({}, gracefully) },
  { name: "create on a running VM, powerOff", where: "reboots", ...on, wanted: canonical({}, hard) },
  {
    name: "replace of an attachment on a running VM",
    ...{ where: "rebinds", power: "poweredOn" },
    before: twoCards("card", hard),
    wanted: twoCards("spare", hard),
  },
  {
    name: "replace of a host device",
    ...{ where: "reboots", power: "poweredOn" },
    before: canonical({}, gracefully),
    wanted: canonical({ address: modem }, gracefully),
  },
  {
    name: "replace of a host device",
    ...{ where: "rebinds", power: "poweredOff" },
    before: canonical(),
    wanted: canonical({ address: modem }),
  },
  {
    name: "update of MMIO space and label",
    ...{ where: "rebinds", power: "poweredOn" },
    before: canonical({}, hard),
    wanted: canonical({ hardwareLabel: "gpu" }, { ...hard, mmio64SizeGB: 64 }),
  },
  {
    name: "delete of the attachment alone",
    ...{ where: "rebinds", power: "poweredOn" },
    before: twoCards("card", hard),
    wanted: cardsOnly(),
  },
  {
    name: "create, replace and delete at once",
    ...{ where: "reboots", power: "poweredOn" },
    // What leaves goes last, and counts until then.
    settings: { maxDevicesPerVm: 4 },
    before: mixed("before"),
    wanted: mixed("after"),
  },
  { name: "delete of all", where: "reboots", power: "poweredOn", before: canonical({}, hard), wanted: [] },
  { name: "delete of all", where: "rebinds", power: "poweredOn", before: canonical({}, gracefully), wanted: [] },
  { name: "delete of all", where: "lone", power: "poweredOff", before: canonical(), wanted: [] },
];

export const titleOf = ({ name, where }: Scenario) =>
  `${name}, on a host that ${where === "lone" ? "is alone" : where}`;
export const inventoryOf = ({ where, power }: Scenario) => inventory(where, power);

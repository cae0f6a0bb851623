/** Programs as the docs write them. */
import { attached, cluster, gpu, gpuTwo, host, nic, type Pci, unreserved, vm } from "../facts";
import { attachment, type Declared, device, memory, urnFor } from "./operation";

type Inputs = Readonly<Record<string, unknown>>;

/** `new VmPciAttachment(name, { vm: memory.vm, device })`. */
export function onDevice(name: string, card: string, inputs: Inputs = {}): Declared {
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

/** One device, one reservation, one attachment, in this order by data. */
export function canonical(card: Inputs = {}, attached: Inputs = {}): readonly Declared[] {
  return [
    device("card", { host: "esx-01", address: gpu, reboot: "ifNeeded", ...card }),
    memory("memory", { vm: "trainer" }),
    onDevice("gpu", "card", attached),
  ];
}

export const cards: readonly Pci[] = [
  { address: gpu },
  { address: gpuTwo, deviceId: "26b9", deviceName: "L40" },
  { address: nic, vendorId: "8086", deviceId: "1572", classId: "0200", deviceName: "X710" },
];
export const enabledCards = cards.map((card) => ({ ...card, enabled: true }));

/** What the canonical program starts from. */
export const blank = () => [cluster(), host({ pci: cards }), vm(unreserved)] as const;

/** Three devices in passthrough, and a VM that is ready for them. */
export const ready = () => [cluster(), host({ pci: enabledCards }), vm()] as const;

export const running = { powerState: "poweredOn" } as const;
export const withDevices = (...addresses: readonly string[]) => ({
  devices: addresses.map((address, index) => attached(address, 13000 + index)),
});

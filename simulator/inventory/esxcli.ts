import { type FoundDevice, type Hardware, hardwareOf } from "./hardware";
import type { PciInput } from "./hardwareTypes";
import { InventoryError, shown } from "./inventoryError";

/** One block of `esxcli hardware pci list`. */
export interface EsxcliPciDevice extends FoundDevice {
  readonly pci: PciInput;
  /** `VMkernel Name`, such as `vmnic0`. */
  readonly name?: string | undefined;
  /** `Module Name`, such as `i40en`. */
  readonly driver?: string | undefined;
  /** `Passthru Capable`; absent where that ESXi does not tell. */
  readonly capable?: boolean | undefined;
}

interface Block {
  /** Line that it begins in, from 1. */
  readonly line: number;
  readonly heading: string;
  /** Values by key in lower case. */
  readonly fields: ReadonlyMap<string, { readonly value: string; readonly line: number }>;
}

const command = "`esxcli hardware pci list`";

/**
 * The PCI functions in what `esxcli hardware pci list` prints, from ESXi 6 to 9. White space, case, the order of the lines
 * and keys that are not known here do not matter, nor does text before the first block. What passes functions through
 * (`Configured Owner`, `Current Owner`, `Passthru Capable`, `Dependent Device`) is taken over where it is there.
 */
export function parseEsxcliPciList(text: string): readonly EsxcliPciDevice[] {
  const devices = blocksOf(text).map(deviceOf);
  if (devices.length > 0) return devices;
  const [first] = text.split("\n").filter((line) => line.trim() !== "");
  throw new InventoryError({
    path: [],
    wrong: "no PCI device in it",
    found: first === undefined ? "nothing" : `text that begins ${shown(first.trim())}`,
    expected: "expected blocks that begin with an address such as 0000:3b:00.0",
    advice: `give what ${command} prints, as it is`,
  });
}

/** What of a simulated host follows from its cards: spread it into a host of that name. */
export function hardwareFromEsxcli(host: string, text: string): EsxcliHardware {
  return hardwareOfList(host, parseEsxcliPciList(text));
}

export interface EsxcliHardware extends Hardware {
  /** Whether some device is passthrough capable. */
  readonly iommu: boolean;
}

export function hardwareOfList(host: string, devices: readonly EsxcliPciDevice[]): EsxcliHardware {
  const told = devices.filter(({ capable }) => capable !== undefined);
  // An old ESXi that does not tell is taken to have one.
  const iommu = told.length === 0 || told.some(({ capable }) => capable);
  return { iommu, ...hardwareOf(host, devices) };
}

const heading = /^(?:[0-9a-f]{3,5}:)?[0-9a-f]{2,3}:[0-9a-f]{2}\.[0-7]$/i;
const pair = /^([a-z][^:]*?)\s*:\s*(.*)$/i;

function blocksOf(text: string): readonly Block[] {
  const blocks: { line: number; heading: string; fields: Map<string, { value: string; line: number }> }[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    const content = raw.trim();
    const line = index + 1;
    const [, key, value = ""] = pair.exec(content) ?? [];
    const name = key?.toLowerCase();
    // The line above may be lost where a part of the list was copied.
    const isHeadless = name === "address" && heading.test(value) && blocks.at(-1)?.fields.has(name) !== false;
    if (heading.test(content)) blocks.push({ line, heading: content, fields: new Map() });
    else if (isHeadless) blocks.push({ line, heading: value, fields: new Map() });
    if (name !== undefined) blocks.at(-1)?.fields.set(name, { value, line });
  });
  return blocks;
}

function deviceOf(block: Block): EsxcliPciDevice {
  const value = (key: string) => block.fields.get(key)?.value || undefined;
  const address = addressOf(block);
  const capable = truth(value("passthru capable"));
  const name = value("vmkernel name");
  const driver = value("module name");
  return {
    pci: {
      address,
      ...idsOf(block),
      vendorName: value("vendor name") ?? "",
      deviceName: value("device name") ?? "",
      ...placesOf(block, address),
      ...(capable === undefined ? {} : { capable }),
      ...ownersOf(value("configured owner"), value("current owner")),
    },
    ...(name === undefined ? {} : { name }),
    ...(driver === undefined || /^none$/i.test(driver) ? {} : { driver }),
    ...(capable === undefined ? {} : { capable }),
  };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function formatAddress(segment: number, bus: number, slot: number, fn: number): string {
  return `${hex(segment, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${fn}`;
}

/** By its parts, which are hex in every version; the line above them was not. */
function addressOf(block: Block): string {
  const parts = ["segment", "bus", "slot", "function"].map((key) => block.fields.get(key)?.value ?? "");
  const numbers = parts.map((part) => (/^(?:0x)?[0-9a-f]+$/i.test(part) ? Number.parseInt(part, 16) : Number.NaN));
  const [segment = 0, bus = 0, slot = 0, fn = 0] = numbers;
  if (!numbers.some(Number.isNaN)) return formatAddress(segment, bus, slot, fn);
  const [last = "", middle = "", first = "0"] = block.heading.toLowerCase().split(":").reverse();
  const [device = "", fnText = ""] = last.split(".");
  const read = [first, middle, device, fnText].map((part) => Number.parseInt(part, 16));
  return formatAddress(read[0] ?? 0, read[1] ?? 0, read[2] ?? 0, read[3] ?? 0);
}

function idsOf(block: Block): Pick<PciInput, "vendorId" | "deviceId" | "classId" | "subVendorId" | "subDeviceId"> {
  const subVendorId = idOf(block, "SubVendor ID", false);
  const subDeviceId = idOf(block, "SubDevice ID", false);
  return {
    vendorId: idOf(block, "Vendor ID", true) ?? "",
    deviceId: idOf(block, "Device ID", true) ?? "",
    classId: idOf(block, "Device Class", true) ?? "",
    ...(subVendorId === undefined ? {} : { subVendorId }),
    ...(subDeviceId === undefined ? {} : { subDeviceId }),
  };
}

/** Four hex digits; of a class with its programming interface the first four of six. */
function idOf(block: Block, key: string, isRequired: boolean): string | undefined {
  const field = block.fields.get(key.toLowerCase());
  if ((field === undefined || field.value === "") && !isRequired) return undefined;
  const digits = /^(?:0x)?([0-9a-f]{1,6})$/i.exec(field?.value ?? "")?.[1]?.toLowerCase();
  if (digits !== undefined) return digits.length > 4 ? digits.padStart(6, "0").slice(0, 4) : digits.padStart(4, "0");
  throw new InventoryError(
    {
      path: [`${block.heading} ${key}`],
      wrong: field === undefined ? "missing" : "not an id",
      found: shown(field?.value),
      expected: "expected hex digits such as 0x10de",
      advice: `give what ${command} prints, as it is`,
    },
    { line: field?.line ?? block.line },
  );
}

/** Both are written `PCI 0:58:2:0`, in decimal. */
function placesOf(block: Block, own: string): Pick<PciInput, "parentBridge" | "dependentDevice"> {
  const parentBridge = pciPlace(block.fields.get("parent device")?.value);
  const dependentDevice = pciPlace(block.fields.get("dependent device")?.value);
  return {
    ...(parentBridge === undefined || parentBridge === own ? {} : { parentBridge }),
    ...(dependentDevice === undefined || dependentDevice === own ? {} : { dependentDevice }),
  };
}

function pciPlace(text = ""): string | undefined {
  const numbers = /^pci\s+(\d+):(\d+):(\d+):([0-7])$/i.exec(text)?.slice(1).map(Number);
  const [segment = 0, bus = 0, slot = 0, fn = 0] = numbers ?? [];
  return numbers === undefined || segment > 0xffff || bus > 0xff || slot > 0x1f
    ? undefined
    : formatAddress(segment, bus, slot, fn);
}

function truth(text = ""): boolean | undefined {
  if (/^(?:true|yes)$/i.test(text)) return true;
  return /^(?:false|no)$/i.test(text) ? false : undefined;
}

/** What is configured counts from the next boot on, what owns the function now is in force. */
function ownersOf(configured = "", current = ""): Pick<PciInput, "enabled" | "active"> {
  const isPassthru = (owner: string) => /^vm passthru$/i.test(owner);
  const [enabled, active] = [isPassthru(configured), isPassthru(current)];
  if (current === "") return enabled ? { enabled } : {};
  return { ...(enabled ? { enabled } : {}), ...(active === enabled ? {} : { active }) };
}

import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Document, LineCounter, parseDocument } from "yaml";
import { type EsxcliPciDevice, hardwareOfList, parseEsxcliPciList } from "./esxcli";
import type { PciInput } from "./hardwareTypes";
import { InventoryError, shown } from "./inventoryError";
import { parseInventory, parseShape } from "./parse";
import { placeOf } from "./place";
import type { FullInventory } from "./schema";

/**
 * Reads an inventory from a JSON or YAML file, checks it and fills in defaults. Other files that it names
 * (`pciFromEsxcli`) are looked for in its folder. Throws an InventoryError that says where in which file what is wrong.
 */
export function readInventory(file: string): FullInventory {
  const text = readText(file);
  return readPlainJson(text) ?? readWithPlaces(file, text);
}

/** From here on a file is the work of a program. */
const largeBytes = 256 * 1024;

/** A thousand hosts are read twenty times as fast without line numbers, which JSON without a mistake does not need. */
function readPlainJson(text: string): FullInventory | undefined {
  if (text.length < largeBytes || text.includes('"pciFromEsxcli"')) return undefined;
  try {
    return parseInventory(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof InventoryError) return undefined;
    throw error;
  }
}

function readWithPlaces(file: string, text: string): FullInventory {
  const lines = new LineCounter();
  const document = parseText(file, text, lines);
  try {
    const written = toData(document);
    parseShape(written);
    return parseInventory(withCards(written, dirname(file)));
  } catch (error) {
    if (!(error instanceof InventoryError) || error.place.file !== undefined) throw error;
    throw new InventoryError(error.problem, { file, ...placeOf(document, lines, error.problem) }, error);
  }
}

function readText(file: string): string {
  try {
    return decode(readFileSync(file));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new InventoryError({ path: [], wrong: "cannot be read", found, advice: "correct the path" }, { file }, error);
  }
}

/** Some shells write what they redirect as UTF-16. */
function decode(bytes: Buffer): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? "utf-16le" : "utf-8").decode(bytes);
}

/** JSON is YAML too, and so both get line numbers. */
function parseText(file: string, text: string, lineCounter: LineCounter): Document {
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error === undefined) return document;
  const { line, col } = lineCounter.linePos(error.pos[0]);
  const rest =
    text
      .split("\n")
      [line - 1]?.slice(col - 1)
      .trim() ?? "";
  throw new InventoryError(
    {
      path: [],
      wrong: "neither JSON nor YAML",
      found: rest === "" ? "the end of the line" : shown(rest),
      expected: error.message,
      advice: "correct it there or just before",
    },
    { file, line, column: col },
    error,
  );
}

/** Aliases stand for what they point to, up to a number that a file by hand does not reach. */
function toData(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 10_000 });
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new InventoryError({ path: [], wrong: "aliases that cannot be resolved", found, advice: "write them out" });
  }
}

interface WrittenHost {
  readonly name: string;
  readonly pciFromEsxcli?: string;
  readonly pci?: readonly PciInput[];
}

interface WrittenInventory {
  readonly datacenters: readonly {
    readonly clusters?: readonly { readonly hosts?: readonly WrittenHost[] }[];
    readonly hosts?: readonly WrittenHost[];
  }[];
}

/** What was written, which is of the right shape, with the cards that other files list. */
function withCards(written: unknown, folder: string): unknown {
  const { datacenters, ...rest } = written as WrittenInventory;
  const hostsOf = <T extends { readonly hosts?: readonly WrittenHost[] }>(parent: T): T =>
    parent.hosts === undefined ? parent : { ...parent, hosts: parent.hosts.map((host) => withListed(host, folder)) };
  return {
    ...rest,
    datacenters: datacenters.map((datacenter) => ({
      ...hostsOf(datacenter),
      ...(datacenter.clusters === undefined ? {} : { clusters: datacenter.clusters.map(hostsOf) }),
    })),
  };
}

/** The host's own cards come first, so that what is wrong with one is found at its place in the file. */
function withListed({ pciFromEsxcli, ...host }: WrittenHost, folder: string): WrittenHost {
  if (pciFromEsxcli === undefined) return host;
  const listed = readEsxcliPciList(resolve(folder, pciFromEsxcli));
  const { pci = [] } = host;
  const rest = listed.filter((found) => !pci.some(({ address }) => address === found.pci.address));
  const kept = (card: PciInput): EsxcliPciDevice => ({
    ...listed.find((found) => found.pci.address === card.address),
    pci: card,
  });
  const hardware = hardwareOfList(host.name, [...pci.map(kept), ...rest]);
  return { ...hardware, ...host, pci: hardware.pci } as WrittenHost;
}

/** The PCI functions in a file with what `esxcli hardware pci list` printed. */
export function readEsxcliPciList(file: string): readonly EsxcliPciDevice[] {
  try {
    return parseEsxcliPciList(readText(file));
  } catch (error) {
    if (!(error instanceof InventoryError) || error.place.file !== undefined) throw error;
    throw new InventoryError(error.problem, { file, ...error.place }, error);
  }
}

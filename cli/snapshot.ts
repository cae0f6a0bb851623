import { writeFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { plainText } from "../provider/errors/plainText";
import { readSettings } from "../provider/resources/settings";
import { Session } from "../provider/vsphere/session";
import { build, type Inventory, parseInventory } from "../simulator";
import { hardwareOfList } from "../simulator/inventory/esxcli";
import { readEsxcliPciList } from "../simulator/inventory/file";
import { readOptions } from "./readOptions";
import { readServer, type ServerSnapshot } from "./snapshot/read";
import { type Format, formats, render } from "./snapshot/render";
import { scramble } from "./snapshot/scramble";
import { UsageError } from "./usageError";

const help = `Usage: vsphere-passthrough snapshot [--host H]... [--output FILE] [--format json|yaml] [--keep-names]
       vsphere-passthrough snapshot --esxcli FILE... [--output FILE] [--format json|yaml]

Reads the vCenter or host that VSPHERE_SERVER, VSPHERE_USER and VSPHERE_PASSWORD name into an inventory for the
simulator. Nothing is changed there: privileges to read are enough. Names, serials, WWNs, UUIDs and addresses (IP, MAC,
DNS) are replaced, each by the same one wherever it stands; PCI addresses, ids, and the names of cards stay. So do
managed object IDs.

  --host H        only this host, with its VMs; may be repeated
  --esxcli FILE   no server: a host from what \`esxcli hardware pci list\` printed on it; may be repeated
  --output FILE   where to write; standard output by default
  --format F      json or yaml; by default what FILE ends in, else json
  --keep-names    replace nothing
  --help          this text

The file is what \`vsphere-passthrough simulate --inventory FILE\` and readInventory read.`;

const options = {
  host: { type: "string", multiple: true, default: [] as string[] },
  esxcli: { type: "string", multiple: true, default: [] as string[] },
  output: { type: "string" },
  format: { type: "string" },
  "keep-names": { type: "boolean", default: false },
  help: { type: "boolean" },
} as const;

export async function snapshot(args: readonly string[]): Promise<void> {
  const { values } = readOptions("snapshot", { args: [...args], options });
  if (values.help) {
    console.log(help);
    return;
  }
  const format = readFormat(values.format, values.output);
  if (values.esxcli.length > 0 && values.host.length > 0) {
    throw new UsageError("--host: not with --esxcli, which asks no server; give one of the two");
  }
  const { inventory, notes } =
    values.esxcli.length > 0 ? { inventory: fromLists(values.esxcli), notes: [] } : await fromServer(values.host);
  const written = values["keep-names"] || values.esxcli.length > 0 ? inventory : scramble(inventory);
  // A file that its reader refuses is of no use to anybody.
  parseInventory(written);
  write(render(written, format), values.output);
  for (const note of notes) console.error(`vsphere-passthrough: note: ${note}`);
}

function readFormat(text: string | undefined, output = ""): Format {
  if (text === undefined) return /^\.ya?ml$/.test(extname(output)) ? "yaml" : "json";
  const format = formats.find((one) => one === text);
  if (format !== undefined) return format;
  throw new UsageError(`--format: no such format; found "${plainText(text)}"; expected one of ${formats.join(", ")}`);
}

async function fromServer(hosts: readonly string[]): Promise<ServerSnapshot> {
  const session = new Session(readSettings(undefined, process.env).connection);
  try {
    return await readServer(session, hosts);
  } finally {
    await session.logout(5_000);
  }
}

/** A host for each list, by the name of its file. */
function fromLists(files: readonly string[]): Inventory {
  const hosts = files.map((file) => {
    const name = basename(file, extname(file));
    return { name, ...hardwareOfList(name, readEsxcliPciList(file)) };
  });
  return build.vcenter({ hosts });
}

function write(text: string, output: string | undefined): void {
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(output, text);
  } catch (error) {
    throw new UsageError(`--output: cannot write ${plainText(output)}: ${plainText(message(error))}`);
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

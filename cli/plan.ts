import { readFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { plainText } from "../provider/errors/plainText";
import { readOptions } from "./readOptions";
import { buildReport } from "./report/build";
import { renderMarkdown } from "./report/markdown";
import { type Refusable, type Report, refusable } from "./report/model";
import { decode, parsePreview } from "./report/preview";
import { renderText } from "./report/text";
import { refusedText } from "./report/words";
import { UsageError } from "./usageError";

const help = `Usage: vsphere-passthrough plan [FILE] [--format text|markdown|json] [--refuse reboot,power-cycle,replace]

Says which hosts reboot and which VMs lose power, from what \`pulumi preview --json\` or \`pulumi destroy --preview-only
--json\` prints. Reads standard input without a FILE:

  set -o pipefail; pulumi preview --json | vsphere-passthrough plan

  --format FORMAT   text (the default), markdown for a pull request, or json
  --refuse LIST     what must not happen, separated by commas: reboot, power-cycle, replace
  --help            this text

Exit code 0: nothing of --refuse is planned; 2: something is; 1: the preview failed, or could not be read.
A preview with --target looks at no deletion: whether a VM that loses a device runs is not known then.`;

const options = {
  format: { type: "string", default: "text" },
  refuse: { type: "string", multiple: true },
  help: { type: "boolean" },
} as const;

const formats = ["text", "markdown", "json"] as const;
type Format = (typeof formats)[number];

export async function plan(args: readonly string[]): Promise<void> {
  const { values, positionals } = readOptions("plan", { args: [...args], options, allowPositionals: true });
  if (values.help) {
    console.log(help);
    return;
  }
  const format = readFormat(values.format);
  const refuse = readRefuse(values.refuse ?? []);
  if (positionals.length > 1) throw new UsageError(`plan: one FILE at most; found ${positionals.length}`);
  const [file] = positionals;
  const source = file === undefined ? "standard input" : plainText(file);
  const report = buildReport(parsePreview(await readInput(file), source), refuse);
  process.stdout.write(render(report, format));
  finish(report, format);
}

function readFormat(text: string): Format {
  const format = formats.find((one) => one === text);
  if (format !== undefined) return format;
  throw new UsageError(`--format: no such format; found "${plainText(text)}"; expected one of ${formats.join(", ")}`);
}

function readRefuse(texts: readonly string[]): readonly Refusable[] {
  const words = texts.flatMap((text) => text.split(",")).map((word) => word.trim());
  const unknown = words.filter((word) => !refusable.some((one) => one === word));
  if (unknown.length > 0) {
    const found = unknown.map((word) => `"${plainText(word)}"`).join(", ");
    throw new UsageError(`--refuse: not known; found ${found}; expected any of ${refusable.join(", ")}`);
  }
  return refusable.filter((one) => words.includes(one));
}

async function readInput(file: string | undefined): Promise<string> {
  if (file === undefined) {
    if (!process.stdin.isTTY) return decode(await buffer(process.stdin));
    throw new UsageError(
      "plan: no FILE, and a terminal on standard input; pipe in what `pulumi preview --json` prints",
    );
  }
  try {
    return decode(readFileSync(file));
  } catch (error) {
    throw new UsageError(`plan: cannot read ${plainText(file)}: ${plainText(message(error))}`);
  }
}

function render(report: Report, format: Format): string {
  if (format === "json") return `${JSON.stringify(report, null, 2)}\n`;
  if (format === "markdown") return renderMarkdown(report);
  const { NO_COLOR, TERM } = process.env;
  return renderText(report, { colour: process.stdout.isTTY === true && !NO_COLOR && TERM !== "dumb" });
}

/** The other formats go elsewhere; whoever looks at the job's log sees here why it failed. */
function finish({ complete, refused }: Report, format: Format): void {
  process.exitCode = complete ? (refused.length > 0 ? 2 : 0) : 1;
  if (format === "text") return;
  if (!complete) console.error("vsphere-passthrough: the preview failed, and the report is incomplete");
  for (const one of refused) console.error(`vsphere-passthrough: refused: ${refusedText(one)}`);
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

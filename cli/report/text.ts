/** The report for people at a terminal: 80 columns. */
import { styleText } from "node:util";
import type { Report } from "./model";
import {
  attachmentVerbs,
  deletionOf,
  deviceOf,
  deviceVerbs,
  hostState,
  labelOf,
  marks,
  messageOf,
  refusedText,
  replacementOf,
  reservationOf,
  vmState,
} from "./words";
import { wrap } from "./wrap";

type Style = "bold" | "red" | "yellow";

interface Line {
  /** Before the first line; those that follow are indented by as much. */
  readonly lead: string;
  readonly text: string;
  readonly style?: Style;
}

interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

const reddened: ReadonlySet<string> = new Set(["planned", "needed", "lost", "ifRunning"]);

function hostLines({ hosts }: Report): readonly Line[] {
  return hosts.flatMap((host) => [
    {
      lead: "  ",
      text: `${labelOf("host", host)} ${hostState(host)}`,
      ...(reddened.has(host.reboot) ? { style: "red" as const } : {}),
    },
    ...host.devices.map((device) => ({
      lead: `    ${marks[device.change]} `,
      text: `${deviceOf(device)}: ${deviceVerbs[device.change]} (${device.resource})`,
    })),
    ...host.messages.map((text) => ({ lead: "    > ", text })),
  ]);
}

function vmLines({ vms }: Report): readonly Line[] {
  return vms.flatMap((vm) => [
    {
      lead: "  ",
      text: `${labelOf("VM", vm)} ${vmState(vm)}`,
      ...(reddened.has(vm.power) ? { style: "red" as const } : {}),
    },
    ...vm.devices.map((device) => ({
      lead: `    ${marks[device.change]} `,
      text: `${deviceOf(device)} of ${device.host.name}: ${attachmentVerbs[device.change]} (${device.resource})`,
    })),
    ...vm.messages.map((text) => ({ lead: "    > ", text })),
  ]);
}

function sectionsOf(report: Report): readonly Section[] {
  const rows = (lead: string, texts: readonly string[], style?: Style): readonly Line[] =>
    texts.map((text) => ({ lead, text, ...(style === undefined ? {} : { style }) }));
  return [
    { title: "The preview failed", lines: rows("  ! ", report.refusals.map(messageOf), "red") },
    { title: "Refused by --refuse", lines: rows("  ! ", report.refused.map(refusedText), "red") },
    { title: "Hosts", lines: hostLines(report) },
    { title: "VMs", lines: vmLines(report) },
    {
      title: "Memory",
      lines: report.reservations.map((one) => ({
        lead: one.change === "release" ? "  - " : "  + ",
        text: `${labelOf("VM", one.vm)}: ${reservationOf(one)} (${one.resource})`,
      })),
    },
    {
      title: "Replacements",
      lines: rows(
        "  ~ ",
        report.replacements.map((one) => `${one.resource}: ${replacementOf(one)}`),
      ),
    },
    {
      title: "Deletions",
      lines: rows(
        "  - ",
        report.deletions.map((one) => `${one.resource}: ${deletionOf(one)}`),
      ),
    },
    { title: "Other warnings", lines: rows("  > ", report.warnings.map(messageOf)) },
  ];
}

export interface TextOptions {
  readonly colour: boolean;
}

export function renderText(report: Report, { colour }: TextOptions): string {
  const paint = (style: Style, text: string) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const print = ({ lead, text, style }: Line) =>
    wrap(lead, text).map((line) => (style === undefined ? line : paint(style, line)));
  const blocks = sectionsOf(report)
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => [paint("bold", title), ...lines.flatMap(print)].join("\n"));
  const headline = wrap("", `Passthrough plan: ${report.headline}`).map((line) => paint("bold", line));
  const others = `${report.otherChanges} other resource${report.otherChanges === 1 ? " changes" : "s change"}, not looked at here`;
  return `${[headline.join("\n"), ...blocks, ...(report.otherChanges === 0 ? [] : [others])].join("\n\n")}\n`;
}

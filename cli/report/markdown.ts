/** The report as a comment on a pull request. */
import { markdownCode as code, markdownText as text } from "./escape";
import { renderMermaid } from "./mermaid";
import type { HostReport, ObjectRef, Report, ResourceRef, VmReport } from "./model";
import {
  attachmentVerbs,
  deletionOf,
  deviceOf,
  deviceVerbs,
  hostState,
  messageOf,
  refusedText,
  replacementOf,
  reservationOf,
  vmState,
} from "./words";

type Row = readonly [what: string, happens: string, changes: string, by: string];

/** GitHub takes 65536 characters; a long tail of messages must not cost the whole comment. */
const mostMessages = 30;

function named(kind: string, { id, name }: ObjectRef): string {
  return `${kind} ${code(name)}${id === null || id === name ? "" : ` (${text(id)})`}`;
}

function by(resources: readonly ResourceRef[]): string {
  return [...new Set(resources.map(({ resource }) => code(resource)))].join(", ");
}

function hostRow(host: HostReport): Row {
  const state = text(hostState(host));
  const isDown = host.reboot === "planned" || host.reboot === "needed";
  const devices = host.devices.map((device) => `${code(deviceOf(device))} ${text(deviceVerbs[device.change])}`);
  return [named("Host", host), isDown ? `**${state}**` : state, devices.join("<br>"), by(host.devices)];
}

function vmRow(vm: VmReport): Row {
  const state = text(vmState(vm));
  const isDown = vm.power === "lost" || vm.power === "ifRunning";
  const devices = vm.devices.map((device) => `${code(deviceOf(device))} ${text(attachmentVerbs[device.change])}`);
  return [named("VM", vm), isDown ? `**${state}**` : state, devices.join("<br>"), by(vm.devices)];
}

function tableOf({ hosts, vms, reservations }: Report): readonly string[] {
  const rows: readonly Row[] = [
    ...hosts.map(hostRow),
    ...vms.map(vmRow),
    ...reservations.map((one): Row => [named("VM", one.vm), text(reservationOf(one)), "", by([one])]),
  ];
  if (rows.length === 0) return [];
  const lines = [["What", "What happens", "Devices", "By"], ["---", "---", "---", "---"], ...rows];
  return [lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")];
}

function list(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, mostMessages).map((item) => `- ${text(item)}`);
  const more = items.length > mostMessages ? [`- and ${items.length - mostMessages} more`] : [];
  return [`**${title}**\n\n${[...shown, ...more].join("\n")}`];
}

function folded(title: string, items: readonly string[]): readonly string[] {
  return list(title, items).map(
    (block) =>
      `<details><summary>${title} (${items.length})</summary>\n\n${block.split("\n\n")[1] ?? ""}\n\n</details>`,
  );
}

function diagramOf(report: Report): readonly string[] {
  const diagram = renderMermaid(report);
  return diagram === undefined ? [] : [`\`\`\`mermaid\n${diagram}\n\`\`\``];
}

export function renderMarkdown(report: Report): string {
  const said = [...report.hosts, ...report.vms].flatMap(({ messages }) => messages);
  const { otherChanges } = report;
  const blocks = [
    `### Passthrough plan: ${text(report.headline)}`,
    ...list("The preview failed, so this is not all that would happen", report.refusals.map(messageOf)),
    ...list("Refused by --refuse", report.refused.map(refusedText)),
    ...tableOf(report),
    ...diagramOf(report),
    ...list(
      "Replacements",
      report.replacements.map((one) => `${one.resource}: ${replacementOf(one)}`),
    ),
    ...list(
      "Deletions",
      report.deletions.map((one) => `${one.resource}: ${deletionOf(one)}`),
    ),
    ...folded("Why", said),
    ...folded("Other warnings", report.warnings.map(messageOf)),
    ...(otherChanges === 0 ? [] : [`Other resources that change, not looked at here: ${otherChanges}`]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

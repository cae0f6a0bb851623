import { type RuleId, type RuleRow, ruleCatalog } from "../../provider/rules/catalog";
import { examples } from "./examples";

/** What puts docs/rules.md right when the table has changed. */
export const command = "npm run docs:rules";

const verdicts = {
  refused: {
    title: "Refused",
    text: "The preview fails and nothing is written. Each rule is checked again at apply, on facts that are read right before the first write of the resource.",
  },
  flagged: {
    title: "Flagged",
    text: "The preview goes on and shows a warning on the resource.",
  },
} as const satisfies Record<RuleRow["verdict"], { title: string; text: string }>;

const head = `<!-- Generated from provider/rules/catalog.ts by \`${command}\`; do not edit. -->

# Rules

What a plan is refused for, and what it is flagged for. Every message ends in its rule id in square brackets; look the id up here.

- A rule judges writes. What is in force already is not refused; what has gone bad since is flagged as [drift](#drift).
- A rule that needs a value which is not known yet is skipped at preview and runs at apply.
- A message begins with the input that it is about.
`;

type Entry = readonly [RuleId, RuleRow];

function entriesOf(verdict: RuleRow["verdict"]): readonly Entry[] {
  const rows = Object.entries(ruleCatalog) as unknown as Entry[];
  return rows.filter(([, row]) => row.verdict === verdict).sort(([one], [other]) => (one < other ? -1 : 1));
}

function contents(entries: readonly Entry[]): string {
  return entries.map(([id]) => `[\`${id}\`](#${id})`).join(" · ");
}

/** The heading is the id, so its anchor is the id too. */
function section([id, { rule, why, source, advice, verdict }]: Entry): string {
  return [
    `### ${id}`,
    `${rule}`,
    ["```text", examples[id](), "```"].join("\n"),
    [`- Verdict: ${verdict}`, `- Why: ${why}`, `- Source: ${source}`, `- What to do: ${advice}`].join("\n"),
  ].join("\n\n");
}

function chapter(verdict: RuleRow["verdict"]): string {
  const entries = entriesOf(verdict);
  const { title, text } = verdicts[verdict];
  return [`## ${title}`, text, contents(entries), ...entries.map(section)].join("\n\n");
}

/** The whole of docs/rules.md. */
export function renderRules(): string {
  return `${[head, chapter("refused"), "", chapter("flagged")].join("\n")}\n`;
}

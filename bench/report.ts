import type { Result } from "./result";

function cells(...texts: readonly string[]): string {
  return `| ${texts.join(" | ")} |`;
}

/** The results as a page. */
export function report({ date, machine, versions, rows, values, notes }: Result): string {
  const measured = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    "# Results of the benchmark",
    "Written by `npm run bench`: everything is measured side by side in one run, against the embedded simulator. Times are medians.",
    `${date}; ${measured.join(", ")}; ${machine}.`,
    [
      cells("what", "must reach", "found", "met"),
      "|---|---|---|---|",
      ...rows.map(({ what, bar, found, met }) => cells(what, bar, found, met ? "yes" : "**no**")),
    ].join("\n"),
    "![Calls and wall time against N](plot.svg)",
    ...notes,
    "### All values",
    [
      cells("value", "found"),
      "|---|---|",
      ...Object.entries(values).map(([name, value]) => cells(name, String(value))),
    ].join("\n"),
    "",
  ].join("\n\n");
}

/** New values beside old ones, with their ratio. */
export function comparison(now: Result, before: Pick<Result, "date" | "values">): string {
  const lines = Object.entries(now.values).map(([name, value]) => {
    const old = before.values[name];
    const ratio = old === undefined || old === 0 ? "" : (value / old).toFixed(2);
    return `${name.padEnd(40)} ${String(old ?? "-").padStart(10)} ${String(value).padStart(10)} ${ratio.padStart(6)}`;
  });
  const head = `${"value".padEnd(40)} ${before.date.padStart(10)} ${"now".padStart(10)} ${"ratio".padStart(6)}`;
  return [head, ...lines].join("\n");
}

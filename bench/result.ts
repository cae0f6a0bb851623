import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";

/** One line of the table: what was asked for, and what was measured beside it. */
export interface Row {
  readonly what: string;
  readonly bar: string;
  readonly found: string;
  readonly met: boolean;
}

/** What one part of the benchmark found. `values` are what a later run is compared with. */
export interface Part {
  readonly rows: readonly Row[];
  readonly values: Readonly<Record<string, number>>;
  /** More to tell, as Markdown. */
  readonly notes?: readonly string[];
  readonly points?: readonly Point[];
}

/** Medians of previews of N resources. */
export interface Point {
  readonly n: number;
  readonly calls: number;
  readonly oursMs: number;
  readonly noopMs: number;
  readonly farMs: number;
  /** Of each pair, what the preview took beside that of the no-op resources. */
  readonly times: number;
  readonly farTimes: number;
}

export interface Result {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
  readonly values: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
  readonly points: readonly Point[];
}

export const root = join(__dirname, "..");

function packageVersion(folder: string): string {
  return (JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as { version: string }).version;
}

export function collect(parts: readonly Part[], cli: string): Result {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${processors.length} × ${processors[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}`,
    versions: {
      "pulumi-vsphere-passthrough": packageVersion("."),
      "Pulumi CLI": cli,
      "@pulumi/pulumi": packageVersion("node_modules/@pulumi/pulumi"),
      Node: process.versions.node,
      soap: packageVersion("node_modules/soap"),
      zod: packageVersion("node_modules/zod"),
    },
    rows: parts.flatMap(({ rows }) => rows),
    values: Object.assign({}, ...parts.map(({ values }) => values)),
    notes: parts.flatMap(({ notes }) => notes ?? []),
    points: parts.flatMap(({ points }) => points ?? []),
  };
}

export function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}

/**
 * Measures what issue "Speed" asks for, side by side in one run. `npm run bench [-- options]`
 *
 *   --compare FILE  ratios to the results of an earlier run (results.json)
 *   --only NAMES    some parts, comma-separated; prints their rows and writes nothing
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { applies } from "./applies";
import { plot } from "./plot";
import { previews } from "./previews";
import { processes } from "./processes";
import { profile } from "./profile";
import { comparison, report } from "./report";
import { requires } from "./requires";
import { collect, type Part, type Result } from "./result";
import { serving } from "./serving";
import { sizes } from "./sizes";

const parts: Readonly<Record<string, () => Promise<Part>>> = {
  ...{ previews, applies, requires, sizes, processes, serving, profile },
};

const { values: options } = parseArgs({ options: { compare: { type: "string" }, only: { type: "string" } } });

async function measure(names: readonly string[]): Promise<readonly Part[]> {
  const found: Part[] = [];
  for (const name of names) {
    const part = parts[name];
    if (part === undefined) throw new Error(`--only: no part "${name}"; expected ${Object.keys(parts).join(", ")}`);
    const start = performance.now();
    found.push(await part());
    console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
  return found;
}

function show({ rows, notes }: Result): void {
  for (const { what, bar, found, met } of rows)
    console.log(`\n${met ? "met   " : "MISSED"} ${what}\n  must: ${bar}\n  is:   ${found}`);
  for (const note of notes) console.log(`\n${note}`);
}

function write(result: Result): void {
  const save = (name: string, text: string) => writeFileSync(join(__dirname, name), text);
  save("results.json", `${JSON.stringify(result, null, 2)}\n`);
  save("plot.svg", plot(result.points));
  save("RESULTS.md", report(result));
}

async function main(): Promise<void> {
  // Read first: the file may be the one that is written in the end.
  const before =
    options.compare === undefined ? undefined : (JSON.parse(readFileSync(options.compare, "utf8")) as Result);
  const cli = execFileSync("pulumi", ["version"], { encoding: "utf8" }).trim();
  const result = collect(await measure(options.only?.split(",") ?? Object.keys(parts)), cli);
  show(result);
  if (options.only === undefined) write(result);
  if (before !== undefined) console.log(`\n${comparison(result, before)}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

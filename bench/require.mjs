/**
 * What requiring the package costs beside Pulumi alone: whole processes, medians, in milliseconds.
 * `npm run bench:require [rounds]`
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

const root = join(fileURLToPath(import.meta.url), "..", "..");
const rounds = Number(process.argv[2] ?? 15);

/** What each process runs. The package resolves by its own name from within the repository, to dist. */
const programs = {
  "node alone": "",
  "@pulumi/pulumi": 'require("@pulumi/pulumi")',
  "the package (loads @pulumi/pulumi)": 'require("pulumi-vsphere-passthrough")',
  "the package's provider": 'require("pulumi-vsphere-passthrough/provider")',
  "the package's simulator": 'require("pulumi-vsphere-passthrough/simulator")',
};

function timed(program) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["-e", program], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} failed:\n${stderr}`);
  return performance.now() - start;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
for (const program of Object.values(programs)) timed(program); // files into the page cache
// In turn, so that a busy moment of the machine does not fall on one of them alone.
for (let round = 0; round < rounds; round++) {
  for (const [name, program] of Object.entries(programs)) times[name].push(timed(program));
}
for (const [name, values] of Object.entries(times)) {
  console.log(`${name.padEnd(36)} ${median(values).toFixed(0).padStart(5)} ms`);
}
const own = median(times["the package (loads @pulumi/pulumi)"]) - median(times["@pulumi/pulumi"]);
console.log(
  `\nbeside @pulumi/pulumi the package costs ${own.toFixed(0)} ms (median of ${rounds} processes each, Node ${process.version})`,
);

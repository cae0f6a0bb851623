/** What requiring the package adds to a program that has loaded Pulumi: in fresh processes. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { median } from "./measure";
import { type Part, root, round } from "./result";

const rounds = 15;
const mostMs = 15;
const unwanted = ["soap", "zod"];

/** The package resolves by its own name from within the repository, to what was built. */
const program = `
  require("@pulumi/pulumi");
  const start = performance.now();
  require("pulumi-vsphere-passthrough");
  const ms = performance.now() - start;
  const isLoaded = (name) => Object.keys(require.cache).some((file) => file.split(/[\\\\/]/).includes(name));
  console.log(JSON.stringify({ ms, loaded: ${JSON.stringify(unwanted)}.filter(isLoaded) }));
`;

interface Loaded {
  readonly ms: number;
  readonly loaded: readonly string[];
}

async function once(): Promise<Loaded> {
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], { cwd: root });
  return JSON.parse(stdout) as Loaded;
}

export async function requires(): Promise<Part> {
  await once(); // files into the page cache
  const found: Loaded[] = [];
  for (let i = 0; i < rounds; i++) found.push(await once());
  const ms = median(found.map((one) => one.ms));
  const loaded = [...new Set(found.flatMap((one) => one.loaded))];
  const names = loaded.length === 0 ? `neither ${unwanted.join(" nor ")} loaded` : `${loaded.join(" and ")} loaded`;
  return {
    rows: [
      {
        what: "`require` of the package in the program",
        bar: `under ${mostMs} ms beyond \`@pulumi/pulumi\`; neither soap nor zod loaded`,
        found: `${ms.toFixed(1)} ms; ${names}`,
        met: ms < mostMs && loaded.length === 0,
      },
    ],
    values: { "require: ms": round(ms, 1) },
  };
}

/**
 * Makes one file of the provider's entry point and of all that it loads, soap and zod included: the engine starts a
 * provider process for each operation, and half of what that needs is finding, reading and compiling some 250 files. It
 * stays readable, since stack traces point into it, and names the source of each part in a comment.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/**
 * What soap would send, sign and take apart messages with. It is handed a client instead (provider/vsphere/client.ts),
 * so none of this is ever called; it is most of what loading soap costs.
 */
const UNUSED = ["axios", "axios-ntlm", "formidable", "whatwg-mimetype", "xml-crypto"];
/** Brings colours to the traces of `debug` when it happens to be installed. */
const OPTIONAL = ["supports-color"];

const unused = {
  name: "unused",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(?:${UNUSED.join("|")})$`) }, ({ path }) => ({ path, namespace: "unused" }));
    onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "module.exports = {};" }));
  },
};

export async function bundle(root, entry, outfile) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    // The modules of zod, of which only what is used is taken.
    mainFields: ["module", "main"],
    conditions: ["module", "import"],
    // An error is shown under the name of its class.
    keepNames: true,
    external: ["@pulumi/pulumi", ...OPTIONAL],
    plugins: [unused],
    allowOverwrite: true,
    metafile: true,
    logLevel: "warning",
  });
  writeFileSync(`${outfile}.LICENSES.txt`, licenses(root, Object.keys(metafile.inputs)));
}

/** Whose code is in the bundle, and on which terms. */
function licenses(root, inputs) {
  const folders = new Set(inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const texts = [...folders].sort().map((folder) => licenseOf(join(root, folder)));
  return ["index.js holds code of these packages.", ...texts].join("\n\n");
}

function licenseOf(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[sc]e/i.test(one));
  const text = file === undefined ? `By ${author?.name ?? author}.` : readFileSync(join(folder, file), "utf8").trim();
  return `---- ${name} ${version} (${license})\n\n${text}\n`;
}

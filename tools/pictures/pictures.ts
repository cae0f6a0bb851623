import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildReport } from "../../cli/report/build";
import { parsePreview } from "../../cli/report/preview";
import { renderText } from "../../cli/report/text";
import { flow } from "./flow";
import { terminal } from "./terminal";

const root = join(__dirname, "..", "..");

/** What the real CLI printed for a preview (tests/cli/fixtures/capture.mjs), through the command that reads it. */
function preview(): string {
  const captured = readFileSync(join(root, "tests", "cli", "fixtures", "create.json"), "utf8");
  const report = buildReport(parsePreview(captured, "create.json"), []);
  return terminal("pulumi preview --json | vsphere-passthrough plan", renderText(report, { colour: false }));
}

/** Files below docs/pictures. */
export const pictures: Readonly<Record<string, () => string>> = { "flow.svg": flow, "preview.svg": preview };

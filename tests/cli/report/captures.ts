import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildReport } from "../../../cli/report/build";
import type { Refusable, Report } from "../../../cli/report/model";
import { type Preview, parsePreview } from "../../../cli/report/preview";

/** Outputs of the real `pulumi preview --json`, made by fixtures/capture.mjs. */
export const captures = [
  "create",
  "destroy",
  "programError",
  "refused",
  "remove",
  "removeAll",
  "replace",
  "replacementSteps",
  "retained",
  "targeted",
  "unborn",
  "unchanged",
  "update",
] as const;

export type Capture = (typeof captures)[number];

export function captureFile(name: Capture): string {
  return join(__dirname, "..", "fixtures", `${name}.json`);
}

export function capture(name: Capture): Preview {
  return parsePreview(readFileSync(captureFile(name), "utf8"), name);
}

export function reportOf(name: Capture, refuse: readonly Refusable[] = []): Report {
  return buildReport(capture(name), refuse);
}

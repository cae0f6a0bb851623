import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { renderMarkdown } from "../../../cli/report/markdown";
import type { Report } from "../../../cli/report/model";
import { refusable } from "../../../cli/report/model";
import { renderText } from "../../../cli/report/text";
import { type Capture, captures, reportOf } from "./captures";

/** After a wanted change: UPDATE_EXPECTED=1, format, and read the difference. */
function assertExpected(file: string, found: string): void {
  const path = join(__dirname, "..", "expected", file);
  if (process.env["UPDATE_EXPECTED"] === "1") writeFileSync(path, found);
  assert.equal(found, readFileSync(path, "utf8"));
}

/** The formatter of this repository lays JSON out in its own way. */
function assertExpectedJson(file: string, found: Report): void {
  const path = join(__dirname, "..", "expected", file);
  if (process.env["UPDATE_EXPECTED"] === "1") writeFileSync(path, JSON.stringify(found));
  assert.deepEqual(found, JSON.parse(readFileSync(path, "utf8")));
}

const inMarkdown: readonly Capture[] = ["create", "refused", "removeAll", "replace", "unborn", "unchanged"];
const inJson: readonly Capture[] = ["create", "refused", "replace", "removeAll"];

describe("the plan report of a real preview", () => {
  for (const name of captures) {
    it(`as text: ${name}`, () => {
      assertExpected(`${name}.txt`, renderText(reportOf(name, refusable), { colour: false }));
    });
  }
  for (const name of inMarkdown) {
    it(`as Markdown: ${name}`, () => assertExpected(`${name}.md`, renderMarkdown(reportOf(name, refusable))));
  }
  for (const name of inJson) {
    it(`as JSON: ${name}`, () => assertExpectedJson(`${name}.json`, reportOf(name, refusable)));
  }

  it("is the same with --show-replacement-steps, but for the inputs that Pulumi names then", () => {
    const { replacements, ...steps } = reportOf("replacementSteps", refusable);
    const { replacements: plain, ...report } = reportOf("replace", refusable);
    assert.deepEqual(steps, report);
    assert.deepEqual(
      replacements.map(({ because: _, ...one }) => one),
      plain.map(({ because: _, ...one }) => one),
    );
  });

  it("has colour where asked for, on whole lines, and the same text", () => {
    const report = reportOf("replace", refusable);
    const coloured = renderText(report, { colour: true });
    const lines = coloured.split("\n");
    assert.equal(lines[0], "\u001b[1mPassthrough plan: 1 host reboots, 2 VMs lose power\u001b[22m");
    assert.ok(
      lines.includes("\u001b[31m  host esx-02.example.test (host-12) reboots (its VMs are shut down)\u001b[39m"),
      coloured,
    );
    assert.equal(stripVTControlCharacters(coloured), renderText(report, { colour: false }));
  });
});

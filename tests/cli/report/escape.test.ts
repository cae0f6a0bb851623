import assert from "node:assert/strict";
import fc from "fast-check";
import { buildReport } from "../../../cli/report/build";
import { markdownText, mermaidText } from "../../../cli/report/escape";
import { renderMarkdown } from "../../../cli/report/markdown";
import { renderMermaid } from "../../../cli/report/mermaid";
import { refusable } from "../../../cli/report/model";
import { renderText } from "../../../cli/report/text";
import { wrap } from "../../../cli/report/wrap";
import { onHost, onVm, preview, step, urn, warning, wasOnHost, wasOnVm } from "./previews";

/** Everything that others name, named `name`. */
function reportWith(name: string) {
  const old = { ...wasOnHost, hostName: name, deviceName: name };
  const steps = [
    step({ op: "replace", kind: "device", name, old, next: { ...onHost, address: name } }),
    step({ op: "replace", kind: "attachment", name, old: { ...wasOnVm, vmName: name }, next: { ...onVm, vmId: name } }),
    step({ op: "delete", kind: "memory", name, old: { vmId: "vm-1" } }),
  ];
  const diagnostics = [
    warning("power-cycle", name, urn("attachment", name)),
    warning("host-reboot", name, urn("device", name)),
    warning("drift", name, urn("device", name)),
    { severity: "error", message: `error: ${name}`, urn: urn("device", name) },
  ];
  return buildReport(preview(steps, diagnostics), refusable);
}

const hostile = 'a|b`c`[d](http://e)<img src=x>\n# f\u001b[31m\u001b]0;g\u0007@h **i** "j" ]] --> k; %% l\u202e';

describe("hostile names", () => {
  it("are only text in Markdown", () => {
    assert.equal(
      markdownText("a|b`c`[d](http://e)<i> @f #1 _g_ *h* ~i~ $j$ \\k &l; www.m.n"),
      "a&#124;b&#96;c&#96;&#91;d&#93;(http&#58;//e)&#60;i&#62; &#64;&#8203;f &#35;&#8203;1 &#95;g&#95; &#42;h&#42; &#126;i&#126; &#36;j&#36; &#92;k &#38;l; www&#46;m.n",
    );
    const markdown = renderMarkdown(reportWith(hostile));
    const [before = "", ...after] = markdown.split(/```mermaid\n[^`]*\n```/);
    const ours = `${before}${after.join("")}`.replace(/<\/?(?:code|br|details|summary)>/g, "").replace(/&#\d+;/g, "");
    assert.doesNotMatch(ours, /[<>`[\]@\\]/);
    for (const line of ours.split("\n").filter((one) => one.startsWith("|"))) assert.equal(line.split("|").length, 6);
  });

  it("are only text in Mermaid", () => {
    assert.equal(
      mermaidText('a"b]] --> c\u{1f600}#quot;<b>'),
      '"a#34;b#93;#93; --#62; c#128512;#35;quot#59;#60;b#62;"',
    );
    assert.equal(mermaidText("x".repeat(100)), `"${"x".repeat(79)}…"`);
  });

  it("leave the diagram in its form", () => {
    const line =
      /^(?:flowchart LR| {2}[hdv]\d+(?:\[{1,2}|\(\[)"[\p{L}\p{N}\p{M} .,:/…#;<>-]*"(?:\]{1,2}|\]\))(?:::: ?down)?| {2}[hd]\d+ (?:---|-->|-\.->|==>)(?:\|[a-z ]+\|)? [dv]\d+| {2}classDef down .*)$/u;
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (name) => {
        for (const one of (renderMermaid(reportWith(`${hostile}${name}`)) ?? "").split("\n")) assert.match(one, line);
      }),
      { numRuns: 30 },
    );
  });

  it("leave no control character in the text, and 80 columns", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (name) => {
        const text = renderText(reportWith(`${hostile}${name}`), { colour: false });
        assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\u202a-\u202e]/u);
        for (const one of text.split("\n")) assert.ok([...one].length <= 80, one);
      }),
      { numRuns: 100 },
    );
  });
});

describe("wrapping", () => {
  it("breaks between words, within words that are too long, and counts wide characters twice", () => {
    assert.deepEqual(wrap("  - ", `${"a".repeat(70)} bcdefg`), [`  - ${"a".repeat(70)}`, "    bcdefg"]);
    assert.deepEqual(wrap("> ", "a".repeat(100)), [`> ${"a".repeat(78)}`, `  ${"a".repeat(22)}`]);
    assert.deepEqual(wrap("", "漢".repeat(41)), ["漢".repeat(40), "漢"]);
  });
});

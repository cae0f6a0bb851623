import assert from "node:assert/strict";
import { decode, parsePreview } from "../../../cli/report/preview";

const wanted = "expected what `pulumi preview --json` prints";

describe("reading a preview", () => {
  const refused: readonly [what: string, text: string, message: string][] = [
    [
      "nothing",
      " \n",
      `in: empty; ${wanted}; where the preview fails before it plans anything, its error is on standard error`,
    ],
    [
      "the text of a preview",
      "\u001b[1mPreviewing update (prod):\n\n + create",
      `in: not JSON; found text that begins "Previewing update (prod):  + create"; ${wanted}`,
    ],
    [
      "an event stream",
      '{"sequence":0,"timestamp":1,"preludeEvent":{}}\n{"sequence":1,"timestamp":1,"cancelEvent":{}}\n',
      `in: found an event stream, one JSON object per line (PULUMI_ENABLE_STREAMING_JSON_PREVIEW, or an event log); ${wanted} without that setting`,
    ],
    [
      "an event stream of one event",
      '{"sequence":0,"timestamp":1,"preludeEvent":{}}\n',
      `in: found an event stream, one JSON object per line (PULUMI_ENABLE_STREAMING_JSON_PREVIEW, or an event log); ${wanted} without that setting`,
    ],
    ["another document", '{"version":3,"deployment":{}}', `in: found an object of version, deployment; ${wanted}`],
    ["an empty object", "{}", `in: found an empty object; ${wanted}`],
    ["a list", "[]", `in: Invalid input: expected object, received array; ${wanted}`],
    [
      "a step without an operation",
      '{"steps":[{"urn":"urn:pulumi:a::b::c::d"}]}',
      `in: steps.0.op: Invalid input: expected string, received undefined; ${wanted}`,
    ],
  ];
  for (const [what, text, message] of refused) {
    it(`refuses ${what}`, () => assert.throws(() => parsePreview(text, "in"), { message }));
  }

  it("takes fields that it does not know, and lists that are left out", () => {
    assert.deepEqual(parsePreview('{"changeSummary":{"same":3},"duration":1,"new":true}', "in"), {
      steps: [],
      diagnostics: [],
    });
    assert.deepEqual(parsePreview('{"steps":[{"op":"same","urn":"u","detailedDiff":null,"x":1}]}', "in").steps, [
      { op: "same", urn: "u" },
    ]);
  });

  it("reads what PowerShell redirects, with byte order marks", () => {
    assert.equal(decode(Buffer.from("\ufeff{}", "utf8")), "{}");
    assert.equal(decode(Buffer.from("\ufeff{}", "utf16le")), "{}");
  });
});

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
const own = join(root, ".github", "workflows");
const files = [
  join("examples", "ci", "github-actions.yml"),
  ...(existsSync(own) ? readdirSync(own).map((name) => join(".github", "workflows", name)) : []),
];

/** What GitHub's own parser finds wrong: keys, types, the names in expressions. */
async function errorsIn(content: string): Promise<readonly string[]> {
  // The package is an ECMAScript module, and there is only this way to load one from here.
  const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");
  const { context, value } = parseWorkflow({ name: "workflow.yml", content }, new NoOperationTraceWriter());
  const errors = context.errors.getErrors().map(({ message }) => message);
  if (errors.length > 0 || value === undefined) return errors;
  const template = await convertWorkflowTemplate(context, value);
  return (template.errors ?? []).map(({ Message }) => Message);
}

describe("the workflows for GitHub", () => {
  for (const file of files) {
    it(`are valid: ${file}`, async () => {
      assert.deepEqual(await errorsIn(readFileSync(join(root, file), "utf8")), []);
    });
  }

  it("would not be, with a wrong key or a wrong name in an expression", async () => {
    const text = readFileSync(join(root, files[0] ?? ""), "utf8");
    for (const [right, wrong] of [
      ["runs-on:", "run-on:"],
      ["github.event.pull_request.number", "githup.event"],
    ] as const) {
      const [error = "none"] = await errorsIn(text.replace(right, wrong));
      assert.match(error, /Unexpected value 'run-on'|Unrecognized named-value: 'githup'/);
    }
  });
});

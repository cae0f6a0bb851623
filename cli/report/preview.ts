/** What `pulumi preview --json` prints, as far as the report looks at it. */
import { z } from "zod";
import { plainText } from "../../provider/errors/plainText";
import { UsageError } from "../usageError";

const values = z.record(z.string(), z.unknown());

const state = z.object({
  custom: z.boolean().optional(),
  id: z.string().optional(),
  inputs: values.optional(),
  outputs: values.optional(),
  retainOnDelete: z.boolean().optional(),
});

const step = z.object({
  op: z.string(),
  urn: z.string(),
  provider: z.string().optional(),
  oldState: state.nullish(),
  newState: state.nullish(),
  replaceReasons: z.array(z.string()).nullish(),
});

const diagnostic = z.object({
  urn: z.string().optional(),
  message: z.string().optional(),
  severity: z.string().optional(),
});

const preview = z.object({
  steps: z.array(step).nullish(),
  diagnostics: z.array(diagnostic).nullish(),
  changeSummary: values.nullish(),
});

export type Step = z.output<typeof step>;
export type Diagnostic = z.output<typeof diagnostic>;

export interface Preview {
  readonly steps: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
}

const wanted = "expected what `pulumi preview --json` prints";

/** PowerShell writes UTF-16 when it redirects; both forms may begin with a byte order mark. */
export function decode(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
}

/** `source` names where the text comes from. */
export function parsePreview(text: string, source: string): Preview {
  if (text.trim() === "") {
    throw new UsageError(
      `${source}: empty; ${wanted}; where the preview fails before it plans anything, its error is on standard error`,
    );
  }
  const document = parseJson(text, source);
  const parsed = preview.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
    throw new UsageError(`${source}: ${where}${issue?.message ?? "not readable"}; ${wanted}`);
  }
  const { steps, diagnostics, changeSummary } = parsed.data;
  if (!steps && !diagnostics && !changeSummary) {
    throw new UsageError(`${source}: found ${kindOf(document)}; ${wanted}`);
  }
  return { steps: steps ?? [], diagnostics: diagnostics ?? [] };
}

function parseJson(text: string, source: string): unknown {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    if (isEvent(tryJson(text.trimStart().split("\n", 1)[0] ?? ""))) throw streamError(source);
    throw new UsageError(`${source}: not JSON; found text that begins "${plainText(text.trimStart(), 40)}"; ${wanted}`);
  }
  if (isEvent(document)) throw streamError(source);
  return document;
}

function tryJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** An engine event is numbered. */
function isEvent(value: unknown): boolean {
  return typeof value === "object" && value !== null && "sequence" in value && "timestamp" in value;
}

function streamError(source: string): UsageError {
  return new UsageError(
    `${source}: found an event stream, one JSON object per line (PULUMI_ENABLE_STREAMING_JSON_PREVIEW, or an event log); ${wanted} without that setting`,
  );
}

function kindOf(document: unknown): string {
  const keys = Object.keys(document ?? {});
  return keys.length === 0 ? "an empty object" : `an object of ${plainText(keys.slice(0, 5).join(", "), 80)}`;
}

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as ts from "typescript";

const root = join(__dirname, "..", "..");
const docs = join(root, "docs");

interface Block {
  /** `README.md:41`: where the code begins. */
  readonly title: string;
  /** A file that is not on disk, in the root so that imports resolve as in a program. */
  readonly path: string;
  readonly code: string;
}

function pages(): string[] {
  const inDocs = readdirSync(docs, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
  return [join(root, "README.md"), ...inDocs.map((file) => join(docs, file))];
}

/** Each block is a program of its own: what it uses, it imports. */
function blocksOf(page: string): Block[] {
  const text = readFileSync(page, "utf8");
  return [...text.matchAll(/^```typescript\n(.*?)^```$/gms)].map((match, index) => {
    const line = text.slice(0, match.index).split("\n").length + 1;
    const name = relative(root, page);
    const path = join(root, `${name.replace(/\W/g, "-")}-${index}.ts`);
    return { title: `${name}:${line}`, path, code: `${match[1] ?? ""}\nexport {};\n` };
  });
}

function options(): ts.CompilerOptions {
  const file = join(root, "tsconfig.check.json");
  const { config, error } = ts.readConfigFile(file, ts.sys.readFile);
  assert.equal(error, undefined);
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}

/** One program over all blocks: the package's sources are read once. */
function compile(blocks: readonly Block[]): ts.Program {
  const compilerOptions = options();
  const host = ts.createCompilerHost(compilerOptions);
  const code = new Map(blocks.map((block) => [block.path, block.code]));
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => code.has(file) || fileExists.call(host, file);
  host.readFile = (file) => code.get(file) ?? readFile.call(host, file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = code.get(file);
    return text === undefined
      ? getSourceFile.call(host, file, version, ...rest)
      : ts.createSourceFile(file, text, version);
  };
  return ts.createProgram([...code.keys()], compilerOptions, host);
}

describe("code blocks of the documentation", function () {
  this.timeout(60_000);
  const blocks = pages().flatMap(blocksOf);
  let program: ts.Program;

  before(() => {
    program = compile(blocks);
  });

  it("are there", () => {
    assert.ok(blocks.length >= 3, `found ${blocks.length}`);
  });

  for (const { title, path } of blocks) {
    it(`compile: ${title}`, () => {
      const source = program.getSourceFile(path);
      const found = ts.getPreEmitDiagnostics(program, source);
      assert.ok(source !== undefined);
      assert.deepEqual(
        found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
        [],
      );
    });
  }
});

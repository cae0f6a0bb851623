import assert from "node:assert/strict";
import { join } from "node:path";
import * as ts from "typescript";
import { type Program, programs, root } from "./blocks";

function options(): ts.CompilerOptions {
  const file = join(root, "tsconfig.check.json");
  const { config, error } = ts.readConfigFile(file, ts.sys.readFile);
  assert.equal(error, undefined);
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}

/** One program over all blocks: the package's sources are read once. */
function compile(blocks: readonly Program[]): ts.Program {
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
  let program: ts.Program;

  before(() => {
    program = compile(programs);
  });

  it("are there", () => {
    assert.ok(programs.length >= 3, `found ${programs.length}`);
  });

  for (const { title, path } of programs) {
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

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(__dirname, "..", "..");

/** A code block of a page. */
export interface Block {
  /** `README.md:41`: where the code begins. */
  readonly title: string;
  /** Relative to the root. */
  readonly page: string;
  readonly language: string;
  readonly code: string;
}

/** A block that is a program of its own: what it uses, it imports. */
export interface Program extends Block {
  /** A file that is not on disk, in the root so that imports resolve as in a program. */
  readonly path: string;
}

/** What people read: in the root, all below docs but what is generated there, and the examples. */
export function pages(): readonly string[] {
  const inRoot = readdirSync(root).filter((file) => file.endsWith(".md"));
  const below = ["docs", "examples"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".md") && !/(^|\/)(node_modules|api)\//.test(file))
      .map((file) => join(folder, file)),
  );
  return [...inRoot, ...below];
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(({ index, 1: language = "", 2: code = "" }) => {
    const line = text.slice(0, index).split("\n").length + 1;
    return { title: `${page}:${line}`, page, language, code };
  });
}

/** All blocks of the documentation. */
export const allBlocks: readonly Block[] = pages().flatMap(blocksOf);

/** Those in TypeScript that are programs. */
export const programs: readonly Program[] = allBlocks
  .filter(({ language }) => language === "typescript")
  .map((block) => ({
    ...block,
    path: join(root, `${block.title.replaceAll(/\W/g, "-")}.ts`),
    code: `${block.code}\nexport {};\n`,
  }));

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

export const root = join(__dirname, "..", "..");
const docs = join(root, "docs");

export interface Block {
  /** `README.md:41`: where the code begins. */
  readonly title: string;
  /** A file that is not on disk, in the root so that imports resolve as in a program. */
  readonly path: string;
  readonly code: string;
}

/** README.md, and all below docs. */
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

/** All TypeScript of the documentation. */
export function allBlocks(): readonly Block[] {
  return pages().flatMap(blocksOf);
}

import assert from "node:assert/strict";
import type { Outcome, Project } from "../e2e/project";
import { allBlocks } from "./blocks";

const shellBlocks = allBlocks.filter(({ language }) => language === "sh");

/** A shell block, by its page and how it begins. */
export class ShellBlock {
  #isTyped = false;

  constructor(
    readonly page: string,
    readonly begins: string,
  ) {}

  /** Where it is: at one place, unless the page has changed. */
  get places(): readonly string[] {
    return this.#matches.map(({ title }) => title);
  }

  get isTyped(): boolean {
    return this.#isTyped;
  }

  /** Its commands, to be typed. */
  get code(): string {
    const [match] = this.#matches;
    assert.ok(match !== undefined, `${this.page} has no shell block that begins with: ${this.begins}`);
    this.#isTyped = true;
    return match.code;
  }

  get #matches() {
    return shellBlocks.filter(({ page, code }) => page === this.page && code.startsWith(this.begins));
  }
}

/** Who runs the shell blocks of some pages. */
export class Coverage {
  readonly #known: ShellBlock[] = [];

  /** A test that types these blocks; it fails if it leaves one out. */
  typing(blocks: readonly ShellBlock[], test: () => Promise<void>): () => Promise<void> {
    this.#known.push(...blocks);
    return async () => {
      await test();
      assert.deepEqual(
        blocks.filter(({ isTyped }) => !isTyped),
        [],
      );
    };
  }

  /** Blocks that are run elsewhere: where, or why there is no need. */
  elsewhere(blocks: readonly (readonly [block: ShellBlock, where: string])[]): void {
    this.#known.push(...blocks.map(([block]) => block));
  }

  /** Each block of the pages is known, once, and each that is known is there. */
  assertWhole(belongs: (page: string) => boolean): void {
    const there = shellBlocks.filter(({ page }) => belongs(page)).map(({ title }) => title);
    for (const { page, begins, places } of this.#known) {
      assert.equal(places.length, 1, `${page} has ${places.length} shell blocks that begin with: ${begins}`);
    }
    const known = this.#known.flatMap(({ places }) => places);
    assert.deepEqual(known.sort(), there.sort(), "a new block: type it in a test, or say who runs it");
  }
}

/** What is typed in place of a text of a page: a name of the reader's own site, or a placeholder. */
export type Edits = Readonly<Record<string, string>>;

/**
 * Types blocks into one shell in the project's folder, one after the other, which ends at the first command that fails.
 * `input` is what is typed when a command asks.
 */
export function typeIn(
  project: Project,
  blocks: readonly ShellBlock[],
  edits: Edits = {},
  input = "",
): Promise<Pick<Outcome, "code" | "text">> {
  return project.run("bash", "-e", "-c", `{\n${edited(blocks, edits)}} <<< "$1"`, "bash", input);
}

/** The same for blocks that have to succeed; gives what was printed. */
export async function mustTypeIn(...args: Parameters<typeof typeIn>): Promise<string> {
  const { code, text } = await typeIn(...args);
  assert.equal(code, 0, text);
  return text;
}

/** The commands of blocks. A text that is replaced has to be there: else the page has changed. */
function edited(blocks: readonly ShellBlock[], edits: Edits): string {
  return Object.entries(edits).reduce(
    (code, [from, to]) => {
      assert.ok(code.includes(from), `${from} is not in:\n${code}`);
      return code.replaceAll(from, to);
    },
    blocks.map(({ code }) => code).join(""),
  );
}

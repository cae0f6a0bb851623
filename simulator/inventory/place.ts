import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter } from "yaml";
import type { InventoryPlace, InventoryProblem } from "./inventoryError";

/** Where in a document a problem is: at the value, at a key, or at what lacks the key. */
export function placeOf(document: Document, lines: LineCounter, { path, isKey }: InventoryProblem): InventoryPlace {
  if (path.length === 0) return {};
  let at: unknown = document.contents;
  const [, ...keys] = path;
  for (const [index, key] of keys.entries()) {
    const isWanted = isKey === true && index === keys.length - 1;
    const next = step(isAlias(at) ? at.resolve(document) : at, key, isWanted);
    if (next === undefined) break;
    at = next;
  }
  if (!isNode(at) || !at.range) return {};
  const { line, col } = lines.linePos(at.range[0]);
  return { line, column: col };
}

/** The key's value, or the key itself where it is that or the value is not written. */
function step(node: unknown, key: string | number, isKeyWanted: boolean): unknown {
  if (isSeq(node)) return typeof key === "number" ? node.items[key] : undefined;
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
  return isKeyWanted ? pair?.key : (pair?.value ?? pair?.key);
}

import { Document, visit } from "yaml";
import type { Inventory } from "../../simulator";

export const formats = ["json", "yaml"] as const;
export type Format = (typeof formats)[number];

/** Control characters and marks that reorder text: a terminal would obey them, and both formats have escapes for them. */
const unsafe = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

function escaped(text: string): string {
  const all = new RegExp(unsafe, "g");
  return text.replaceAll(all, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function render(inventory: Inventory, format: Format): string {
  const json = JSON.stringify(inventory, null, 2);
  if (format === "json") return `${escaped(json)}\n`;
  // Through JSON: what is not there is not written.
  const document = new Document(JSON.parse(json));
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === "string" && unsafe.test(node.value)) node.type = "QUOTE_DOUBLE";
    },
  });
  return escaped(document.toString({ lineWidth: 0 }));
}

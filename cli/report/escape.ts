/**
 * Names and messages come from servers and programs of others. Control characters are gone already (`plainText`); these
 * keep the rest from being markup.
 */

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** HTML entities are never Markdown. An @ or # gets a zero-width space behind it, so that nobody is mentioned. */
export function markdownText(text: string): string {
  return text.replace(/:(?=\/\/)|(?<=\bwww)\.|[^\p{L}\p{N}\p{M} .,:;()/"'=+-]/giu, (character) => {
    const entity = `&#${codePoint(character)};`;
    return character === "@" || character === "#" ? `${entity}&#8203;` : entity;
  });
}

export function markdownCode(text: string): string {
  return `<code>${markdownText(text)}</code>`;
}

/** The text of a node or an edge, in quotes; Mermaid's own entities are written with # instead of &#. */
export function mermaidText(text: string): string {
  const characters = [...text];
  const short = characters.length > 80 ? `${characters.slice(0, 79).join("")}…` : text;
  return `"${short.replace(/[^\p{L}\p{N}\p{M} .,:/…-]/gu, (character) => `#${codePoint(character)};`)}"`;
}

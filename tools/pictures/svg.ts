/** As much of SVG as the pictures need. Both colour schemes of a reader have to be able to show them. */

export interface Colours {
  readonly [name: string]: { readonly light: string; readonly dark: string };
}

export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A picture with a class for each colour: `fill-NAME` and `stroke-NAME`. */
export function svg(width: number, height: number, title: string, colours: Colours, body: readonly string[]): string {
  const rules = (scheme: "light" | "dark") =>
    Object.entries(colours)
      .map(([name, colour]) => `.fill-${name}{fill:${colour[scheme]}}.stroke-${name}{stroke:${colour[scheme]}}`)
      .join("");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${rules("light")}@media (prefers-color-scheme: dark){${rules("dark")}}</style>`,
    ...body,
    "</svg>",
    "",
  ].join("\n");
}

import { type Colours, escapeXml, svg } from "./svg";

const colours: Colours = {
  back: { light: "#f6f8fa", dark: "#161b22" },
  text: { light: "#24292f", dark: "#e6edf3" },
  add: { light: "#116329", dark: "#7ee787" },
  remove: { light: "#a40e26", dark: "#ff7b72" },
  warn: { light: "#7d4e00", dark: "#e3b341" },
};

const [charWidth, lineHeight, margin] = [7.3, 17, 14];

/** What a line is about, by the sign that it begins with; a warning goes on over lines that are indented further. */
function colourOf(line: string, before: string): string {
  const sign = /^\s+([-+!>]) /.exec(line)?.[1];
  if (sign === "+") return "add";
  if (sign === "-" || sign === "!") return "remove";
  if (sign === ">") return "warn";
  return /^ {4}/.test(line) ? before : "text";
}

/** Text that a command printed, below the command. */
export function terminal(command: string, printed: string): string {
  const lines = [`$ ${command}`, "", ...printed.trimEnd().split("\n")];
  const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * charWidth + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin;
  let colour = "text";
  const texts = lines.map((line, index) => {
    colour = colourOf(line, colour);
    const weight = /^\S/.test(line) ? ' font-weight="bold"' : "";
    const y = margin + (index + 0.75) * lineHeight;
    return line === ""
      ? ""
      : `<text class="fill-${colour}" x="${margin}" y="${y}"${weight} xml:space="preserve">${escapeXml(line)}</text>`;
  });
  return svg(width, height, command, colours, [
    `<rect class="fill-back" width="${width}" height="${height}" rx="8"/>`,
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="12">`,
    ...texts.filter((text) => text !== ""),
    "</g>",
  ]);
}

import { type Colours, escapeXml, svg } from "./svg";

const colours: Colours = {
  box: { light: "#f6f8fa", dark: "#161b22" },
  line: { light: "#57606a", dark: "#8b949e" },
  text: { light: "#24292f", dark: "#e6edf3" },
  stop: { light: "#a40e26", dark: "#ff7b72" },
  warn: { light: "#7d4e00", dark: "#e3b341" },
  go: { light: "#116329", dark: "#7ee787" },
};

interface Box {
  readonly x: number;
  readonly y: number;
  readonly lines: readonly string[];
  readonly colour?: string;
}

const [boxWidth, boxHeight] = [200, 62];

const boxes = {
  program: { x: 10, y: 20, lines: ["your program", "devices, reservations,", "attachments"] },
  facts: { x: 250, y: 20, lines: ["facts of the hosts and VMs", "read from vSphere, once", "per operation"] },
  rules: { x: 490, y: 20, lines: ["rules", "over the whole program,", "deletions included"] },
  refused: { x: 490, y: 122, lines: ["refused", "the preview fails,", "nothing is written"], colour: "stop" },
  flagged: { x: 250, y: 122, lines: ["flagged", "which host reboots,", "which VM goes down"], colour: "warn" },
  again: { x: 10, y: 122, lines: ["up", "the same rules again, on facts", "right before each write"] },
  host: {
    x: 10,
    y: 224,
    lines: ["each host, once", "passthrough update, then", "maintenance mode and reboot"],
    colour: "go",
  },
  vm: { x: 250, y: 224, lines: ["each VM, once", "down, one reconfiguration,", "up again"], colour: "go" },
  state: { x: 490, y: 224, lines: ["state", "what was there before is", "put back on delete"] },
} satisfies Record<string, Box>;

/** From, to. All arrows are straight: the boxes stand in a grid. */
const arrows: readonly (readonly [keyof typeof boxes, keyof typeof boxes])[] = [
  ["program", "facts"],
  ["facts", "rules"],
  ["rules", "refused"],
  ["rules", "flagged"],
  ["flagged", "again"],
  ["again", "host"],
  ["host", "vm"],
  ["vm", "state"],
];

function drawBox({ x, y, lines, colour = "line" }: Box): string {
  const texts = lines.map((line, index) => {
    const style =
      index === 0 ? `class="fill-${colour === "line" ? "text" : colour}" font-weight="bold"` : `class="fill-text"`;
    return `<text ${style} x="${x + boxWidth / 2}" y="${y + 19 + index * 16}" text-anchor="middle">${escapeXml(line)}</text>`;
  });
  const rect = `<rect class="fill-box stroke-${colour}" x="${x}" y="${y}" width="${boxWidth}" height="${boxHeight}" rx="6"/>`;
  return [rect, ...texts].join("");
}

/** From the side of one box to the facing side of the other; a diagonal goes from corner to corner. */
function drawArrow(from: Box, to: Box): string {
  const side = (one: Box, other: Box) => ({
    x: one.x + (Math.sign(other.x - one.x) + 1) * (boxWidth / 2),
    y:
      one.y +
      (other.x === one.x || other.y !== one.y ? (Math.sign(other.y - one.y) + 1) * (boxHeight / 2) : boxHeight / 2),
  });
  const [start, end] = [side(from, to), side(to, from)];
  return `<path class="stroke-line" marker-end="url(#head)" d="M${start.x} ${start.y}L${end.x} ${end.y}"/>`;
}

/** The way of a program from preview to up. */
export function flow(): string {
  return svg(700, 300, "From a program to hosts and VMs", colours, [
    `<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="fill-line" d="M0 0L8 4L0 8z"/></marker></defs>`,
    `<g font-family="system-ui,sans-serif" font-size="12.5">`,
    ...arrows.map(([from, to]) => drawArrow(boxes[from], boxes[to])),
    ...Object.values(boxes).map(drawBox),
    "</g>",
  ]);
}

/** Calls and wall time against N, as SVG. */
import type { Point } from "./result";

interface Line {
  readonly name: string;
  readonly color: string;
  readonly values: readonly number[];
}

interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly sizes: readonly number[];
  readonly lines: readonly Line[];
}

const width = 440;
const height = 300;
const margin = { left: 56, right: 20, top: 56, bottom: 44 };
const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
const colors = { ours: "#1f6feb", far: "#8250df", noop: "#6e7781" };

/** The next of 1, 2, 5, 10, ... that holds the value. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

function text(x: number, y: number, content: string, attributes = ""): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${content}</text>`;
}

function drawChart({ title, unit, sizes, lines }: Chart, offset: number): string {
  const top = roundUp(Math.max(1, ...lines.flatMap(({ values }) => values)));
  const x = (index: number) => margin.left + (inner.width * index) / Math.max(1, sizes.length - 1);
  const y = (value: number) => margin.top + inner.height * (1 - value / top);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const at = y(part * top);
    const line = `<line x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}" stroke="#d0d7de"/>`;
    return line + text(margin.left - 6, at + 4, String(Number((part * top).toPrecision(3))), 'text-anchor="end"');
  });
  const ticks = sizes.map((n, index) => text(x(index), height - margin.bottom + 18, String(n), 'text-anchor="middle"'));
  const drawn = lines.map(({ name, color, values }, index) => {
    const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`);
    const dots = points.map(
      (point) => `<circle cx="${point.split(",")[0]}" cy="${point.split(",")[1]}" r="3" fill="${color}"/>`,
    );
    const label = text(margin.left + index * 130, 42, name, `fill="${color}"`);
    return `<polyline points="${points.join(" ")}" fill="none" stroke="${color}" stroke-width="2"/>${dots.join("")}${label}`;
  });
  const head = text(margin.left, 22, `${title} (${unit})`, 'font-size="14" font-weight="bold"');
  const foot = text(margin.left + inner.width / 2, height - 8, "N resources", 'text-anchor="middle"');
  return `<g transform="translate(${offset},0)">${[head, ...grid, ...ticks, ...drawn, foot].join("\n")}</g>`;
}

export function plot(points: readonly Point[]): string {
  const sizes = points.map(({ n }) => n);
  const line = (name: string, color: string, of: (point: Point) => number): Line => ({
    ...{ name, color, values: points.map(of) },
  });
  const calls: Chart = {
    title: "SOAP calls of a no-change preview",
    unit: "calls",
    sizes,
    lines: [line("this package", colors.ours, ({ calls }) => calls), line("no-op", colors.noop, () => 0)],
  };
  const times: Chart = {
    title: "Wall time of a no-change preview",
    unit: "seconds",
    sizes,
    lines: [
      line("this package", colors.ours, ({ oursMs }) => oursMs / 1000),
      line("20 ms latency", colors.far, ({ farMs }) => farMs / 1000),
      line("no-op", colors.noop, ({ noopMs }) => noopMs / 1000),
    ],
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * width} ${height}" font-family="sans-serif" font-size="11"><title>SOAP calls and wall time of a no-change preview</title>`,
    '<rect width="100%" height="100%" fill="white"/>',
    drawChart(calls, 0),
    drawChart(times, width),
    "</svg>\n",
  ].join("\n");
}

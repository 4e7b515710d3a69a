import { colour, Svg, ticks } from './svg.ts';

/** A value with its interval. */
export interface Bar {
  label: string;
  value: number;
  low: number;
  high: number;
  /** Index of the colour; the first by default. */
  group?: number;
}

export interface BarPanel {
  heading: string;
  bars: readonly Bar[];
  /** Bars begin at zero; without this, points on an axis as long as the values need, for small differences. */
  zero: boolean;
  format: (value: number) => string;
}

const WIDTH = 720;
const LEFT = 190;
const RIGHT = 80;
const ROW = 22;
const HEAD = 34;
const FOOT = 30;

/** Horizontal bars with intervals, one panel below the other. */
export function barPlot(title: string, panels: readonly BarPanel[]): string {
  const heights = panels.map(({ bars }) => HEAD + bars.length * ROW + FOOT);
  const svg = new Svg(WIDTH, 40 + heights.reduce((a, b) => a + b, 0), title, describe(panels));
  let top = 40;
  for (const [index, panel] of panels.entries()) {
    drawPanel(svg, panel, top);
    top += heights[index];
  }
  return svg.toString();
}

function drawPanel(svg: Svg, { heading, bars, zero, format }: BarPanel, top: number): void {
  const values = bars.flatMap(({ value, low, high }) => [value, low, high]).filter(Number.isFinite);
  const marks = ticks(Math.min(...values, ...(zero ? [0] : [])), Math.max(...values, ...(zero ? [0] : [])));
  const [low, high] = [marks[0], marks[marks.length - 1]];
  const clamped = (value: number) => Math.min(high, Math.max(low, value));
  const x = (value: number) => LEFT + ((clamped(value) - low) / (high - low)) * (WIDTH - LEFT - RIGHT);
  svg.text(16, top + 20, heading);
  const bottom = top + HEAD + bars.length * ROW;
  for (const mark of marks) {
    svg.line(x(mark), top + HEAD - 4, x(mark), bottom, mark === 0 ? 'axis' : 'grid');
    svg.text(x(mark), bottom + 16, format(mark), { anchor: 'middle', class: 'small' });
  }
  for (const [index, bar] of bars.entries()) {
    const y = top + HEAD + index * ROW + ROW / 2;
    const fill = colour(bar.group ?? 0);
    svg.text(LEFT - 10, y + 4, bar.label, { anchor: 'end' });
    if (zero) svg.rect(Math.min(x(0), x(bar.value)), y - 7, Math.abs(x(bar.value) - x(0)), 14, fill);
    svg.line(x(bar.low), y, x(bar.high), y, '#8b949e', 2);
    for (const end of [bar.low, bar.high]) svg.line(x(end), y - 4, x(end), y + 4, '#8b949e', 2);
    if (!zero) svg.circle(x(bar.value), y, 5, fill);
    svg.text(WIDTH - 16, y + 4, format(bar.value), { anchor: 'end' });
  }
}

function describe(panels: readonly BarPanel[]): string {
  return panels
    .map(({ heading, bars, format }) => {
      const told = bars.map(
        ({ label, value, low, high }) => `${label} ${format(value)} (${format(low)} to ${format(high)})`,
      );
      return `${heading}: ${told.join('; ')}.`;
    })
    .join(' ');
}

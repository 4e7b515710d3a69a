import { colour, Svg, ticks } from './svg.ts';

/** A line through one value for each position on the axis; null leaves a gap. */
interface Series {
  label: string;
  points: readonly ({ value: number; low: number; high: number } | null)[];
}

export interface LinePanel {
  heading: string;
  series: readonly Series[];
  format: (value: number) => string;
}

const WIDTH = 720;
const LEFT = 64;
const RIGHT = 190;
const PLOT = 170;
const PANEL = PLOT + 70;

/** Lines over evenly spaced positions, such as growing amounts, one panel below the other. */
export function linePlot(title: string, places: readonly string[], panels: readonly LinePanel[]): string {
  const svg = new Svg(WIDTH, 40 + panels.length * PANEL, title, describe(places, panels));
  panels.forEach((panel, index) => {
    drawPanel(svg, places, panel, 40 + index * PANEL);
  });
  return svg.toString();
}

function drawPanel(svg: Svg, places: readonly string[], { heading, series, format }: LinePanel, top: number): void {
  const values = series.flatMap(({ points }) => points.flatMap((point) => (point ? [point.low, point.high] : [])));
  const marks = ticks(Math.min(...values), Math.max(...values));
  const [low, high] = [marks[0], marks[marks.length - 1]];
  const bottom = top + 34 + PLOT;
  const y = (value: number) => bottom - ((value - low) / (high - low)) * PLOT;
  const x = (place: number) => LEFT + ((place + 0.5) / places.length) * (WIDTH - LEFT - RIGHT);
  svg.text(16, top + 20, heading);
  for (const mark of marks) {
    svg.line(LEFT, y(mark), WIDTH - RIGHT, y(mark), 'grid');
    svg.text(LEFT - 8, y(mark) + 4, format(mark), { anchor: 'end', class: 'small' });
  }
  for (const [place, label] of places.entries()) {
    svg.text(x(place), bottom + 18, label, { anchor: 'middle', class: 'small' });
  }
  for (const [index, { label, points }] of series.entries()) {
    const fill = colour(index);
    // Intervals are drawn side by side where lines meet.
    const shift = (index - (series.length - 1) / 2) * 7;
    points.forEach((point, place) => {
      const before = points[place - 1];
      if (point && before) {
        svg.line(x(place - 1) + shift, y(before.value), x(place) + shift, y(point.value), fill, 2);
      }
    });
    points.forEach((point, place) => {
      if (!point) return;
      svg.line(x(place) + shift, y(point.low), x(place) + shift, y(point.high), fill, 1);
      svg.circle(x(place) + shift, y(point.value), 4, fill);
    });
    svg.rect(WIDTH - RIGHT + 16, top + 40 + index * 20, 12, 12, fill);
    svg.text(WIDTH - RIGHT + 34, top + 50 + index * 20, label, { class: 'small' });
  }
}

function describe(places: readonly string[], panels: readonly LinePanel[]): string {
  return panels
    .map(({ heading, series, format }) => {
      const told = series.map(({ label, points }) => {
        const values = points.map((point, place) => `${places[place]} ${point ? format(point.value) : 'none'}`);
        return `${label}: ${values.join(', ')}`;
      });
      return `${heading}: ${told.join('; ')}.`;
    })
    .join(' ');
}

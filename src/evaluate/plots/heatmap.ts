import { Svg } from './svg.ts';

const CELL = 44;
const LEFT = 120;
const TOP = 130;
/** Red, green and blue of a cell; cells cover the page, so their numbers are read against the cells alone. */
type Colour = readonly [number, number, number];
const LITTLE: Colour = [232, 238, 246];
const ALIKE: Colour = [31, 95, 168];
const UNLIKE: Colour = [179, 90, 15];

/**
 * A square table of similarities from −1 to 1; the stronger, the more saturated.
 * @param values [n, n]
 */
export function heatmap(title: string, labels: readonly string[], values: readonly (readonly number[])[]): string {
  const size = labels.length * CELL;
  const most = Math.max(...values.flatMap((row, i) => row.filter((_, j) => i !== j)).map(Math.abs), 1e-9);
  const svg = new Svg(Math.max(LEFT + size + 24, 420), TOP + size + 24, title, describe(labels, values));
  for (const [i, row] of values.entries()) {
    svg.text(LEFT - 8, TOP + i * CELL + CELL / 2 + 4, labels[i], { anchor: 'end' });
    svg.text(LEFT + i * CELL + CELL / 2 + 4, TOP - 8, labels[i], { rotate: -60 });
    for (const [j, value] of row.entries()) {
      const strength = i === j ? 0 : Math.min(1, Math.abs(value) / most);
      const [x, y] = [LEFT + j * CELL, TOP + i * CELL];
      svg.rect(x + 1, y + 1, CELL - 2, CELL - 2, mixed(LITTLE, value < 0 ? UNLIKE : ALIKE, strength));
      const fill = strength < 0.6 ? '#1b1f24' : '#ffffff';
      svg.text(x + CELL / 2, y + CELL / 2 + 4, i === j ? '1' : value.toFixed(2), {
        ...{ anchor: 'middle', class: 'small', fill },
      });
    }
  }
  return svg.toString();
}

function mixed(from: Colour, to: Colour, share: number): string {
  const [red, green, blue] = from.map((value, index) => Math.round(value + share * (to[index] - value)));
  return `rgb(${red},${green},${blue})`;
}

function describe(labels: readonly string[], values: readonly (readonly number[])[]): string {
  const pairs = values.flatMap((row, i) =>
    row.flatMap((value, j) => (j > i ? [`${labels[i]} and ${labels[j]} ${value.toFixed(2)}`] : [])),
  );
  return `${pairs.join('; ')}.`;
}

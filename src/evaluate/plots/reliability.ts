import { colour, Svg } from './svg.ts';

const LEFT = 56;
const SIZE = 300;
const TOP = 44;

/** A system's bins: how often a p was predicted, its mean, and the share that was right. */
export interface ReliabilitySeries {
  label: string;
  bins: readonly { n: number; p: number; right: number }[];
}

/** Predicted against actual: on the diagonal both are the same. A dot's area shows how often. */
export function reliabilityPlot(title: string, series: readonly ReliabilitySeries[]): string {
  const told = series.map(({ label, bins }) => {
    const each = bins.filter(({ n }) => n > 0).map(({ n, p, right }) => `${p.toFixed(2)} ${right.toFixed(2)} (${n})`);
    return `${label}: ${each.join(', ')}`;
  });
  const description = `Predicted probability, and share that was right: ${told.join('; ')}.`;
  const svg = new Svg(LEFT + SIZE + 210, TOP + SIZE + 56, title, description);
  const x = (p: number) => LEFT + p * SIZE;
  const y = (right: number) => TOP + (1 - right) * SIZE;
  for (const mark of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
    svg.line(x(0), y(mark), x(1), y(mark), 'grid');
    svg.text(LEFT - 8, y(mark) + 4, `${100 * mark} %`, { anchor: 'end', class: 'small' });
    svg.text(x(mark), TOP + SIZE + 18, mark.toFixed(1), { anchor: 'middle', class: 'small' });
  }
  svg.line(x(0), y(0), x(1), y(1), 'axis');
  svg.text(x(0.5), TOP + SIZE + 40, 'Predicted probability; upwards, the share that was right', { anchor: 'middle' });
  for (const [index, { label, bins }] of series.entries()) {
    const fill = colour(index);
    const most = Math.max(1, ...bins.map(({ n }) => n));
    const shown = bins.filter(({ n }) => n > 0);
    for (const [at, { n, p, right }] of shown.entries()) {
      const next = shown[at + 1];
      if (next) svg.line(x(p), y(right), x(next.p), y(next.right), fill, 1.5);
      svg.circle(x(p), y(right), 2 + 6 * Math.sqrt(n / most), fill);
    }
    svg.rect(LEFT + SIZE + 16, TOP + 8 + index * 20, 12, 12, fill);
    svg.text(LEFT + SIZE + 34, TOP + 18 + index * 20, label, { class: 'small' });
  }
  return svg.toString();
}

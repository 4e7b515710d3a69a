import { DECISIVE, HEADINGS } from '../headings.ts';
import { type AuthorRows, macroFigure } from '../macro.ts';
import { SYSTEMS } from '../systems.ts';
import { type Bar, barPlot } from './bars.ts';

/** Every system's figures with their intervals, by task; for several authors, their means. */
export function systemsPlot(title: string, authors: readonly AuthorRows[], seed: number): string {
  const panels = DECISIVE.map((metric) => ({
    heading: `${HEADINGS[metric.name]} (${metric.better} is better)`,
    // Costs differ little; an axis from zero would hide that.
    zero: metric.better === 'higher',
    bars: SYSTEMS.flatMap(({ name, adapter, by }): Bar[] => {
      const found = macroFigure(authors, metric, name, seed);
      const group = by === 'model' ? { none: 4, own: 0, other: 1 }[adapter] : 2;
      return found ? [{ label: name, group, ...found }] : [];
    }),
    format: (value: number) => value.toFixed(3),
  }));
  return barPlot(
    title,
    panels.filter(({ bars }) => bars.length > 0),
  );
}
